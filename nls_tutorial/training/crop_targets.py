"""What happens to a batch before the network sees it, where the label depends on what happens to the picture."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes import mask_objectness, objectness
from nls_tutorial.data import fill_boxes
from nls_tutorial.records import Images
from nls_tutorial.targets import uniform_where
from nls_tutorial.training.color_jitter import jitter_colors
from nls_tutorial.training.crops import crop_images, crop_masks, random_crops
from nls_tutorial.training.cutmix import cutmix

Prepare = Callable[[Images, torch.Generator], tuple[Tensor, Tensor]]
Rule = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class RandomCropWithTargets:
    r"""Random crops with labels that know what is left of the object; pass it to `train` as `prepare`.

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

    With the same generator every rule and every `context` sees the same windows. Raises ValueError for a `context`
    above 0 without `fill`, and for data without boxes (or masks).

    Source: ALS sec. 3 and appendix A.2. First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.targets import smooth_by_objectness
    >>> prepare = RandomCropWithTargets(lambda labels, share: smooth_by_objectness(labels, share, 10), size=(32, 32))
    >>> images, targets = prepare(scenes(4, seed=0), torch.Generator().manual_seed(0))
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

    def __call__(self, batch: Images, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Pictures (B, C, h, w) and targets (B, K) of one batch."""
        images, own = batch.images, batch.own_boxes
        if own is None or batch.boxes is None:
            step = "Take scenes, or photographs with boxes (voc_folder)."
            checks.refuse("data", "must have boxes", "pictures without", step)
        height, width = images.shape[2:]
        removed = torch.rand(len(batch), generator=generator) < self.context
        crop = random_crops(
            *(len(batch), (height, width), generator),
            size=self.size,
            scale=self.scale,
            ratio=self.ratio,
            hflip_p=self.hflip_p,
        )
        if self.fill is not None:
            rows = removed.to(images.device)[:, None, None, None]
            images = torch.where(rows, fill_boxes(images, batch.boxes, self.fill), images)
        seen = crop_images(images, crop)
        if self.by_mask:
            if batch.masks is None:
                checks.refuse("data", "must have masks where by_mask is true", "none", "Leave by_mask out.")
            share = mask_objectness(crop_masks(batch.masks, crop).cpu()).to(seen)
        else:
            # on the CPU, where the windows are: a few numbers, in float64, which some GPUs lack
            share = objectness(own.cpu(), crop.windows).to(seen)
        targets = uniform_where(self.rule(batch.labels, share), removed.to(seen.device))
        if self.color_jitter > 0:
            amounts = dict.fromkeys(("brightness", "contrast", "saturation"), self.color_jitter)
            seen = jitter_colors(seen, generator, **amounts)
        return cutmix(seen, targets, generator) if self.cutmix else (seen, targets)
