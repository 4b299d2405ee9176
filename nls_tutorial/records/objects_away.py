"""Several ways to make labels, trained alike; what their networks say of pictures with and without the object."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.side_by_side import spread
from nls_tutorial.records.table import Table

AWAY_SCORES = (
    "accuracy",
    "confidence",
    "ECE",
    "deviation",
    "accuracy on crops",
    "deviation on crops",
    "accuracy without object",
    "overconfidence without object",
    "underconfidence without object",
    "confidence without object",
)


@dataclass(frozen=True, eq=False, repr=False)
class ObjectsAway:
    r"""M recipes for labels, S seeds, ten scores: `numbers` (M, S, 10), all shares in [0, 1], in the order of `scores`.

    The first four are of whole test pictures, the next two of random crops of them, the last four of the whole pictures
    with every object filled by the pixel mean. "deviation" is the mean objectness deviation, mean |p̂ − objectness|.
    Overconfidence is NaN where nothing was wrong, underconfidence where nothing was right. `objectness` is the mean
    share that the object fills, of whole test pictures and of the crops. `made_by` says how, in words.
    First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.studies import objects_away_on_photographs
    >>> study = objects_away_on_photographs()
    >>> isinstance(study, ObjectsAway), study.classes, study.numbers.shape == (len(study.names), len(study.seeds), 10)
    (True, 6, True)
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    numbers: npt.NDArray[np.float64]
    classes: int
    objectness: tuple[float, float]
    made_by: str
    scores: tuple[str, ...] = AWAY_SCORES

    def __post_init__(self) -> None:
        shape = (len(self.names), len(self.seeds), len(self.scores))
        if self.numbers.shape != shape:
            raise ValueError(
                f"numbers must have shape {shape}, but got {self.numbers.shape}. Score every recipe with every seed."
            )

    def of(self, name: str, score: str) -> npt.NDArray[np.float64]:
        """One score of one recipe, a number for each seed (S,).

        Raises ValueError for a recipe or a score that is not there.
        """
        for argument, value, known in (("name", name, self.names), ("score", score, self.scores)):
            if value not in known:
                raise ValueError(f"{argument} must be one of {', '.join(known)}, but got {value!r}. Pick one of those.")
        return self.numbers[self.names.index(name), :, self.scores.index(score)]

    def table(self, *scores: str) -> Table:
        """The named scores, or all, in per cent: mean ± standard deviation over the seeds."""
        chosen = scores or self.scores
        rows = tuple((name, *(spread(100 * self.of(name, score), 1) for score in chosen)) for name in self.names)
        title = f"Per cent, mean ± spread over {len(self.seeds)} seeds; {self.classes} classes"
        return Table(title, ("labels", *chosen), rows)

    def __repr__(self) -> str:
        return f"{self.table()}\n{self.made_by}"

    def _repr_html_(self) -> str:
        return f'{self.table()._repr_html_()}<p style="opacity:.75">{escape(self.made_by)}</p>'
