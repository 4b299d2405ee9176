"""Pixels near a border between classes: the annotators' doubt, and the ignored band that many sets draw there."""

import torch
from jaxtyping import Bool, Int64
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks


def near_border(labels: Tensor, width: int, *, ignore_index: int = 255) -> Bool[Tensor, "N H W"]:
    r"""Which pixels have a pixel of another class at most `width` columns and rows away.

    A square of side $2w + 1$ around each pixel is looked at: it lies near a border where the largest class in the
    square is not the smallest. `labels` (N, H, W) int64; pixels of `ignore_index` are no class and make no border, yet
    may lie near one; `width` w in 0 … 1,000 pixels: at 0, no pixel has another class in its square.

    Raises ValueError or TypeError for another shape or type, and for a width that is not a whole number from 0 on.

    >>> from torch import tensor
    >>> near_border(tensor([[[0, 0, 0, 1, 1]]]), 1).int().tolist()
    [[[0, 0, 1, 1, 0]]]
    """
    checks.label_type("labels", labels)
    if labels.ndim != 3:
        step = "Stack the label maps: (N, H, W)."
        checks.refuse("labels", "must have shape (N, H, W)", tuple(labels.shape), step)
    checks.whole("width", width, 0, "Count pixels from a border.", high=1000)
    checks.whole("ignore_index", ignore_index, -(2**63), "255 is VOC's.")
    ignored = labels == ignore_index
    # max-pooling pads with −∞, so that nothing beyond the picture counts; −max(−x) is the smallest
    classes, side = labels.double(), 2 * width + 1
    largest = F.max_pool2d(classes.masked_fill(ignored, -torch.inf)[:, None], side, 1, width)[:, 0]
    smallest = -F.max_pool2d((-classes).masked_fill(ignored, -torch.inf)[:, None], side, 1, width)[:, 0]
    return largest > smallest


def ignore_border(labels: Tensor, width: int, *, ignore_index: int = 255) -> Int64[Tensor, "N H W"]:
    """The label maps with `ignore_index` on every pixel that is `near_border`, as PASCAL VOC has its white outlines.

    Takes and raises what `near_border` does.

    >>> from torch import tensor
    >>> ignore_border(tensor([[[0, 0, 0, 1, 1]]]), 1).tolist()
    [[[0, 0, 255, 255, 1]]]
    """
    near = near_border(labels, width, ignore_index=ignore_index)
    return labels.masked_fill(near, ignore_index)
