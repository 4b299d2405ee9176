"""The share of a crop that an object of any outline fills, counted in pixels."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import crops_of


def mask_objectness(masks: Tensor, crops: Tensor | None = None) -> Float[Tensor, "B"]:
    r"""The share of object pixels: $\frac{1}{|c|}\sum_{\text{pixels}} m\,|\text{pixel} \cap c|$.

    `masks` bool (B, H, W), true on the object; `crops` (B, 4) xyxy pixels, half-open, or None where the masks are
    cropped already: then it is the mean, as the paper counts the white pixels of a transformed mask. A pixel that a
    crop cuts counts by the part inside; what lies outside the mask is no object. Returns (B,) float64 in [0, 1]. For a
    rectangle on whole pixels it equals `objectness` of its box.

    Raises TypeError for masks that are not bool, and ValueError for other shapes, masks without a pixel, and crops that
    `objectness` refuses.

    Source: ALS appendix A.2. First met in notebooks/10_shrink_the_label_with_the_object.
    """
    if not isinstance(masks, Tensor) or masks.dtype != torch.bool:
        seen = masks.dtype if isinstance(masks, Tensor) else type(masks).__name__
        checks.refuse("masks", "must be a bool tensor", seen, "Compare it, for example mask > 0.", error=TypeError)
    checks.tensor("masks", masks)
    if masks.ndim != 3 or masks.shape[1] * masks.shape[2] == 0:
        step = "Give one mask of at least one pixel for each sample."
        checks.refuse("masks", "must have shape (B, H, W)", tuple(masks.shape), step)
    masks = checks.where_double_is(masks)
    if crops is None:
        return masks.double().mean((1, 2))
    windows = crops_of("crops", crops)
    checks.same_rows("masks", masks, "crops", windows)
    x1, y1, x2, y2 = windows.unbind(1)
    rows, columns = _inside(y1, y2, masks.shape[1]), _inside(x1, x2, masks.shape[2])
    # Σ m·(height inside)·(width inside) / |c|
    filled = ((rows[:, None] @ masks.double()).squeeze(1) * columns).sum(1)
    return (filled / ((x2 - x1) * (y2 - y1))).clamp(max=1)


def _inside(low: Tensor, high: Tensor, count: int) -> Tensor:
    """How much of each of `count` pixels in a row lies between `low` and `high` (B,): (B, count) in [0, 1]."""
    edge = torch.arange(count, dtype=torch.float64, device=low.device)
    return (torch.minimum(high[:, None], edge + 1) - torch.maximum(low[:, None], edge)).clamp(min=0)
