"""What a reader may set: each with its name in the address of the page, its values, and where it stands at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nls_tutorial import checks
from nls_tutorial.playground.choices import CHOICES
from nls_tutorial.playground.points import KINDS

Value = str | int | float


@dataclass(frozen=True)
class Setting:
    """One thing to set: its `name` in code and in the `address`, its `label`, its `values`, and where it stands first.

    `texts` are the values as the reader sees them.
    """

    name: str
    address: str
    label: str
    values: tuple[Value, ...]
    start: Value
    texts: tuple[str, ...]


def _numbers(
    name: str, address: str, label: str, values: tuple[float, ...], start: float, form: str = "{:g}"
) -> Setting:
    return Setting(name, address, label, values, start, tuple(form.format(value) for value in values))


def _steps(first: int, last: int, parts: int) -> tuple[float, ...]:
    """first/parts, (first + 1)/parts, …, last/parts."""
    return tuple(step / parts for step in range(first, last + 1))


_RATES = tuple(float(f"{digit}e{power}") for power in (-3, -2, -1, 0, 1) for digit in (1, 2, 5))
_NAMES = tuple(choice.name for choice in CHOICES)

SETTINGS = (
    Setting("kind", "data", "data", KINDS, "moons", KINDS),
    Setting("noise", "noise", "wrong labels", _steps(0, 10, 20), 0.25, tuple(f"{5 * step} %" for step in range(11))),
    _numbers("number", "n", "points", (32, 64, 128, 256, 512), 128),
    _numbers("seed", "seed", "seed", tuple(range(10)), 0),
    Setting("loss", "loss", "loss", _NAMES, "smoothing", tuple(choice.label for choice in CHOICES)),
    _numbers("epsilon", "epsilon", "ε", _steps(0, 18, 20), 0.2, "{:.2f}"),
    _numbers("margin", "m", "m", _steps(0, 20, 2), 2.0),
    _numbers("weight", "lambda", "λ", _steps(0, 40, 20), 0.5, "{:.2f}"),
    _numbers("gamma", "gamma", "γ", _steps(0, 20, 4), 2.0, "{:.2f}"),
    _numbers("rate", "rate", "learning rate", _RATES, 0.1),
    _numbers("temperature", "T", "T", _steps(5, 80, 20), 1.0, "{:.2f}"),
)
START: dict[str, Any] = {one.name: one.start for one in SETTINGS}


def settings(**changed: Value) -> dict[str, Any]:
    """Where everything stands at first, with what is `changed`.

    Raises ValueError for a name that is no setting, and for a value that it does not have.

    >>> settings(loss="margin", margin=6)["margin"], settings()["loss"]
    (6.0, 'smoothing')
    """
    return {**START, **{name: _own(name, value) for name, value in changed.items()}}


def _own(name: str, value: Value) -> Value:
    """The setting's own value that equals the given one."""
    checks.choice("setting", name, list(START))
    values = next(one.values for one in SETTINGS if one.name == name)
    found = [one for one in values if one == value]
    if not found:
        listed = ", ".join(map(str, values))
        checks.refuse(name, f"must be one of {listed}", value, "Take one that the page offers.")
    return found[0]


def knobs_of(given: Mapping[str, Any]) -> dict[str, float]:
    """Of all settings, the numbers that the chosen loss takes.

    >>> knobs_of(settings(loss="focal"))
    {'gamma': 2.0}
    """
    chosen = next(one for one in CHOICES if one.name == given["loss"])
    return {name: float(given[name]) for name in chosen.knobs}
