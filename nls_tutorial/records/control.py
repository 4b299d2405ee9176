"""One thing the hand moves: a slider or a choice."""

from dataclasses import dataclass

import numpy as np

from nls_tutorial.records.record import Record, brief, digits_in, refuse
from nls_tutorial.records.say import say_number


@dataclass(frozen=True)
class Control(Record):
    r"""One thing the hand moves: a slider when `values` are numbers, a choice when they are words.

    `name` is how marks refer to it, `label` what the reader sees, `start` the position at first (an index into
    `values`), `digits` the decimals shown. One that is not `shown` has no slider: a handle in the picture moves it.

    >>> slider = Control("epsilon", "ε", (0.0, 0.1, 0.2), start=1)
    >>> slider.say(slider.start), slider.nearest(0.17)
    ('0.10', 2)
    """

    name: str
    label: str
    values: tuple[float, ...] | tuple[str, ...]
    start: int = 0
    digits: int = 2
    unit: str = ""
    shown: bool = True

    def _rules(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"name must be a Python identifier, but got {self.name!r}. Use letters, digits and _.")
        if len(self.values) < 2:
            raise ValueError(
                f"values must hold at least two positions, but got {self.values!r}. Add one, or drop {self.name}."
            )
        if not 0 <= self.start < len(self.values):
            raise ValueError(
                f"start must be an index into the {len(self.values)} values of {self.name}, but got {self.start}. "
                "Count from 0."
            )
        if not self.is_choice and not (np.diff(np.asarray(self.values, dtype=float)) > 0).all():  # also for NaN
            raise ValueError(f"values must rise strictly, but {self.name} has {self.values!r}. Sort them.")
        digits_in("digits", self.digits)

    @property
    def is_choice(self) -> bool:
        """Words to choose from, not numbers to slide over."""
        return isinstance(self.values[0], str)

    def __len__(self) -> int:
        return len(self.values)

    def say(self, index: int) -> str:
        """The value at `index` as the reader sees it."""
        value = self.values[index]
        return value if isinstance(value, str) else say_number(value, self.digits) + self.unit

    def nearest(self, value: float | str) -> int:
        """The index whose value is nearest to `value` (a word must match)."""
        if self.is_choice:
            if value not in self.values:
                raise ValueError(f"{self.name} must be one of {self.values!r}, but got {value!r}. Pick one of those.")
            return self.values.index(value)
        numbers = np.asarray(self.values, dtype=float)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = np.nan
        if np.isnan(number):
            step = f"Give one near {self.say(0)} … {self.say(len(self) - 1)}."
            refuse(self.name, "must be a number", brief(value), step)
        return int(np.abs(numbers - number).argmin())
