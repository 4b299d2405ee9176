"""Rules for the tensors of a record: shapes that fit, labels that are classes, numbers that are numbers."""

import math

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse

WHOLE = "Take all of it from the same samples, in the same order."


def has_shape(argument: str, tensor: Tensor, *sizes: int | str, step: str = WHOLE) -> None:
    """`tensor` has these sizes along its dimensions; a letter stands for any.

    >>> has_shape("labels", torch.zeros(3), 2)
    Traceback (most recent call last):
        ...
    ValueError: labels must have shape (2,), but got (3,). Take all of it from the same samples, in the same order.
    """
    shape = tuple(tensor.shape)
    if len(shape) != len(sizes) or any(isinstance(n, int) and n != m for n, m in zip(sizes, shape, strict=True)):
        told = ", ".join(map(str, sizes)) + ("," if len(sizes) == 1 else "")
        refuse(argument, f"must have shape ({told})", shape, step)


def is_floating(argument: str, tensor: Tensor) -> None:
    """`tensor` holds floating-point numbers."""
    if tensor.dtype not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        refuse(argument, "must hold floating-point numbers", tensor.dtype, "Convert it with .float().", error=TypeError)


def is_real(argument: str, tensor: Tensor) -> None:
    """`tensor` holds whole or floating-point numbers."""
    if tensor.is_complex() or tensor.dtype == torch.bool:
        refuse(argument, "must hold real numbers", tensor.dtype, "Convert it with .float().", error=TypeError)


def is_type(argument: str, tensor: Tensor, dtype: torch.dtype, step: str) -> None:
    """`tensor` is of this type."""
    if tensor.dtype != dtype:
        refuse(argument, f"must be {str(dtype).removeprefix('torch.')}", tensor.dtype, step, error=TypeError)


def is_finite(argument: str, tensor: Tensor) -> None:
    """No NaN and no infinity."""
    if tensor.numel() == 0 or not can_be_read(tensor):
        return
    low, high = (float(end) for end in torch.aminmax(tensor.detach()))
    if not (math.isfinite(low) and math.isfinite(high)):
        refuse(argument, "must be finite", "entries that are NaN or infinite", "Find the step that made them.")


def are_labels(argument: str, tensor: Tensor, classes: int, low: int = 0) -> None:
    """int64 in `low` … classes − 1."""
    is_type(argument, tensor, torch.int64, "Convert it with .long().")
    if tensor.numel() == 0 or not can_be_read(tensor):
        return
    least, most = torch.stack(torch.aminmax(tensor)).tolist()
    if least < low or most >= classes:
        rule = f"must lie in {low} … {classes - 1}, as there are {classes} class names"
        refuse(argument, rule, least if least < low else most, "Number the classes from 0, and name each.")


def can_be_read(tensor: Tensor) -> bool:
    """Whether there are numbers to look at: not on the meta device."""
    return not tensor.is_meta
