"""Several losses, trained alike and scored alike, side by side."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.table import Table

SCORES = ("accuracy", "ECE", "AECE", "NLL")
PER_CENT = ("accuracy", "ECE", "AECE")


@dataclass(frozen=True, eq=False, repr=False)
class SideBySide:
    r"""L losses, S seeds, scored on N test samples; `scores` says the order of the four: accuracy, ECE, AECE, NLL.

    `before` (L, S, 4) as trained and `after` (L, S, 4) with the temperature fitted on the calibration part,
    `temperature` (L, S); the last two are NaN where no temperature is best. Accuracy, ECE and AECE are shares in
    [0, 1], NLL is in nats. `fitted` (L, S) is the share of its training labels, wrong ones included, that a network has
    learnt. `distances` (L, S, N) are the largest logit distances, $\max_k d_k$, of the test samples, `confidence`
    (L, S, N) the probabilities of what is predicted. `made_by` says how, in words.
    First met in notebooks/05_keep_a_margin.

    >>> import numpy as np
    >>> ones = np.ones((1, 2, 1))
    >>> both = np.array([[[0.9, 0.10, 0.11, 0.5], [0.9, 0.14, 0.15, 0.6]]])  # accuracy, ECE, AECE, NLL of two seeds
    >>> table = SideBySide(("CE",), (0, 1), both, both / 2, ones[..., 0], ones[..., 0], ones, ones, "made up")
    >>> table.of("CE", "ECE").tolist(), table.of("CE", "ECE", after=True).tolist()
    ([0.1, 0.14], [0.05, 0.07])
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    before: npt.NDArray[np.float64]
    after: npt.NDArray[np.float64]
    temperature: npt.NDArray[np.float64]
    fitted: npt.NDArray[np.float64]
    distances: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]
    made_by: str
    scores: tuple[str, ...] = SCORES

    def __post_init__(self) -> None:
        grid = (len(self.names), len(self.seeds))
        samples = self.distances.shape[-1:]
        expected = {"before": (*grid, 4), "after": (*grid, 4), "temperature": grid, "fitted": grid}
        for name, shape in {**expected, "distances": grid + samples, "confidence": grid + samples}.items():
            seen = getattr(self, name).shape
            if seen != shape:
                raise ValueError(f"{name} must have shape {shape}, but got {seen}. Score every loss with every seed.")

    def of(self, name: str, score: str, *, after: bool = False) -> npt.NDArray[np.float64]:
        """One score of one loss, a number for each seed; `after` the temperature, or as trained.

        Raises ValueError for a loss or a score that is not there.
        """
        for argument, value, known in (("name", name, self.names), ("score", score, self.scores)):
            if value not in known:
                raise ValueError(f"{argument} must be one of {', '.join(known)}, but got {value!r}. Pick one of those.")
        numbers = self.after if after else self.before
        return numbers[self.names.index(name), :, self.scores.index(score)]

    def table(self) -> Table:
        """The study in words: mean ± standard deviation over the seeds, before → after temperature."""
        columns = ("loss", "accuracy %", "ECE %", "AECE %", "NLL (nats)", "temperature", "fitted %")
        rows = tuple(self._row(place) for place in range(len(self.names)))
        return Table(f"Mean ± spread over {len(self.seeds)} seeds, as trained → after temperature", columns, rows)

    def _row(self, place: int) -> tuple[str, ...]:
        words = [self.names[place], spread(100 * self.before[place, :, 0], 1)]
        for column, score in list(enumerate(self.scores))[1:]:
            factor, digits = (100, 1) if score in PER_CENT else (1, 2)
            both = (spread(factor * numbers[place, :, column], digits) for numbers in (self.before, self.after))
            words.append(" → ".join(both))
        return (*words, spread(self.temperature[place], 2), spread(100 * self.fitted[place], 0))

    def __repr__(self) -> str:
        return f"{self.table()}\n{self.made_by}"

    def _repr_html_(self) -> str:
        return f'{self.table()._repr_html_()}<p style="opacity:.75">{escape(self.made_by)}</p>'


def spread(numbers: npt.ArrayLike, digits: int) -> str:
    """Mean ± standard deviation (N − 1) of numbers (S,) in words; numbers that are NaN are left out, and counted.

    >>> spread([1.0, 2.0, 3.0], 1)
    '2.0 ± 1.0'
    """
    array = np.asarray(numbers, dtype=np.float64)
    there = array[~np.isnan(array)]
    if there.size == 0:
        return "none"
    deviation = f" ± {there.std(ddof=1):.{digits}f}" if there.size > 1 else ""
    missing = f" ({array.size - there.size} none)" if there.size < array.size else ""
    return f"{there.mean():.{digits}f}{deviation}{missing}"
