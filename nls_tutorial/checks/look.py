"""One look at the values of a whole call: rules are gathered on the device, and read together at the end."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.checks import numbers
from nls_tutorial.checks.say import refuse
from nls_tutorial.checks.tensors import tensor
from nls_tutorial.checks.tracing import readable

Number = float | Tensor


# What must hold (a bool tensor without dimensions), and what refuses where it does not. None: nothing is read.
Rules = list[tuple[Tensor, Callable[[], object]]] | None


def start(*tensors: object) -> Rules:
    """The rules of one call on `tensors`, none yet; None where values must not be read."""
    return [] if readable(*tensors) else None


def fraction(rules: Rules, argument: str, value: Number, step: str) -> Number:
    """`value` in [0, 1]: a number, looked at now, or a 0-dim tensor, which can be learned, looked at later."""
    if not _is_tensor(argument, value, step):
        return numbers.fraction(argument, value, step)
    return _later(rules, value, lambda x: (x >= 0) & (x <= 1), lambda x: numbers.fraction(argument, x, step))


def positive(rules: Rules, argument: str, value: Number, step: str) -> Number:
    """`value` finite and above 0."""
    if not _is_tensor(argument, value, step):
        return numbers.positive(argument, value, step)
    return _later(rules, value, lambda x: (x > 0) & x.isfinite(), lambda x: numbers.positive(argument, x, step))


def at_least(rules: Rules, argument: str, value: Number, low: float, step: str) -> Number:
    """`value` finite and not below `low`."""
    if not _is_tensor(argument, value, step):
        return numbers.at_least(argument, value, low, step)
    return _later(rules, value, lambda x: (x >= low) & x.isfinite(), lambda x: numbers.at_least(argument, x, low, step))


def _later(
    rules: Rules, value: Number, holds: Callable[[Tensor], Tensor], complain: Callable[[float], object]
) -> Number:
    assert isinstance(value, Tensor)
    if rules is not None and readable(value):
        number = value.detach()
        rules.append((holds(number), lambda: complain(number.item())))
    return value


def finds_well(rules: Rules, answer: Tensor) -> bool:
    """The one read: whether `answer`, one number, is finite, and every rule holds."""
    if not rules:
        return math.isfinite(answer.item())
    good = torch.isfinite(answer)
    for holds, _ in rules:
        good = good & holds.to(good.device, non_blocking=True)
    return bool(good)


def complain(rules: Rules) -> None:
    """Refuse by the first rule that does not hold."""
    for holds, refuses in rules or ():
        if not bool(holds):
            refuses()


def _is_tensor(argument: str, value: object, step: str) -> bool:
    """Whether `value` is a number in a tensor; other tensors are refused."""
    if not isinstance(value, Tensor):
        return False
    tensor(argument, value)
    if value.ndim > 0:
        refuse(argument, "must be one number", f"a tensor of shape {tuple(value.shape)}", step)
    if value.dtype == torch.bool or value.is_complex():
        refuse(argument, "must be a real number", value.dtype, step, error=TypeError)
    return True
