r"""A small detector: a classifier's maps, and at each place of them a class and a box.

One scale, no anchors. `detector(classifier)` keeps the classifier's layers up to its last maps (the backbone), and puts
two heads on them. At every place (i, j) they say which class is there, 0 for none (the background), and how far the
object's four sides are; `detect` turns that into boxes. What they should say stands in `detector_targets`. Class k of
the data is label k + 1 here, as in torchvision's detectors.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.boxes import suppress
from nls_tutorial.models.activation import layers_before_mean
from nls_tutorial.models.classifier import templates
from nls_tutorial.models.detector_targets import SIDES
from nls_tutorial.models.layout import stored_for_cpus
from nls_tutorial.models.small import seeded


class Detector(nn.Module):
    r"""A backbone with two heads: `model(images)` gives (B, K + 1 + 4, h, w).

    The first K + 1 maps are logits of the classes, background first; the last four the distances in pixels from the
    middle of a place to the sides of its object: left, top, right, bottom, all above 0.

    Source: Tian et al. 2019 (FCOS), arXiv 1904.01355, on one scale.

    >>> from nls_tutorial.models import gap_cnn
    >>> isinstance(detector(gap_cnn(3, 10)), Detector)
    True
    """

    def __init__(self, backbone: nn.Module, maps: int, classes: int, stride: int, width: int) -> None:
        super().__init__()
        self.backbone, self.classes, self.stride = backbone, classes, stride
        self.class_head = nn.Sequential(*_convolution(maps, width), nn.Conv2d(width, classes + 1, 1))
        self.box_head = nn.Sequential(*_convolution(maps, width), nn.Conv2d(width, SIDES, 1))

    def forward(self, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B outputs h w"]:
        """Logits and distances at every place."""
        maps = self.backbone(images)
        # softplus keeps distances above 0; a map's unit is one stride
        distances = self.stride * F.softplus(self.box_head(maps))
        return torch.cat([self.class_head(maps), distances], dim=1)


def _convolution(maps: int, out: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(maps, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()


def detector(classifier: nn.Module, *, width: int = 48, seed: int = 0) -> Detector:
    """A detector on a classifier's layers, with new heads of `width` maps each.

    Args:
        classifier: one that ends in a mean over all places, as `gap_cnn` and `resnet_cifar` do; what it learnt is where
            the training begins. Its layers are shared, not copied: training the detector changes them.
        width: maps between the backbone and what a head says.
        seed: decides the heads' weights; torch's global random numbers are left as they were.

    Returns:
        The detector, for as many classes as the classifier has. Raises TypeError for another end, ValueError or
        TypeError for sizes that are no whole numbers from 1 on.

    >>> from nls_tutorial.models import gap_cnn
    >>> detector(gap_cnn(3, 10))(torch.zeros(2, 3, 64, 64)).shape
    torch.Size([2, 15, 16, 16])
    """
    checks.whole("width", width, 1, high=2**12)
    checks.instance("classifier", classifier, nn.Module, "Build it with nls_tutorial.models.gap_cnn.")
    try:
        backbone = nn.Sequential(*layers_before_mean(classifier))
    except TypeError as error:
        raise TypeError(str(error).replace("model must", "classifier must", 1)) from error
    classes, maps = templates(classifier).shape
    stride = 1
    for layer in backbone.modules():
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d) and layer.kernel_size not in (1, (1, 1)):
            own = layer.stride if isinstance(layer.stride, int) else layer.stride[0]
            stride *= own
    with seeded(seed):
        model = Detector(backbone, maps, classes, stride, width)
    return stored_for_cpus(model)


@torch.no_grad()
def detect(
    model: Detector, images: Tensor, *, above: float = 0.01, overlap: float = 0.5, most: int = 100
) -> list[dict[str, Tensor]]:
    r"""The objects that a detector finds in each picture, in the form of torchvision's detectors.

    At every place the class k ≥ 1 with the largest $p_k$ and its box, cut to the picture; kept if $p_k$ > `above`,
    then non-maximum suppression class by class with IoU `overlap`, then the `most` surest.

    Returns:
        One dict a picture, surest first: `boxes` (n, 4) xyxy pixels, `scores` (n,), `labels` (n,) from 1 to K.
        The model is afterwards in the mode it was before. Raises ValueError for a share outside [0, 1] or most < 1.

    >>> from nls_tutorial.models import gap_cnn
    >>> (found,) = detect(detector(gap_cnn(3, 10)), torch.zeros(1, 3, 32, 32), most=5)
    >>> found["boxes"].shape, found["scores"].shape, bool((found["labels"] >= 1).all())
    (torch.Size([5, 4]), torch.Size([5]), True)
    """
    checks.fraction("above", above, "Use 0.01: a threshold is chosen later.")
    checks.whole("most", most, 1, "Use 100, as COCO does.")
    checks.instance("model", model, Detector, "Make one with detector(classifier).")
    checks.floating("images", images)
    if images.ndim != 4:
        checks.refuse("images", "must have shape (B, C, H, W)", tuple(images.shape), "Stack the pictures.")
    training = model.training
    outputs = model.eval()(images)
    model.train(training)
    height, width = images.shape[-2:]
    down, across = ((torch.arange(n, device=images.device) + 0.5) * model.stride for n in outputs.shape[-2:])
    x, y = across.expand(outputs.shape[-2:]), down[:, None].expand(outputs.shape[-2:])
    left, top, right, bottom = outputs[:, -SIDES:].unbind(1)
    boxes = torch.stack([x - left, y - top, x + right, y + bottom], dim=-1).flatten(1, 2).clamp(min=0)
    boxes = torch.minimum(boxes, boxes.new_tensor([width, height, width, height]))
    scores, labels = outputs[:, :-SIDES].softmax(1)[:, 1:].flatten(2).max(1)
    found = []
    for box, score, label in zip(boxes, scores, labels + 1, strict=True):
        sure = score > above
        box, score, label = box[sure], score[sure], label[sure]
        kept = suppress(box, score, label, overlap=overlap)[:most]
        found.append({"boxes": box[kept], "scores": score[kept], "labels": label[kept]})
    return found
