"""Read what an answer returned, compare it with what was expected, and show either in a sentence."""

import inspect
import math
import numbers

import numpy as np
import torch
from torch import Tensor

Reading = Tensor | str | bool

RELATIVE = 1e-4
_SHOWN = 12  # at most so many numbers stand in a sentence


class UnreadableError(Exception):
    """A value of the wrong kind or shape: `expected_kind` says what it should be, `seen` what it is."""

    def __init__(self, expected_kind: str, seen: str) -> None:
        super().__init__(f"{expected_kind}, but got {seen}")
        self.expected_kind, self.seen = expected_kind, seen


def kind(value: object) -> str:
    """What `value` is, in words, without its own `repr`."""
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"a numpy array of shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of length {len(value)}"
    if inspect.isfunction(value):
        return f"the function {value.__name__}"
    return "None" if value is None else f"a value of type {type(value).__name__}"


def loose(value: object) -> Reading:
    """`value` as a float64 tensor, a text or a truth value, whatever was asked for."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    try:
        if isinstance(value, Tensor) and not value.is_complex():
            if value.dtype == torch.bool and value.ndim == 0:
                return bool(value)
            return value.detach().to("cpu", torch.float64)
        if isinstance(value, np.ndarray | list | tuple | numbers.Real):
            return torch.as_tensor(np.array(value, dtype=np.float64))
    except Exception as error:  # ragged lists, huge integers, tensors without data: numpy and torch raise many kinds
        raise UnreadableError("numbers", kind(value)) from error
    raise UnreadableError("numbers", kind(value))


def read(value: object, expected: object) -> Reading:
    """`value` as something to compare with `expected`; raises `UnreadableError` for another kind or shape."""
    goal = loose(expected)
    expected_kind = _expected_kind(expected, goal)
    try:
        found = loose(value)
    except UnreadableError as problem:
        raise UnreadableError(expected_kind, problem.seen) from problem
    wants_tensor = isinstance(expected, Tensor) and expected.ndim > 0
    fits = type(found) is type(goal) and not (wants_tensor and not isinstance(value, Tensor))
    if fits and isinstance(found, Tensor) and isinstance(goal, Tensor):
        fits = found.shape == goal.shape
    if not fits:
        raise UnreadableError(expected_kind, kind(value))
    return found


def _expected_kind(expected: object, goal: Reading) -> str:
    if isinstance(goal, bool):
        return "True or False"
    if isinstance(goal, str):
        return "a text"
    if goal.ndim == 0:
        return "one number"
    if isinstance(expected, Tensor):
        return f"a torch.Tensor of shape {tuple(goal.shape)}"
    return f"a list of {len(goal)} numbers"


def same(found: Reading, goal: Reading, tolerance: float) -> bool:
    """Equal within `tolerance` (absolute) and 1e-4 (relative); ∞ equals ∞, NaN equals NaN."""
    if isinstance(found, Tensor) and isinstance(goal, Tensor):
        return found.shape == goal.shape and torch.allclose(found, goal, RELATIVE, tolerance, equal_nan=True)
    return type(found) is type(goal) and found == goal


def show(value: object) -> str:
    """`value` in a sentence: numbers with six digits, long tensors by their shape."""
    try:
        reading = loose(value)
    except UnreadableError as problem:
        return problem.seen
    if not isinstance(reading, Tensor):
        return repr(reading)
    return _nested(reading.tolist()) if reading.numel() <= _SHOWN else kind(value)


def _nested(part: object) -> str:
    return f"[{', '.join(map(_nested, part))}]" if isinstance(part, list) else f"{part:.6g}"


def difference(found: Reading, goal: Reading, tolerance: float, *, truth: bool = False) -> str:
    """What was seen and what was expected; for a table or a long list at the first place where they differ.

    With `truth` a 1 or a 0 is called True or False, as the student wrote it.
    """
    if isinstance(found, Tensor) and isinstance(goal, Tensor) and (found.ndim > 1 or found.numel() > _SHOWN):
        off = ~torch.isclose(found, goal, RELATIVE, tolerance, equal_nan=True)
        place = tuple(int(i) for i in off.nonzero()[0])
        seen, wanted = (_truth(part[place]) if truth else show(part[place]) for part in (found, goal))
        return f"gave {seen} at {list(place)}, but {wanted} was expected there"
    return f"gave {show(found)}, but {show(goal)} was expected"


def _truth(value: Tensor) -> str:
    return {0.0: "False", 1.0: "True"}.get(float(value), show(value))


_FACTORS = {
    -1.0: "Every number has the wrong sign.",
    100.0: "Every number is 100 times too large: give shares of 1, not per cent.",
    1 / math.log(2): "Every number is in bits: use the natural logarithm, not the one to base 2.",
    1 / math.log(10): "Every number is to base 10: use the natural logarithm.",
}


def pattern(found: list[Reading], goals: list[Reading]) -> str:
    """One sentence when all numbers are off in the same way (a factor, or rounding), else nothing."""
    seen = [part.flatten() for part in found if isinstance(part, Tensor)]
    goal = [part.flatten() for part in goals if isinstance(part, Tensor)]
    if not seen or len(seen) < len(found):
        return ""
    return _pattern(torch.cat(seen), torch.cat(goal))


def _pattern(seen: Tensor, goal: Tensor) -> str:
    counted = (goal.abs() > 1e-9) & goal.isfinite()
    if int(counted.sum()) < 2 or not same(seen[~counted], goal[~counted], 1e-6):
        return ""
    ratios = seen[counted] / goal[counted]
    if bool(((ratios - 1).abs() < 0.01).all()):
        return "That is close: is something rounded on the way?"
    factor = float(ratios[0])
    if not math.isfinite(factor) or abs(factor) < 1e-6 or not same(ratios, torch.full_like(ratios, factor), 1e-6):
        return ""
    for known, sentence in _FACTORS.items():
        if math.isclose(factor, known, rel_tol=RELATIVE):
            return sentence
    return f"Every number is {factor:.4g} times what it should be."
