"""Call a student's function once, and survive whatever it does."""

import copy
import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.exercises.define import Case


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call gave: a `value`, or the type of its `error`; `trouble` says in words what went wrong."""

    value: object = None
    error: type[BaseException] | None = None
    trouble: str = ""


def signature_error(answer: Callable[..., Any], arguments: tuple[str, ...]) -> str:
    """What is wrong with the arguments that `answer` takes; empty when it can be called with `arguments`."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions have none: the call itself will tell
        return ""
    try:
        signature.bind(*arguments)
    except TypeError:
        return f"it should take ({', '.join(arguments)}), but it takes ({', '.join(signature.parameters)})."
    return ""


def run(answer: Callable[..., Any], arguments: tuple[str, ...], case: Case) -> Outcome:
    """Call `answer` with a copy of `case`; errors and changed inputs become `trouble`."""
    inputs = copy.deepcopy(case)
    try:
        value = answer(*inputs)
    except (Exception, SystemExit) as error:  # SystemExit: a stray exit() must not end the kernel
        return Outcome(error=type(error), trouble=_told(error, answer))
    if inspect.iscoroutine(value):
        value.close()
    for name, before, after in zip(arguments, case, inputs, strict=True):
        if not _unchanged(before, after):
            return Outcome(value, trouble=f"it changed its input {name}. Work on a copy, such as {name}.clone().")
    return Outcome(value)


def _told(error: BaseException, answer: Callable[..., Any]) -> str:
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # an error whose own text fails
        lines = []
    reason = f": {lines[0][:200]}" if lines else ""
    return f"it stopped with {type(error).__name__}{reason}{_place(error, answer)}."


def _place(error: BaseException, answer: Callable[..., Any]) -> str:
    code = getattr(answer, "__code__", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if code and f.filename == code.co_filename]
    if not frames:
        return ""
    line = f" (`{frames[-1].line}`)" if frames[-1].line else ""
    return f", in line {frames[-1].lineno}{line}"


def _unchanged(before: object, after: object) -> bool:
    if isinstance(before, Tensor) and isinstance(after, Tensor):
        return before.dtype == after.dtype and torch.equal(before, after.detach())
    return before == after
