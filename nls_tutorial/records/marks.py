"""What a panel draws: lines, points, bars, bands, shapes, rules, texts, handles and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.record import Record, number_in, refuse
from nls_tutorial.records.track import Track, Words, finite_ends, fit_together, one_each

Color = Literal["ground", "ink", "muted", "blue", "orange", "green", "red", "purple", "sky"]
Dash = Literal["solid", "dashed", "dotted"]
Marker = Literal["circle", "triangle", "square", "diamond", "cross"]
Anchor = Literal["start", "middle", "end"]

LARGEST = 1e30  # what an axis reaches


@dataclass(frozen=True, eq=False)
class Line(Record):
    """A line through (x, y), in order. `name` goes into the legend; an empty name stays out of it."""

    x: Track
    y: Track
    name: str = ""
    color: Color = "ink"
    dash: Dash = "solid"
    width: float = 2.5

    def _rules(self) -> None:
        fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Points(Record):
    """Separate marks at (x, y).

    >>> from nls_tutorial.records import track
    >>> dots = Points(track([1, 2]), track([0.5, 0.75]), "accuracy", "blue", "triangle")
    >>> dots.marker, dots.y.at({}).tolist()
    ('triangle', [0.5, 0.75])
    """

    x: Track
    y: Track
    name: str = ""
    color: Color = "ink"
    marker: Marker = "circle"
    size: float = 6.0
    opacity: float = 1.0

    def _rules(self) -> None:
        fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Bars(Record):
    """Upright bars from `base` to y, centred on x, `width` in units of x; one number for y gives all one height.

    >>> from nls_tutorial.records import track
    >>> bars = Bars(track([0, 1]), track([[1, 0], [0.5, 0.5]], "epsilon"), "label")  # two bars, for two positions of ε
    >>> bars.y.at({"epsilon": 1}).tolist()
    [0.5, 0.5]
    """

    x: Track
    y: Track
    name: str = ""
    color: Color = "blue"
    width: float = 0.7
    base: float = 0.0

    def _rules(self) -> None:
        finite_ends("x", self.x)
        if self.y.shape == ():
            finite_ends("y", self.y)
        else:
            fit_together(x=self.x, y=self.y)
        number_in("base", self.base, -LARGEST, LARGEST, "Bars stand on it.")
        _looks(self)


@dataclass(frozen=True, eq=False)
class Band(Record):
    """The area between two curves over x.

    >>> from nls_tutorial.records import track
    >>> band = Band(track([0, 1]), low=track([0, 0.25]), high=track([0.5, 0.75]), name="lowest to highest seed")
    >>> band.opacity, band.high.at({}).tolist()
    (0.2, [0.5, 0.75])
    """

    x: Track
    low: Track
    high: Track
    name: str = ""
    color: Color = "blue"
    opacity: float = 0.2

    def _rules(self) -> None:
        fit_together(x=self.x, low=self.low, high=self.high)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Shape(Record):
    """A closed, filled outline.

    NaN parts one outline from the next; each then repeats its first corner at its end. One within another, walked the
    other way round, is a hole.

    >>> from nls_tutorial.records import track
    >>> corners = Shape(track([0, 1, 1, 0]), track([[0, 0, 1, 1], [0, 0, 2, 2]], "height"), "crop")
    >>> corners.y.at({"height": 1}).tolist()
    [0.0, 0.0, 2.0, 2.0]
    """

    x: Track
    y: Track
    name: str = ""
    color: Color = "muted"
    opacity: float = 0.15

    def _rules(self) -> None:
        fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Rule(Record):
    """A straight line across the whole panel: upright at x, or level at y.

    >>> from nls_tutorial.records import track
    >>> best = Rule(track([4.5, 3.7], "epsilon"), along="x", name="best gap")
    >>> best.dash, best.at.at({"epsilon": 0}).item()
    ('dashed', 4.5)
    """

    at: Track
    along: Literal["x", "y"]
    name: str = ""
    color: Color = "muted"
    dash: Dash = "dashed"
    width: float = 1.5

    def _rules(self) -> None:
        one_each(at=self.at)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Text(Record):
    """Words at a place in the panel.

    >>> from nls_tutorial.records import track
    >>> said = Text(track(0.5), track(1.0), Words(("rests here", "never rests"), over="loss"))
    >>> said.text.at({"loss": 1})
    'never rests'
    """

    x: Track
    y: Track
    text: str | Words
    color: Color = "ink"
    anchor: Anchor = "middle"
    bold: bool = False

    def _rules(self) -> None:
        one_each(x=self.x, y=self.y)


@dataclass(frozen=True, eq=False)
class Handle(Record):
    """A knob in the picture that moves the controls named in `moves` when dragged.

    (x, y) follow those controls (and perhaps others); the hand's place picks the position whose (x, y) is nearest.
    With `grip_x` and `grip_y`, the corners of an outline, the hand may take hold anywhere inside that outline.
    Arrow keys move a control the way its knob goes on the screen; where that is no one way, right and up are more.

    >>> from nls_tutorial.records import track
    >>> knob = Handle(track([0, 1, 2], "step"), track([0, 1, 4], "step"), moves=("step",), name="along the curve")
    >>> knob.y.at({"step": 2}).item()
    4.0
    """

    x: Track
    y: Track
    moves: tuple[str, ...]
    name: str = ""
    color: Color = "ink"
    grip_x: Track | None = None
    grip_y: Track | None = None

    def _rules(self) -> None:
        one_each(x=self.x, y=self.y)
        _together("grip", self.grip_x, self.grip_y)
        if self.grip_x is not None and self.grip_y is not None:
            fit_together(grip_x=self.grip_x, grip_y=self.grip_y)


@dataclass(frozen=True, eq=False)
class Picture(Record):
    """Pixels stretched over a box of the panel: `pixels[i, j, …, row, column, channel]`, uint8, row 0 at the top.

    i, j, … are the positions of the controls named in `over`. `view_x` and `view_y` are a magnifying glass: the box
    then shows only the columns from view_x[0] to view_x[1] and the rows from view_y[0] to view_y[1], in pixels from the
    top left corner. They may follow controls of their own.

    >>> import numpy as np
    >>> grey = np.full((2, 8, 8, 3), 128, dtype=np.uint8)  # two frames of 8 × 8
    >>> Picture(grey, left=0, right=1, bottom=0, top=1, over=("frame",)).at({"frame": 1}).shape
    (8, 8, 3)
    """

    pixels: npt.NDArray[Any]
    left: float
    right: float
    bottom: float
    top: float
    over: tuple[str, ...] = ()
    view_x: Track | None = None
    view_y: Track | None = None

    def _rules(self) -> None:
        for low, high in (("left", "right"), ("bottom", "top")):
            ends = getattr(self, low), getattr(self, high)
            if not -LARGEST <= ends[0] < ends[1] <= LARGEST:
                refuse(low, f"must be a finite number below {high}", f"{ends[0]} and {ends[1]}", "Swap or widen them.")
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) != len(self.over) + 3 or shape[-1] != 3:
            raise ValueError(
                f"pixels must be uint8 of shape (…, height, width, 3) with one leading dimension for each of "
                f"{self.over!r}, but got {self.pixels.dtype} of shape {shape}. "
                "Scale to 0 … 255 and repeat grey three times."
            )
        _together("view", self.view_x, self.view_y)
        for axis, view in (("x", self.view_x), ("y", self.view_y)):
            if view is not None and view.values.shape[len(view.over) :] != (2,):
                raise ValueError(
                    f"view_{axis} must hold two ends for each position of {view.over!r}, but got shape "
                    f"{view.values.shape}. Stack the near end and the far end."
                )
            if view is not None and not (np.diff(view.values) > 0).all():
                step = "Stack the near end and the far end, in pixels."
                refuse(f"view_{axis}", "must rise from its first end to its second", "one that does not", step)

    def at(self, index: Mapping[str, int]) -> npt.NDArray[np.uint8]:
        """The pixels at one position of the controls."""
        return self.pixels[tuple(index[name] for name in self.over)]


def _looks(mark: Any) -> None:
    """Width, size and opacity of a mark."""
    for name, high in (("width", 1e6), ("size", 1e4), ("opacity", 1.0)):
        if hasattr(mark, name):
            number_in(name, getattr(mark, name), 0, high, "Look at the defaults of the other marks.")


def _together(name: str, x: Track | None, y: Track | None) -> None:
    if (x is None) != (y is None):
        raise ValueError(f"{name}_x and {name}_y must be given together, but got one of them. Give both, or neither.")


Mark = Line | Points | Bars | Band | Shape | Rule | Text | Picture | Handle
