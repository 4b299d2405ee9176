"""What two boxes share, and how large a box is."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import boxes_of, float_type


def area(boxes: Tensor) -> Float[Tensor, "*shape"]:
    r"""The area of each box: $(x_2 - x_1)(y_2 - y_1)$, in square pixels.

    `boxes` (..., 4) xyxy pixels, half-open, of any number type. Returns (...), in the boxes' float type.

    Raises TypeError for anything but a tensor of real numbers, and ValueError for another last dimension, numbers that
    are not finite, x2 < x1 or y2 < y1.

    First met in notebooks/10_shrink_the_label_with_the_object.
    """
    x1, y1, x2, y2 = boxes_of("boxes", boxes).unbind(-1)
    return ((x2 - x1) * (y2 - y1)).to(float_type(boxes)).to(boxes.device)


def intersection(boxes: Tensor, others: Tensor) -> Float[Tensor, "*shape 4"]:
    r"""The box that two boxes share: the larger of the first corners, the smaller of the second ones.

    `boxes` and `others` (..., 4) xyxy pixels, half-open, of shapes that broadcast: boxes (B, n, 4) meet crops (B, 4) as
    `crops[:, None]`. Returns (..., 4); boxes that do not meet give a box of no area.

    Raises what `area` raises, and ValueError for shapes that do not broadcast.

    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> from torch import tensor
    >>> intersection(tensor([30.0, 12, 70, 52]), tensor([10.0, 20, 50, 60])).tolist()
    [30.0, 20.0, 50.0, 52.0]
    >>> area(intersection(tensor([0.0, 0, 10, 10]), tensor([20.0, 0, 30, 10]))).item()  # they do not meet
    0.0
    """
    first, second = boxes_of("boxes", boxes), boxes_of("others", others)
    try:
        first, second = torch.broadcast_tensors(first, second)
    except RuntimeError:
        rule = f"must have a shape that broadcasts with boxes {tuple(boxes.shape)}"
        checks.refuse("others", rule, tuple(others.shape), "Add a dimension, for example crops[:, None].")
    return met(first, second).to(float_type(boxes, others)).to(boxes.device)


def met(boxes: Tensor, others: Tensor) -> Tensor:
    """The shared box, of numbers that were looked at before."""
    corner = torch.maximum(boxes[..., :2], others[..., :2])
    # a second corner before the first means that they do not meet: no width or no height
    return torch.cat([corner, torch.minimum(boxes[..., 2:], others[..., 2:]).maximum(corner)], dim=-1)
