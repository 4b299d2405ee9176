"""Rules for single numbers and choices."""

import math
import numbers
import sys
from collections.abc import Iterable

import torch

from nls_tutorial.checks.say import brief, refuse
from nls_tutorial.checks.tolerance import UNITS


def _real(argument: str, value: object, step: str) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        refuse(argument, "must be a real number", f"{brief(value)} ({type(value).__name__})", step, error=TypeError)
    try:
        return float(value)
    except OverflowError:
        refuse(argument, "must be a number that a float holds", brief(value), step)


def fraction(argument: str, value: object, step: str = "Give a share between nothing (0) and all (1).") -> float:
    """`value` as a float in [0, 1].

    >>> fraction("epsilon", 0.1)
    0.1
    >>> fraction("epsilon", 1.5, "Use 0.1 for the usual amount of smoothing.")
    Traceback (most recent call last):
        ...
    ValueError: epsilon must lie in [0, 1], but got 1.5. Use 0.1 for the usual amount of smoothing.
    """
    number = _real(argument, value, step)
    beyond = UNITS * sys.float_info.epsilon
    if not -beyond <= number <= 1.0 + beyond:
        refuse(argument, "must lie in [0, 1]", value, step)
    return min(max(number, 0.0), 1.0)


def positive(argument: str, value: object, step: str = "Give a number above 0.") -> float:
    """`value` as a finite float above 0.

    >>> positive("temperature", 2)
    2.0
    >>> positive("temperature", 0)
    Traceback (most recent call last):
        ...
    ValueError: temperature must be a finite number above 0, but got 0. Give a number above 0.
    """
    number = _real(argument, value, step)
    if not (number > 0.0 and math.isfinite(number)):
        refuse(argument, "must be a finite number above 0", value, step)
    return number


def at_least(argument: str, value: object, low: float, step: str = "Raise it.", *, high: float = math.inf) -> float:
    """`value` as a finite float not below `low`, and not above `high`.

    >>> at_least("margin", 6, 0)
    6.0
    >>> at_least("margin", -1.0, 0)
    Traceback (most recent call last):
        ...
    ValueError: margin must be a finite number of at least 0, but got -1.0. Raise it.
    """
    number = _real(argument, value, step)
    if not (number >= low and math.isfinite(number)):
        refuse(argument, f"must be a finite number of at least {low:g}", value, step)
    if number > high:
        refuse(argument, f"must be at most {high:g}", value, "Give a smaller number.")
    return number


def whole(
    argument: str, value: object, low: int, step: str = "Give a larger whole number.", *, high: int = 2**63 - 1
) -> int:
    """`value` as an int from `low` to `high`, the largest that fits in 64 bits."""
    if isinstance(value, torch.SymInt) or (isinstance(value, torch.Tensor) and torch.jit.is_tracing()):
        return value  # type: ignore[return-value]  # a size in a graph that is being made
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        refuse(argument, "must be a whole number", f"{brief(value)} ({type(value).__name__})", step, error=TypeError)
    if value < low:
        refuse(argument, f"must be at least {low}", brief(value), step)
    number = int(value)
    if number > high:
        refuse(argument, f"must be at most {high}", brief(number), "Give a smaller whole number.")
    return number


def ignored_label(value: object) -> int | None:
    """`ignore_index`, the label that marks what to leave out, or None.

    >>> ignored_label(255)
    255
    >>> ignored_label("void")
    Traceback (most recent call last):
        ...
    TypeError: ignore_index must be a whole number, but got 'void' (str). Give the label that marks what to leave out.
    """
    if value is None:
        return None
    return whole("ignore_index", value, -(2**63), "Give the label that marks what to leave out.")


def choice(argument: str, value: object, allowed: Iterable[object]) -> None:
    """`value` is one of `allowed`.

    >>> choice("reduction", "mean", ("mean", "sum"))  # says nothing: all is well
    >>> choice("reduction", "average", ("mean", "sum"))
    Traceback (most recent call last):
        ...
    ValueError: reduction must be one of 'mean', 'sum', but got 'average'. Pick one of those.
    """
    options = list(allowed)
    fitting = [option for option in options if isinstance(value, type(option)) and value == option]
    if not fitting:
        listed = ", ".join(repr(option) for option in options)
        refuse(argument, f"must be one of {listed}", brief(value), "Pick one of those.")
