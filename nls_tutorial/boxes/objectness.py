"""Objectness: the share of a crop that the object fills."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import crops_of, float_type, many_boxes
from nls_tutorial.boxes.overlap import met
from nls_tutorial.boxes.union import union_by_tree

WORK = 2**22  # numbers worked on at a time
MANY = 256  # boxes of a picture, from where a tree is faster than each box against each other


def objectness(boxes: Tensor, crops: Tensor) -> Float[Tensor, "B"]:
    r"""The share of each crop that the union of its boxes fills: $|\bigcup_i b_i \cap c| \,/\, |c|$.

    `boxes` (B, n, 4), or (B, 4) for one box a sample; `crops` (B, 4); both xyxy pixels, half-open, of any number type.
    What two boxes share counts once. A missing box is a box of no area, for example (0, 0, 0, 0); n may be 0. Returns
    (B,) in [0, 1], 0 where no box meets the crop; computed in float64, and exact where the coordinates are whole
    numbers.

    Raises TypeError for anything but tensors of real numbers, and ValueError for other shapes, numbers that are not
    finite, x2 < x1 or y2 < y1, and a crop of no area.

    Source: ALS sec. 3, where α = 1 − wh/(WH). First met in notebooks/10_shrink_the_label_with_the_object.
    """
    every, windows = many_boxes("boxes", boxes), crops_of("crops", crops)
    checks.same_rows("boxes", every, "crops", windows)
    seen = met(every, windows[:, None])
    x1, y1, x2, y2 = windows.unbind(1)
    # |∪ b ∩ c| / |c|
    share = union_area(seen) / ((x2 - x1) * (y2 - y1))
    return share.clamp(max=1).to(float_type(boxes, crops)).to(boxes.device)  # a sum of strips may round to just above 1


def union_area(boxes: Tensor) -> Tensor:
    """The area of the union of boxes (B, n, 4), looked at before: (B,)."""
    n = boxes.shape[1]
    if n <= 1:
        x1, y1, x2, y2 = boxes.unbind(-1)
        return ((x2 - x1) * (y2 - y1)).sum(1)
    if n >= MANY and len(boxes) > 0 and not checks.tracing(boxes):
        return torch.stack([union_by_tree(picture) for picture in boxes])
    rows = max(WORK // (2 * n * n), 1)
    return torch.cat([_swept(part) for part in boxes.split(rows)])


def _swept(boxes: Tensor) -> Tensor:
    """Cuts at every left and right edge make strips; in a strip, the boxes that cross it are intervals of y."""
    order = boxes[..., 1].argsort(dim=1)
    x1, y1, x2, y2 = boxes.gather(1, order.unsqueeze(-1).expand_as(boxes)).unsqueeze(1).unbind(-1)  # (B, 1, n)
    cuts = torch.cat([x1, x2], dim=2).squeeze(1).sort(dim=1).values
    left, right = cuts[:, :-1, None], cuts[:, 1:, None]  # (B, 2n − 1, 1)
    crosses = (x1 <= left) & (right <= x2)
    # from top to bottom, each interval adds what lies below all before it
    below = torch.where(crosses, y2, y1[..., :1])  # y1 is in order: the first is the top of all
    deepest = torch.cat([y1[..., :1].expand_as(left), below.cummax(2).values[..., :-1]], dim=2)
    added = (y2 - torch.maximum(y1, deepest)).clamp(min=0) * crosses
    return (added.sum(2) * (right - left).squeeze(2)).sum(1)
