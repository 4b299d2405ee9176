"""Rules for what is neither a number nor a tensor of numbers: records, switches, texts, generators, types, devices."""

from collections.abc import Iterable
from typing import Any

import torch

from nls_tutorial.checks.numbers import whole
from nls_tutorial.checks.say import brief, refuse


def instance(argument: str, value: object, kind: type | tuple[type, ...], step: str) -> None:
    """`value` is of this class.

    >>> instance("data", 3, dict, "Give a dict.")
    Traceback (most recent call last):
        ...
    TypeError: data must be of class dict, but got int. Give a dict.
    """
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        told = " or ".join(one.__name__ for one in kinds)
        refuse(argument, f"must be of class {told}", type(value).__name__, step, error=TypeError)


def function(argument: str, value: object, step: str) -> None:
    """`value` can be called, and is no class.

    >>> function("score", len, "Give a function.")  # says nothing: all is well
    """
    if not callable(value) or isinstance(value, type):
        seen = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
        refuse(argument, "must be a function", seen, step, error=TypeError)


def flag(argument: str, value: object) -> None:
    """`value` is True or False.

    >>> flag("inplace", True)  # says nothing: all is well
    """
    if not isinstance(value, bool):
        refuse(argument, "must be True or False", type(value).__name__, "Give one of the two.", error=TypeError)


def text(argument: str, value: object, step: str = "Give a text.") -> None:
    """`value` is a text.

    >>> text("title", "Two nets")  # says nothing: all is well
    """
    if not isinstance(value, str):
        refuse(argument, "must be a text", type(value).__name__, step, error=TypeError)


def several(argument: str, value: object, step: str) -> list[Any]:
    """What `value` holds, as a list.

    >>> several("classes", (0, 1), "Give class numbers.")
    [0, 1]
    """
    if isinstance(value, str | bytes) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) != 1:
        refuse(argument, "must hold several values in a row", type(value).__name__, step, error=TypeError)
    return list(value)


def picture_size(argument: str, value: object, low: int = 1) -> tuple[int, int]:
    """(height, width), in pixels.

    >>> picture_size("size", (32, 48))
    (32, 48)
    """
    if not isinstance(value, tuple | list) or len(value) != 2:
        refuse(argument, "must be (height, width)", brief(value), "Give two whole numbers of pixels.")
    step = "Give (height, width) in pixels."
    return whole(argument, value[0], low, step, high=2**20), whole(argument, value[1], low, step, high=2**20)


def cpu_generator(argument: str, value: object) -> None:
    """`value` is torch's generator of random numbers, on the CPU.

    >>> cpu_generator("generator", torch.Generator())  # says nothing: all is well
    """
    step = "Give torch.Generator().manual_seed(0)."
    instance(argument, value, torch.Generator, step)
    assert isinstance(value, torch.Generator)
    if value.device.type != "cpu":
        refuse(argument, "must be on the CPU", value.device, step)


def float_type(argument: str, value: object) -> None:
    """`value` is None or a torch.dtype of floating-point numbers.

    >>> float_type("dtype", torch.float64)  # says nothing: all is well
    """
    step = "Give torch.float32, or leave it out."
    if value is None:
        return
    instance(argument, value, torch.dtype, step)
    assert isinstance(value, torch.dtype)
    if value not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        refuse(argument, "must be float16, bfloat16, float32 or float64", value, step, error=TypeError)


def place(argument: str, value: object) -> None:
    """`value` is None or names a device that torch has here.

    >>> place("device", "cpu")  # says nothing: all is well
    >>> place("device", "")
    Traceback (most recent call last):
        ...
    ValueError: device must name a device that PyTorch has here, but got ''. Use "cpu", or leave it out.
    """
    step = 'Use "cpu", or leave it out.'
    if value is None:
        return
    instance(argument, value, (str, torch.device), step)
    try:
        torch.empty(0, device=value)  # type: ignore[call-overload]
    except (RuntimeError, AssertionError, NotImplementedError):
        refuse(argument, "must name a device that PyTorch has here", repr(value), step)
