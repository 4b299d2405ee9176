"""Rules for boxes, crops and masks."""

import torch
from torch import Tensor

from nls_tutorial import checks

CORNERS = "Write it as (x1, y1, x2, y2) with x1 ≤ x2 and y1 ≤ y2, in pixels."


def boxes_of(argument: str, value: object) -> Tensor:
    """`value` (..., 4), finite, corners in order; in float64 without gradient."""
    checks.tensor(argument, value)
    assert isinstance(value, Tensor)
    if value.dtype == torch.bool or value.is_complex():
        checks.refuse(argument, "must hold pixels, real numbers", value.dtype, CORNERS, error=TypeError)
    if value.ndim < 1 or value.shape[-1] != 4:
        checks.refuse(argument, "must have four numbers along its last dimension", tuple(value.shape), CORNERS)
    boxes = checks.where_double_is(value.detach()).double()
    if not checks.readable(value):
        return boxes
    good = torch.isfinite(boxes)
    if not bool(good.all()):
        seen = f"{int((~good).sum())} of {boxes.numel()} numbers that are NaN or infinite"
        checks.refuse(argument, "must be finite", seen, "Write a missing box as (0, 0, 0, 0).")
    ordered = (boxes[..., 2:] >= boxes[..., :2]).all(-1)
    if not bool(ordered.all()):
        checks.refuse(argument, "must have x1 ≤ x2 and y1 ≤ y2", box_text(boxes[~ordered][0]), CORNERS)
    return boxes


def crops_of(argument: str, value: object) -> Tensor:
    """`value` (B, 4), each with an area above 0; in float64 without gradient."""
    crops = boxes_of(argument, value)
    if crops.ndim != 2:
        checks.refuse(argument, "must have shape (B, 4)", tuple(crops.shape), "Give one crop for each sample.")
    if not checks.readable(value):
        return crops
    some = (crops[:, 2:] > crops[:, :2]).all(1)
    if not bool(some.all()):
        step = "Crop at least one pixel: x1 < x2 and y1 < y2."
        checks.refuse(argument, "must have an area above 0", box_text(crops[~some][0]), step)
    return crops


def many_boxes(argument: str, value: object) -> Tensor:
    """`value` (B, n, 4), or (B, 4) for one box a sample, as (B, n, 4) in float64."""
    boxes = boxes_of(argument, value)
    if boxes.ndim not in (2, 3):
        step = "Give each sample its boxes, padded with boxes of no area."
        checks.refuse(argument, "must have shape (B, n, 4), or (B, 4) for one box a sample", tuple(boxes.shape), step)
    return boxes.unsqueeze(1) if boxes.ndim == 2 else boxes


def float_type(*tensors: Tensor) -> torch.dtype:
    """The float type to answer in: the widest that was given; torch's default where all were whole numbers."""
    types = [tensor.dtype for tensor in tensors if tensor.is_floating_point()]
    widest = types[0] if types else torch.get_default_dtype()
    for other in types[1:]:
        widest = torch.promote_types(widest, other)
    return widest


def box_text(box: Tensor) -> str:
    """One box as a tuple to read."""
    return f"({', '.join(f'{float(number):g}' for number in box)})"
