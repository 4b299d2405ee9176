"""What happens to a batch before the network sees it, where the label depends on what happens to the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes import mask_objectness, objectness
from nls_tutorial.data import fill_boxes
from nls_tutorial.records import Crop, Images
from nls_tutorial.targets import one_hot, uniform_where
from nls_tutorial.training.color_jitter import jitter_colors
from nls_tutorial.training.crops import crop_images, crop_masks, random_crops, whole_pictures
from nls_tutorial.training.cutmix import cutmix

Rule = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class RandomCropWithTargets:
    r"""Random crops with labels that know what is left of the object; pass it to `train` as `batch_of`.

    `rule(labels, objectness)` gives targets (B, K): for adaptive smoothing
    `lambda labels, share: smooth_by_objectness(labels, share, classes, beta)`; a rule may ignore the objectness.
    A batch goes through these steps:

    1. with probability `context`, all objects of a picture are filled with `fill` (C,), and its target is uniform;
    2. a random window, brought to (height, width) `size`; `scale`, `ratio` and `hflip_p` are those of `random_crops`;
    3. objectness of the window: the share filled by the boxes of the label's class, or with `by_mask` the share of the
       object's pixels in the mask after the same crop;
    4. `rule` gives the targets;
    5. `color_jitter` above 0 changes brightness, contrast and saturation by up to so much;
    6. with `cutmix`, CutMix.

    With the same generator every rule and every `context` sees the same windows. Without one, for validation, pictures
    are taken whole, brought to `size`, with one-hot targets. Raises ValueError for a `context`
    above 0 without `fill`, and for data without boxes (or masks).

    Source: ALS sec. 3 and appendix A.2. First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.targets import smooth_by_objectness
    >>> batch_of = RandomCropWithTargets(lambda labels, share: smooth_by_objectness(labels, share, 10), size=(32, 32))
    >>> images, targets = batch_of(scenes(4, seed=0), torch.Generator().manual_seed(0))
    >>> images.shape, targets.shape, targets.sum(1).round(decimals=3).tolist()
    (torch.Size([4, 3, 32, 32]), torch.Size([4, 10]), [1.0, 1.0, 1.0, 1.0])
    """

    rule: Rule
    size: tuple[int, int]
    scale: tuple[float, float] = (0.08, 1.0)
    ratio: tuple[float, float] = (3 / 4, 4 / 3)
    hflip_p: float = 0.5
    context: float = 0.0
    fill: Tensor | None = None
    by_mask: bool = False
    color_jitter: float = 0.0
    cutmix: bool = False

    def __post_init__(self) -> None:
        checks.fraction("context", self.context, "Use 0.15, the paper's share of context-only samples, or 0.")
        checks.fraction("color_jitter", self.color_jitter, "Use 0.4, or 0 for none.")
        if self.context > 0 and self.fill is None:
            step = "Give fill=pixel_mean(train.images)."
            checks.refuse("fill", "must be a colour where context is above 0", None, step)

    def __call__(self, batch: Images, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
        """Pictures (B, C, h, w) and targets (B, K) of one batch."""
        images, boxes = batch.images, batch.boxes
        if boxes is None:
            step = "Take scenes, or photographs with boxes (voc_folder)."
            checks.refuse("data", "must have boxes", "pictures without", step)
        count, picture = len(batch), (int(images.shape[2]), int(images.shape[3]))
        if generator is None:
            targets = one_hot(batch.labels, batch.classes, dtype=images.dtype)
            return crop_images(images, whole_pictures(count, picture, size=self.size)), targets
        removed = torch.rand(count, generator=generator, dtype=torch.float32, device="cpu") < self.context
        windows: dict[str, Any] = {"size": self.size, "scale": self.scale, "ratio": self.ratio, "hflip_p": self.hflip_p}
        crop = random_crops(count, picture, generator, **windows)
        if self.fill is not None:
            rows = removed.to(images.device)[:, None, None, None]
            images = torch.where(rows, fill_boxes(images, boxes, self.fill), images)
        seen = crop_images(images, crop)
        share = self._objectness(batch, crop).to(seen)
        targets = uniform_where(self.rule(batch.labels, share), removed.to(seen.device))
        if self.color_jitter > 0:
            amounts = dict.fromkeys(("brightness", "contrast", "saturation"), self.color_jitter)
            seen = jitter_colors(seen, generator, **amounts)
        return cutmix(seen, targets, generator) if self.cutmix else (seen, targets)

    def _objectness(self, batch: Images, crop: Crop) -> Tensor:
        """The share of each window that its object fills, (B,), on the CPU."""
        if self.by_mask:
            if batch.masks is None:
                checks.refuse("data", "must have masks where by_mask is true", "none", "Leave by_mask out.")
            return mask_objectness(crop_masks(batch.masks, crop).cpu())
        own = batch.own_boxes
        assert own is not None
        # on the CPU, where the windows are: a few numbers, in float64, which some GPUs lack
        return objectness(own.cpu(), crop.windows)
