"""What a study found: scores by arm and seed, arrays for scenes, and how they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from nls_tutorial.extras import needs
from nls_tutorial.records.cell import Cell, Score
from nls_tutorial.records.mean_std import MeanStd, mean_std
from nls_tutorial.records.published_table import PublishedRows
from nls_tutorial.records.record import Record
from nls_tutorial.records.table import Table

if TYPE_CHECKING:
    import pandas

Numbers = npt.NDArray[np.float64]
WIDE = 6  # columns that one score may take in a table of all


@dataclass(frozen=True, eq=False, repr=False)
class Results(Record):
    r"""The cells of one study, one for each arm and seed, with named axes.

    `scores` of an arm are arrays (seed, then the score's own axes); a seed means the same data, first weights and order
    for every arm, so differences may be taken seed by seed. `columns` says what each score is, `axes` the coordinates
    of axes beyond arm and seed, `settings` what was frozen, `setup` the same in words. A cell that is missing, or a
    score that has no value, is NaN; `missing` lists the cells. First met in notebooks/05_keep_a_margin.

    >>> import numpy as np
    >>> cells = [Cell("CE", seed, {"ECE": np.array(0.125 + 0.0625 * seed)}) for seed in (0, 1)]
    >>> results = Results("tiny", ("CE",), (0, 1), {cell.key: cell for cell in cells}, {"ECE": Score()})
    >>> results.scores("CE", "ECE").tolist(), f"{results.mean_std('CE', 'ECE'):.3f}"
    ([0.125, 0.1875], '0.156 ± 0.044')
    >>> results.summary("CE", "ECE")  # in per cent
    '15.6 ± 4.4'
    """

    study: str
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    cells: Mapping[tuple[str, int], Cell]
    columns: Mapping[str, Score]
    axes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    setup: str = ""
    version: int = 1

    def _rules(self) -> None:
        for argument, values in (("arms", self.arms), ("seeds", self.seeds), ("columns", tuple(self.columns))):
            if len(values) == 0 or len(set(values)) < len(values):
                _refuse(argument, "must hold at least one, each once", values, "List each once.")
        for name, score in self.columns.items():
            absent = [axis for axis in score.axes if axis not in self.axes]
            if absent:
                _refuse("axes", f"must say the coordinates of {', '.join(absent)}, of {name!r}", self.axes, "Add them.")
        for key, cell in self.cells.items():
            if key != cell.key or cell.arm not in self.arms or cell.seed not in self.seeds:
                _refuse("cells", "must be of the study's arms and seeds", key, "Leave the others out.")
            for name in self.columns:
                shape = cell.scores[name].shape if name in cell.scores else "no such score"
                if shape != self._shape(name):
                    rule = f"must hold {name!r} of shape {self._shape(name)}"
                    step = "Score all alike; a study that scores anew needs a new version."
                    _refuse("cells", rule, f"{shape} of {key}", step)

    @classmethod
    def from_arrays(
        cls,
        study: str,
        arms: Sequence[str],
        seeds: Sequence[int],
        scores: Mapping[str, npt.ArrayLike],
        columns: Mapping[str, Score],
        arrays: Mapping[str, npt.ArrayLike] | None = None,
        **more: Any,
    ) -> "Results":
        """Results from whole arrays: each of `scores` (arms, seeds, then its axes), each of `arrays` (arms, seeds, …).

        An array with fewer seeds belongs to the first ones. `more` goes to the record as it is.
        """
        cells = {}
        for a, arm in enumerate(arms):
            for s, seed in enumerate(seeds):
                own = {name: np.asarray(values, dtype=np.float64)[a, s] for name, values in scores.items()}
                kept = {name: np.asarray(values) for name, values in (arrays or {}).items()}
                kept = {name: values[a, s] for name, values in kept.items() if s < values.shape[1]}
                cells[arm, seed] = Cell(arm, seed, {name: np.asarray(value) for name, value in own.items()}, kept)
        return cls(study, tuple(arms), tuple(seeds), cells, columns, **more)

    def _shape(self, name: str) -> tuple[int, ...]:
        return tuple(len(self.axes[axis]) for axis in self.columns[name].axes)

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """The cells (arm, seed) that are not there."""
        return tuple((arm, seed) for arm in self.arms for seed in self.seeds if (arm, seed) not in self.cells)

    def scores(self, arm: str, name: str, **at: Any) -> Numbers:
        """One score of one arm: an array over the seeds, then over the score's own axes; NaN where a cell is missing.

        `at` takes one coordinate of an axis, such as `distance=0`, and the axis is gone. Raises ValueError for an arm,
        a score, an axis or a coordinate that is not there.
        """
        _one_of("arm", arm, self.arms)
        _one_of("name", name, self.columns)
        empty = np.full(self._shape(name), np.nan)
        found = np.stack(
            [self.cells[arm, seed].scores[name] if (arm, seed) in self.cells else empty for seed in self.seeds]
        )
        axes = list(self.columns[name].axes)
        for axis, coordinate in at.items():
            _one_of(f"axis of {name!r}", axis, axes)
            _one_of(axis, coordinate, self.axes[axis])
            found = found.take(self.axes[axis].index(coordinate), axis=1 + axes.index(axis))
            axes.remove(axis)
        return found

    def mean_std(self, arm: str, name: str, **at: Any) -> MeanStd:
        """Mean ± standard deviation over the seeds of one score, in its own unit (shares in [0, 1]).

        `at` must choose a coordinate of each of the score's own axes. Raises what `scores` raises.
        """
        found = self.scores(arm, name, **at)
        if found.ndim > 1:
            left = [axis for axis in self.columns[name].axes if axis not in at]
            _refuse("at", f"must choose on each axis of {name!r}", f"no {', '.join(left)}", f"Add {left[0]}=….")
        return mean_std(found)

    def summary(self, arm: str, name: str, digits: int | None = None, **at: Any) -> str:
        """`mean_std` in words: shares in per cent, all else in its unit."""
        score = self.columns[name] if name in self.columns else Score()
        return format(score.factor * self.mean_std(arm, name, **at), f".{score.digits if digits is None else digits}f")

    def array(self, arm: str, name: str, seed: int | None = None) -> npt.NDArray[Any]:
        """An array that a cell kept for a scene; without `seed`, that of the first seed which has it.

        Raises ValueError for an arm or a seed that is not there, and where no such array was kept.
        """
        _one_of("arm", arm, self.arms)
        if seed is not None:
            _one_of("seed", seed, self.seeds)
        for cell in self.cells.values():
            if cell.arm == arm and seed in (None, cell.seed) and name in cell.arrays:
                return cell.arrays[name]
        known = sorted({known for cell in self.cells.values() for known in cell.arrays})
        where = f"of arm {arm!r}" + ("" if seed is None else f" and seed {seed}")
        _refuse("name", f"must be an array that was kept {where}", repr(name), f"Kept were: {', '.join(known) or '–'}.")

    def arrays(self, name: str, seed: int | None = None) -> npt.NDArray[Any]:
        """An array of every arm: over arms and seeds (A, S, …), or over arms (A, …) for one `seed`.

        Raises what `array` raises; all arrays must have one shape.
        """
        if seed is not None:
            return np.stack([self.array(arm, name, seed) for arm in self.arms])
        return np.stack([np.stack([self.array(arm, name, seed) for seed in self.seeds]) for arm in self.arms])

    def select(self, arms: Sequence[str] | None = None, seeds: Sequence[int] | None = None) -> "Results":
        """The results of some arms, in the order given, and of some seeds. Raises ValueError for what is not there."""
        chosen_arms, chosen_seeds = tuple(arms or self.arms), tuple(self.seeds if seeds is None else seeds)
        for arm in chosen_arms:
            _one_of("arms", arm, self.arms)
        for seed in chosen_seeds:
            _one_of("seeds", seed, self.seeds)
        grid = [(arm, seed) for arm in chosen_arms for seed in chosen_seeds]
        cells = {key: self.cells[key] for key in grid if key in self.cells}
        return replace(self, arms=chosen_arms, seeds=chosen_seeds, cells=cells)

    def concat(self, other: "Results") -> "Results":
        """These results and those of other arms or seeds of the same study as one.

        Raises ValueError for another study, version, settings or scores, and for a cell that both hold.
        """
        for name in ("study", "version", "settings", "columns", "axes"):
            own, given = getattr(self, name), getattr(other, name)
            if own != given:
                _refuse("other", f"must have the same {name} ({_short(own)})", _short(given), "Join like with like.")
        twice = [key for key in other.cells if key in self.cells]
        if twice:
            _refuse("other", "must have cells of its own", f"{twice} in both", "Leave out what is there twice.")
        arms = tuple(dict.fromkeys((*self.arms, *other.arms)))
        seeds = tuple(dict.fromkeys((*self.seeds, *other.seeds)))
        return replace(self, arms=arms, seeds=seeds, cells={**self.cells, **other.cells})

    def table(self, *names: str, arms: Sequence[str] | None = None, **at: Any) -> Table:
        """The named scores: mean ± standard deviation over the seeds; shares in per cent, all else in its unit.

        A score with axes of its own has a column for each coordinate; `at` chooses one instead, where it has that axis.
        Without names, all scores but those of more than six columns.
        """
        columns = [column for name in names for column in self._columns(name, at)]
        if not names:
            every = [self._columns(name, at) for name in self.columns]
            columns = [column for own in every if len(own) <= WIDE for column in own]
        rows = tuple((arm, *(self.summary(arm, name, **where) for name, where in columns)) for arm in arms or self.arms)
        heads = tuple(self._head(name, where) for name, where in columns)
        return Table(self._title(), ("arm", *heads), rows)

    def _columns(self, name: str, at: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        _one_of("names", name, self.columns)
        places: list[dict[str, Any]] = [{}]
        for axis in self.columns[name].axes:
            coordinates = (at[axis],) if axis in at else self.axes[axis]
            places = [{**place, axis: coordinate} for place in places for coordinate in coordinates]
        return [(name, place) for place in places]

    def _head(self, name: str, where: Mapping[str, Any]) -> str:
        unit = {"share": " %", "": ""}.get(self.columns[name].unit, f" ({self.columns[name].unit})")
        return name + unit + "".join(f", {axis} {coordinate}" for axis, coordinate in where.items())

    def _title(self) -> str:
        count = len(self.seeds)
        lacking = f"; {len(self.missing)} of {len(self.arms) * count} cells missing" if self.missing else ""
        return (f"Mean ± standard deviation over {count} seeds" if count > 1 else "One seed") + lacking

    def beside(self, published: PublishedRows) -> Table:
        """A table of this study's scores, each beside what the paper prints; empty where the paper has no such row."""
        names = tuple(published.columns)
        factor = 1 if published.table.unit == "shares" else None
        rows = []
        for arm in self.arms:
            words = [arm]
            for name in names:
                score = self.columns[name] if name in self.columns else Score()
                found = self.mean_std(arm, name)
                told = f"{found:.3f}" if factor and score.unit == "share" else self.summary(arm, name)
                words += [told, published.printed(arm, name)]
            rows.append(tuple(words))
        heads = tuple(head for name in names for head in (name, f"{published.columns[name]}, printed"))
        title = f"{self._title()}, beside {published.table.source} ({published.table.unit})"
        return Table(title, ("arm", *heads), tuple(rows))

    def to_frame(self) -> "pandas.DataFrame":
        """A tidy data frame: a row for each cell and score (and coordinate), with arm, seed, score, axes and value."""
        with needs("data"):
            import pandas

        rows = []
        for arm, seed in ((arm, seed) for arm in self.arms for seed in self.seeds if (arm, seed) in self.cells):
            for name, score in self.columns.items():
                for place, number in np.ndenumerate(self.cells[arm, seed].scores[name]):
                    at = {axis: self.axes[axis][where] for axis, where in zip(score.axes, place, strict=True)}
                    rows.append({"arm": arm, "seed": seed, "score": name, **at, "value": float(number)})
        axes = [axis for axis in self.axes if any(axis in score.axes for score in self.columns.values())]
        return pandas.DataFrame(rows, columns=["arm", "seed", "score", *axes, "value"])

    def __repr__(self) -> str:
        return f"{self.table()}\n{self.setup}".rstrip()

    def _repr_html_(self) -> str:
        return f'{self.table()._repr_html_()}<p style="opacity:.75">{escape(self.setup)}</p>'


def _one_of(argument: str, value: object, known: Any) -> None:
    if value not in tuple(known):
        _refuse(argument, f"must be one of {', '.join(map(str, known)) or 'none'}", repr(value), "Pick one of those.")


def _refuse(argument: str, rule: str, seen: object, step: str) -> NoReturn:
    raise ValueError(f"{argument} {rule}, but got {seen}. {step}")


def _short(value: object) -> str:
    told = str(value)
    return told if len(told) < 200 else told[:200] + "…"
