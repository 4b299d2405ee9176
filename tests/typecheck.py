"""The run-time type checker of the suite: beartype, where an int may stand for a float as in the typing rules."""

from collections.abc import Callable
from typing import Any

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))


def unchecked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as users call it, whose arguments only its own rules look at."""
    return getattr(function, "__wrapped__", function)
