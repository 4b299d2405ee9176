"""Networks of the full budget that label every pixel, from torchvision, imported when the first one is built."""

from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.models.small import seeded


class TorchvisionSegmenter(nn.Module):
    r"""A torchvision network that gives logits for every pixel, at the picture's own size.

    `model(images)` gives (B, K, H, W) from (B, 3, H, W): the head's maps, an eighth as wide and high, scaled up by
    bilinear interpolation. `model.net` is torchvision's network, with its own state_dict and no auxiliary head.

    >>> from nls_tutorial.models import fcn
    >>> type(fcn(21)).__name__
    'TorchvisionSegmenter'
    """

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, images: Float[Tensor, "B 3 H W"]) -> Float[Tensor, "B K H W"]:
        """The logits of each pixel."""
        x = cast(Any, self.net).backbone(images)["out"]
        logits = cast(Any, self.net).classifier(x)
        return F.interpolate(logits, size=images.shape[-2:], mode="bilinear", align_corners=False)


def deeplabv3(classes: int, *, seed: int = 0, pretrained_backbone: bool = False) -> TorchvisionSegmenter:
    """DeepLabV3 on a ResNet-50 of torchvision: what the MbLS paper trains on PASCAL VOC.

    `classes` is K ≥ 2, 21 for PASCAL VOC; images are (B, 3, H, W). The weights depend on `seed` alone, and torch's
    global random numbers are left as they were; with `pretrained_backbone` torchvision downloads the ResNet's ImageNet
    weights (98 MB). In training, batches need two pictures or more, for its batch norm.

    Raises ValueError for K < 2 or a negative seed, TypeError for numbers that are not whole.
    Source: Chen et al. 2017, arXiv 1706.05587.

    >>> network = deeplabv3(21)
    >>> f"{sum(weights.numel() for weights in network.parameters()):,}"
    '39,638,869'
    """
    return _built("deeplabv3_resnet50", classes, seed, pretrained_backbone)


def fcn(classes: int, *, seed: int = 0, pretrained_backbone: bool = False) -> TorchvisionSegmenter:
    """A fully convolutional network on a ResNet-50 of torchvision; the rest is as in `deeplabv3`.

    Source: Long et al. 2015, arXiv 1411.4038.

    >>> network = fcn(21)
    >>> f"{sum(weights.numel() for weights in network.parameters()):,}"
    '32,957,013'
    """
    return _built("fcn_resnet50", classes, seed, pretrained_backbone)


def _built(name: str, classes: int, seed: int, pretrained_backbone: bool) -> TorchvisionSegmenter:
    checks.class_count("classes", classes)
    checks.flag("pretrained_backbone", pretrained_backbone)
    with needs("data"):
        from torchvision.models import ResNet50_Weights, get_model
    weights = ResNet50_Weights.IMAGENET1K_V1 if pretrained_backbone else None
    with seeded(seed):
        net = get_model(name, weights=None, weights_backbone=weights, num_classes=classes, aux_loss=False)
    return TorchvisionSegmenter(net.to(memory_format=torch.channels_last))
