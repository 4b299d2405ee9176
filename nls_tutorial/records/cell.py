"""One score's unit and axes, and what one arm gave with one seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.record import Record, digits_in

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Score(Record):
    """What one score of a study is: its `unit` ("share", shown in per cent; "nats"; "" for a plain number), the names
    of its `axes` beyond arm and seed, and the `digits` after the point that a table shows.

    First met in notebooks/05_keep_a_margin.

    >>> Score("nats", axes=("epoch",)).axes
    ('epoch',)
    """

    unit: str = "share"
    axes: tuple[str, ...] = ()
    digits: int = 1

    def _rules(self) -> None:
        digits_in("digits", self.digits)

    @property
    def factor(self) -> int:
        """What a number is multiplied by before it is shown."""
        return 100 if self.unit == "share" else 1


@dataclass(frozen=True, eq=False)
class Cell(Record):
    """What one arm gave with one seed: `scores` by name, each an array over its own axes (often of no axis), `arrays`
    for scenes by name, and how it was made: `manifest` (versions, device, seconds, date, command).

    First met in notebooks/11_take_the_object_away.

    >>> import numpy as np
    >>> cell = Cell("CE", 0, {"accuracy": np.array(0.9)})
    >>> cell.key, float(cell.scores["accuracy"])
    (('CE', 0), 0.9)
    """

    arm: str
    seed: int
    scores: Mapping[str, Numbers]
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """Arm and seed."""
        return self.arm, self.seed
