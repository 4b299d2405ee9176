"""How a refusal reads: one form for every room."""

from typing import NoReturn


def complaint(argument: str, rule: str, seen: object, step: str) -> str:
    """One message: what was given, the rule it breaks, what was seen, what to do next.

    >>> complaint("epsilon", "must lie in [0, 1]", 1.5, "Use 0.1 for the usual amount of smoothing.")
    'epsilon must lie in [0, 1], but got 1.5. Use 0.1 for the usual amount of smoothing.'
    """
    return f"{argument} {rule}, but got {seen}. {step}"


def refuse(argument: str, rule: str, seen: object, step: str, *, error: type[Exception] = ValueError) -> NoReturn:
    """Raise `error` with the message of `complaint`."""
    raise error(complaint(argument, rule, seen, step))
