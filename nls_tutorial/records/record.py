"""What every record does when it is made: look at what it is given, so that it can show itself ever after."""

import math
import numbers
import reprlib
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Literal, NoReturn, TypeVar, Union

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

WORDS = {str: "a text", int: "a whole number", float: "a real number", bool: "True or False", type(None): "None"}
MOST_DIGITS = 20


class Record:
    """Checks a frozen record against its own annotations, and then against the rules of its class.

    A list stands for a tuple, and is kept as one. Raises TypeError for another type than annotated, ValueError for a
    word that is none of the allowed, and what `_rules` raises.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Walk(Record):
    ...     steps: tuple[int, ...]
    >>> Walk([1, 2]).steps
    (1, 2)
    >>> Walk("ab")
    Traceback (most recent call last):
        ...
    TypeError: steps must be a tuple, each a whole number, but got 'ab' (str). Look at help(Walk).
    """

    def __post_init__(self) -> None:
        kind: Any = type(self)
        hints = _hints(kind)
        for name in _names(kind):
            given = getattr(self, name)
            kept = _fitting(given, hints[name])
            if kept is MISFIT:
                _refuse_field(name, given, hints[name], kind)
            if kept is not given:
                object.__setattr__(self, name, kept)
        self._rules()

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.__post_init__()  # what comes out of a file is looked at, too

    def _rules(self) -> None:
        """What must hold beyond the types."""


def refuse(
    argument: str, rule: str, seen: object, step: str, *, error: type[Exception] = ValueError, but: str = "but got"
) -> NoReturn:
    """Raise `error`: the argument, the rule, what was seen, the next step.

    >>> refuse("start", "must be an index", -1, "Count from 0.")
    Traceback (most recent call last):
        ...
    ValueError: start must be an index, but got -1. Count from 0.
    """
    raise error(f"{argument} {rule}, {but} {seen}. {step}")


def number_in(argument: str, value: float, low: float, high: float, step: str) -> None:
    """`value` lies in [`low`, `high`], so it is finite where these are.

    >>> number_in("opacity", 0.5, 0, 1, "")  # says nothing: all is well
    """
    if not low <= value <= high:
        rule = f"must be at least {low:g}" if high == math.inf else f"must lie in [{low:g}, {high:g}]"
        refuse(argument, rule, value, step)


def digits_in(argument: str, value: int) -> None:
    """A number of decimals that can be shown.

    >>> digits_in("digits", 2)  # says nothing: all is well
    """
    number_in(argument, value, 0, MOST_DIGITS, "Give how many decimals to show.")


def brief(value: object) -> str:
    """What was seen in few words, whatever it is.

    >>> brief("yes"), brief([0] * 1000)
    ("'yes' (str)", '[0, 0, 0, 0, 0, 0, ...] (list)')
    """
    kind = type(value).__name__
    if isinstance(value, Tensor) and not _is_dense(value):
        return f"a {kind} of another layout"
    if isinstance(value, Tensor | np.ndarray):
        return f"{value.dtype} of shape {tuple(value.shape)} ({kind})"
    return f"{reprlib.repr(value)} ({kind})"  # short, and also where a class cannot show itself


def numbers_of(argument: str, values: object) -> npt.NDArray[np.float64]:
    """`values` as an array of float64.

    >>> numbers_of("first", [1, 2])
    array([1., 2.])
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        step = "Give numbers in rows of one length; a tensor on the CPU, without a gradient."
        refuse(argument, "must hold real numbers", brief(values), step, error=TypeError)


MISFIT = object()


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _refuse_field(name: str, given: object, hint: Any, kind: type) -> NoReturn:
    error: type[Exception] = ValueError if typing.get_origin(hint) is Literal else TypeError
    refuse(name, f"must be {_say(hint)}", brief(given), f"Look at help({kind.__name__}).", error=error)


def _fitting(value: Any, hint: Any) -> Any:
    """`value`, or the tuple made of a list, where it fits the annotation; else MISFIT."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return value
    if origin in (Union, types.UnionType):
        return next((kept for one in inner if (kept := _fitting(value, one)) is not MISFIT), MISFIT)
    if origin is Literal:
        return value if isinstance(value, str) and value in inner else MISFIT
    if origin is tuple:
        return _row(value, inner)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(value, origin, inner)
    if origin is not None:
        return value if isinstance(value, origin) else MISFIT
    if not _is_one(value, hint):
        return MISFIT
    return hint(value) if hint in (bool, int, float) and isinstance(value, np.generic) else value  # numpy's own, plain


def _is_one(value: Any, hint: Any) -> bool:
    if hint is bool:
        return isinstance(value, bool | np.bool_)
    if hint is int:
        return isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if hint is float:
        return isinstance(value, numbers.Real) and not isinstance(value, bool) and _holds(value)
    if hint is Tensor:
        return isinstance(value, Tensor) and _is_dense(value)
    return isinstance(value, hint)


def _holds(value: numbers.Real) -> bool:
    try:
        float(value)
    except OverflowError:
        return False
    return True


def _is_dense(value: Tensor) -> bool:
    return value.layout == torch.strided and not value.is_nested and not value.is_quantized


def _row(value: Any, inner: tuple[Any, ...]) -> Any:
    if not isinstance(value, tuple | list):
        return MISFIT
    each: Sequence[Any] = [inner[0]] * len(value) if inner[1:] == (...,) else inner
    if len(each) != len(value):
        return MISFIT
    kept = [_fitting(one, hint) for one, hint in zip(value, each, strict=True)]
    if any(one is MISFIT for one in kept):
        return MISFIT
    same = isinstance(value, tuple) and all(one is other for one, other in zip(kept, value, strict=True))
    return value if same else tuple(kept)


def _mapping(value: Any, origin: Any, inner: tuple[Any, ...]) -> Any:
    if not isinstance(value, origin):
        return MISFIT
    if len(inner) != 2:
        return value
    fits: Callable[[Any, Any], bool] = lambda one, hint: _fitting(one, hint) is not MISFIT
    return value if all(fits(key, inner[0]) and fits(held, inner[1]) for key, held in value.items()) else MISFIT


def _say(hint: Any) -> str:
    """An annotation in words."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_say(one) for one in inner)
    if origin is Literal:
        return "one of " + ", ".join(map(repr, inner))
    if origin is tuple:
        each = f"each {_say(inner[0])}" if inner[1:] == (...,) else ", then ".join(map(_say, inner))
        return f"a tuple, {each}"
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(inner) == 2:
        return f"a mapping from {_say(inner[0])} to {_say(inner[1])}"
    if hint is Tensor:
        return "a dense torch.Tensor"
    return WORDS.get(hint, f"a {getattr(origin or hint, '__name__', 'value')}")
