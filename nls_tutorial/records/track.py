"""Numbers, and words, that follow the controls of a scene."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.record import Record, brief, refuse


@dataclass(frozen=True, eq=False)
class Track(Record):
    """Numbers over a grid: `values[i, j, …]` where i, j, … are the positions of the controls named in `over`.

    >>> import numpy as np
    >>> Track(np.array([1, 4, 9], dtype=np.float32), over=("step",)).at({"step": 2})
    array(9., dtype=float32)
    """

    values: npt.NDArray[np.float32]
    over: tuple[str, ...] = ()

    def _rules(self) -> None:
        if self.values.dtype.kind not in "fiu":
            refuse("values", "must be real numbers", self.values.dtype, "Make it with track(...).", error=TypeError)
        if self.values.ndim < len(self.over):
            refuse(
                "values",
                f"must have one dimension for each of {self.over!r}",
                f"shape {self.values.shape}",
                "Stack one row a position.",
            )

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the numbers at one position."""
        return self.values.shape[len(self.over) :]

    def at(self, index: Mapping[str, int]) -> npt.NDArray[np.float32]:
        """The numbers at one position of the controls."""
        place: Any = (*(index[name] for name in self.over), ...)  # with ..., one number is an array too
        return self.values[place]


def track(values: npt.ArrayLike, *over: str) -> Track:
    """Numbers that follow the controls named in `over`, one leading dimension for each; constant when none is named.

    >>> track([[1, 2], [3, 4]], "epsilon").at({"epsilon": 1})
    array([3., 4.], dtype=float32)
    """
    with np.errstate(over="ignore"):  # ∞, which a mark refuses
        try:
            array = np.array(np.asarray(values), dtype=np.float32, order="C")
        except (TypeError, ValueError, RuntimeError, OverflowError) as error:
            step = "Give numbers in rows of one length; a tensor on the CPU, without a gradient."
            refuse("values", "must be an array of real numbers", f"{brief(values)}: {error}", step, error=TypeError)
    return Track(array, tuple(over))


@dataclass(frozen=True)
class Words(Record):
    """A text that follows one control: `texts[i]` at its position i.

    >>> Words(("unsure", "sure"), over="step").at({"step": 1})
    'sure'
    """

    texts: tuple[str, ...]
    over: str

    def at(self, index: Mapping[str, int]) -> str:
        """The text at one position of the controls."""
        return self.texts[index[self.over]]

    def _rules(self) -> None:
        if not self.texts:
            refuse("texts", "must hold a text for each position", "none", "Add them.")


def tracks_of(part: object) -> Iterator[tuple[str, Track]]:
    """The tracks of a mark or readout, by field name.

    >>> from nls_tutorial.records import Line
    >>> [name for name, _ in tracks_of(Line(track([0, 1]), track([0, 1])))]
    ['x', 'y']
    """
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, Track):
            yield field.name, value


def fit_together(**tracks: Track) -> None:
    """The tracks of one mark: no infinity, and at one position as many numbers each."""
    shapes = {name: numbers.shape for name, numbers in tracks.items()}
    if len(set(shapes.values())) > 1 or any(len(shape) > 1 for shape in shapes.values()):
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        refuse(" and ".join(tracks), "must hold as many numbers, in one row", told, "Give one for each point.")
    for name, numbers in tracks.items():
        finite_ends(name, numbers)


def one_each(**tracks: Track) -> None:
    """The tracks of one point: one number at each position, no infinity."""
    for name, numbers in tracks.items():
        if numbers.shape != ():
            refuse(name, "must be one number at each position", f"shape {numbers.shape}", "Give one point.")
        finite_ends(name, numbers)


def finite_ends(name: str, numbers: Track) -> None:
    if np.isinf(numbers.values).any():
        refuse(name, "must be finite, or NaN where nothing is drawn", "infinity", "Use NaN to hide a point.")
