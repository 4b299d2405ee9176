"""How a refusal reads: one form for every room."""

import reprlib
from typing import NoReturn

import numpy as np
import torch

LONGEST = 100  # letters


def complaint(argument: str, rule: str, seen: object, step: str) -> str:
    """One message: what was given, the rule it breaks, what was seen, what to do next.

    >>> complaint("epsilon", "must lie in [0, 1]", 1.5, "Use 0.1 for the usual amount of smoothing.")
    'epsilon must lie in [0, 1], but got 1.5. Use 0.1 for the usual amount of smoothing.'
    """
    return f"{argument} {rule}, but got {seen}. {step}"


def brief(value: object) -> str:
    """What was given, in few letters whatever it is.

    >>> brief(1.5), brief("a" * 1000), brief(10**101)
    ('1.5', "'aaaaaaaaaaaa...aaaaaaaaaaaaa'", 'a number of more than 100 digits')
    """
    if isinstance(value, torch.Tensor) and (value.is_nested or value.layout != torch.strided):
        return "a tensor of another layout"
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return f"a number of more than {LONGEST} digits"
    told = repr(value) if isinstance(value, int | float | np.ndarray | torch.Tensor) else reprlib.repr(value)
    return told if len(told) <= LONGEST else told[:LONGEST] + "…"


def refuse(argument: str, rule: str, seen: object, step: str, *, error: type[Exception] = ValueError) -> NoReturn:
    """Raise `error` with the message of `complaint`.

    >>> refuse("temperature", "must be above 0", -1.0, "Give 1 to change nothing.")
    Traceback (most recent call last):
        ...
    ValueError: temperature must be above 0, but got -1.0. Give 1 to change nothing.
    """
    raise error(complaint(argument, rule, seen, step))
