"""Networks trained with different labels, seen with their object and without it, sample by sample."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.objects_away import ObjectsAway
from nls_tutorial.records.side_by_side import spread
from nls_tutorial.records.table import Table

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class WithoutObject:
    r"""R recipes and S seeds: the scores `away`, and what the first seed's networks said of single pictures.

    `inside` (R, S) is the mean share of the label's activation map that lies inside the box, over all test pictures;
    `separation` (R, S) how often a test picture gets more confidence than one without its object (half for a tie).
    Of the first seed: N test pictures with `objectness` (N,), `confidence` (R, N), `right` (R, N), and
    `confidence_without` (R, N) once the object is gone; P random crops with `crop_objectness` (P,) and
    `crop_confidence` (R, P); and of the first G test pictures the label's activation `maps` (R, G, h, w) with their
    shares `map_inside` (R, G), NaN where a map is nowhere positive.
    First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.studies import stored_without_object
    >>> study = stored_without_object()
    >>> isinstance(study, WithoutObject), study.told("hard", "separation")  # per cent, mean ± spread over seeds
    (True, '85.1 ± 7.6')
    """

    away: ObjectsAway
    inside: Numbers
    separation: Numbers
    objectness: Numbers
    confidence: Numbers
    right: npt.NDArray[np.bool_]
    confidence_without: Numbers
    crop_objectness: Numbers
    crop_confidence: Numbers
    maps: Numbers
    map_inside: Numbers

    def __post_init__(self) -> None:
        rows, samples, crops = len(self.names), len(self.objectness), len(self.crop_objectness)
        expected: dict[str, tuple[int, ...]] = {
            **dict.fromkeys(("inside", "separation"), (rows, len(self.away.seeds))),
            **dict.fromkeys(("confidence", "right", "confidence_without"), (rows, samples)),
            "crop_confidence": (rows, crops),
            "maps": (rows, *self.maps.shape[1:4]),
            "map_inside": (rows, *self.maps.shape[1:2]),
        }
        for name, shape in expected.items():
            seen = getattr(self, name).shape
            if seen != shape:
                raise ValueError(f"{name} must have shape {shape}, but got {seen}. Score every recipe alike.")

    @property
    def names(self) -> tuple[str, ...]:
        """The recipes."""
        return self.away.names

    def place(self, name: str) -> int:
        """Where a recipe stands among the names. Raises ValueError for one that is not there."""
        if name not in self.names:
            raise ValueError(f"name must be one of {', '.join(self.names)}, but got {name!r}. Pick one of those.")
        return self.names.index(name)

    def of(self, name: str, score: str) -> Numbers:
        """One score of one recipe, a number for each seed: those of `ObjectsAway`, "map inside" and "separation".

        Raises ValueError for a recipe or a score that is not there.
        """
        own = {"map inside": self.inside, "separation": self.separation}
        return own[score][self.place(name)] if score in own else self.away.of(name, score)

    def told(self, name: str, score: str, digits: int = 1) -> str:
        """The same in per cent and in words, mean ± standard deviation over the seeds."""
        return spread(100 * self.of(name, score), digits)

    def table(self, *scores: str) -> Table:
        """The named scores in per cent: mean ± standard deviation over the seeds."""
        rows = tuple((name, *(self.told(name, score) for score in scores)) for name in self.names)
        count = len(self.away.seeds)
        title = f"Per cent{f', mean ± spread over {count} seeds' if count > 1 else ', one seed'}"
        return Table(title, ("labels", *scores), rows)

    def _shown(self) -> Table:
        return self.table("accuracy", "confidence", "deviation", "accuracy without object", "confidence without object")

    def __repr__(self) -> str:
        return f"{self._shown()}\n{self.away.made_by}"

    def _repr_html_(self) -> str:
        return f'{self._shown()._repr_html_()}<p style="opacity:.75">{escape(self.away.made_by)}</p>'
