"""What `±` means in this course: mean and standard deviation over the seeds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.record import Record, number_in, numbers_of


@dataclass(frozen=True)
class MeanStd(Record):
    r"""Mean ± standard deviation over the seeds: $\bar x \pm \sqrt{\frac{1}{n - 1} \sum_s (x_s - \bar x)^2}$.

    The spread of single runs, not the error of their mean (that is $\sqrt n$ times smaller). `mean` and `std` are in
    the unit of the numbers; `std` is NaN for one number, both are NaN for none. `count` numbers were there, `missing`
    were NaN and are left out. It unpacks as (mean, std), and a format such as `.1f` prints it.
    First met in notebooks/01_look_at_the_last_layer.

    >>> mean, std = MeanStd(2.0, 1.0, 3)
    >>> f"{MeanStd(2.0, 1.0, 3):.1f}", mean
    ('2.0 ± 1.0', 2.0)
    """

    mean: float
    std: float
    count: int
    missing: int = 0

    def _rules(self) -> None:
        for name in ("count", "missing"):
            number_in(name, getattr(self, name), 0, math.inf, "Count the numbers.")

    def __iter__(self) -> Iterator[float]:
        return iter((self.mean, self.std))

    def __mul__(self, factor: float) -> "MeanStd":
        """The same in another unit, such as per cent for a factor of 100."""
        return MeanStd(self.mean * factor, self.std * abs(factor), self.count, self.missing)

    __rmul__ = __mul__

    def __format__(self, form: str) -> str:
        if self.count == 0:
            return "none"
        deviation = f" ± {format(self.std, form or '.3g')}" if self.count > 1 else ""
        missing = f" ({self.missing} none)" if self.missing else ""
        return f"{format(self.mean, form or '.3g')}{deviation}{missing}"

    def __str__(self) -> str:
        return format(self, "")


def mean_std(numbers: npt.ArrayLike) -> MeanStd:
    """Mean and standard deviation (n − 1) of numbers (S,), one a seed; NaN is left out, and counted.

    First met in notebooks/01_look_at_the_last_layer.

    >>> print(mean_std([1.0, 2.0, 3.0]))
    2 ± 1
    >>> f"{mean_std([0.1, float('nan'), 0.3]):.2f}"
    '0.20 ± 0.14 (1 none)'
    """
    array = numbers_of("numbers", numbers).ravel()
    there = array[~np.isnan(array)]
    mean = float(there.mean()) if there.size else float("nan")
    std = float(there.std(ddof=1)) if there.size > 1 else float("nan")
    return MeanStd(mean, std, int(there.size), int(array.size - there.size))
