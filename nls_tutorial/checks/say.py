"""How a refusal reads: one form for every room."""

from typing import NoReturn


def complaint(argument: str, rule: str, seen: object, step: str) -> str:
    """One message: what was given, the rule it breaks, what was seen, what to do next.

    >>> complaint("epsilon", "must lie in [0, 1]", 1.5, "Use 0.1 for the usual amount of smoothing.")
    'epsilon must lie in [0, 1], but got 1.5. Use 0.1 for the usual amount of smoothing.'
    """
    return f"{argument} {rule}, but got {seen}. {step}"


def refuse(argument: str, rule: str, seen: object, step: str, *, error: type[Exception] = ValueError) -> NoReturn:
    """Raise `error` with the message of `complaint`.

    >>> refuse("temperature", "must be above 0", -1.0, "Give 1 to change nothing.")
    Traceback (most recent call last):
        ...
    ValueError: temperature must be above 0, but got -1.0. Give 1 to change nothing.
    """
    raise error(complaint(argument, rule, seen, step))
