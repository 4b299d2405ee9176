"""How well two boxes agree: the share of their union that both cover."""

from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import boxes_of, float_type
from nls_tutorial.boxes.overlap import met


def iou(boxes: Tensor, others: Tensor) -> Float[Tensor, "n m"]:
    r"""Intersection over union of every box with every other: $|a \cap b| \,/\, |a \cup b|$.

    `boxes` (n, 4) and `others` (m, 4) xyxy pixels, half-open, so that a box is x2 − x1 wide (conventions that count
    both end pixels add 1). Returns (n, m) in [0, 1]; a box of no area agrees with nothing: 0.

    Raises what `area` raises, and ValueError for another shape.
    Source: Everingham et al. 2010, the PASCAL VOC challenge, sec. 4.2.

    >>> from torch import tensor
    >>> iou(tensor([[0.0, 0, 10, 10]]), tensor([[5.0, 0, 15, 10], [20.0, 0, 30, 10]])).tolist()  # 50 of 150 pixels
    [[0.3333333432674408, 0.0]]
    """
    first, second = rows_of("boxes", boxes), rows_of("others", others)
    return pairwise(first, second).to(float_type(boxes, others)).to(boxes.device)


def rows_of(argument: str, boxes: Tensor) -> Tensor:
    """`boxes` (n, 4) that were looked at, in float64."""
    looked_at = boxes_of(argument, boxes)
    if looked_at.ndim != 2:
        checks.refuse(argument, "must have shape (n, 4)", tuple(boxes.shape), "Give the boxes of one picture.")
    return looked_at


def pairwise(first: Tensor, second: Tensor) -> Tensor:
    """`iou` of numbers that were looked at before: (…, n, 4) and (…, m, 4) give (…, n, m)."""
    shared = _area(met(first[..., :, None, :], second[..., None, :, :]))
    union = _area(first)[..., :, None] + _area(second)[..., None, :] - shared
    # |a ∩ b| / |a ∪ b|, and 0 where the union is empty
    return shared / union.where(union > 0, union.new_ones(()))


def _area(boxes: Tensor) -> Tensor:
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
