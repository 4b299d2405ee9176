"""A picture that moves, as data: panels, controls, and for each mark its numbers over the controls' grid.

A scene holds no formula. The library computes every number beforehand, for every position of every control; the widget
and the matplotlib drawing only look numbers up. One scene is therefore the same on a JupyterLab page, on a plain HTML
page with no kernel, and on paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.record import Record, brief, digits_in, number_in, refuse
from nls_tutorial.records.summary import Summary

Color = Literal["ground", "ink", "muted", "blue", "orange", "green", "red", "purple", "sky"]
Dash = Literal["solid", "dashed", "dotted"]
Marker = Literal["circle", "triangle", "square", "diamond", "cross"]
Anchor = Literal["start", "middle", "end"]

LARGEST, SMALLEST = 1e30, 1e-12  # what an axis reaches, and the part of itself that it must at least be long


def say_number(value: float, digits: int) -> str:
    """A number as the reader sees it: fixed decimals, a real minus sign (but no −0.00), ∞ where it has no end.

    >>> say_number(-0.5, 2)
    '−0.50'
    """
    text = "∞" if np.isinf(value) else f"{abs(value):.{digits}f}"
    return ("−" if value < 0 and text.strip("0.") else "") + text


def say_percent(share: float, digits: int = 0) -> str:
    """A share in per cent; below 1 it never reads as 100 %.

    >>> say_percent(0.25), say_percent(0.998), say_percent(1.0), say_percent(0.9996, 1)
    ('25 %', '> 99.5 %', '100 %', '> 99.95 %')
    """
    text = say_number(100 * share, digits)
    if abs(share) < 1 and text.lstrip("−") == say_number(100, digits):
        return ("−" if share < 0 else "") + f"> {100 - 0.5 / 10**digits:.{digits + 1}f} %"
    return f"{text} %"


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


def _fit_together(**tracks: Track) -> None:
    """The tracks of one mark: no infinity, and at one position as many numbers each."""
    shapes = {name: numbers.shape for name, numbers in tracks.items()}
    if len(set(shapes.values())) > 1 or any(len(shape) > 1 for shape in shapes.values()):
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        refuse(" and ".join(tracks), "must hold as many numbers, in one row", told, "Give one for each point.")
    for name, numbers in tracks.items():
        _ends(name, numbers)


def _one(**tracks: Track) -> None:
    """The tracks of one point: one number at each position, no infinity."""
    for name, numbers in tracks.items():
        if numbers.shape != ():
            refuse(name, "must be one number at each position", f"shape {numbers.shape}", "Give one point.")
        _ends(name, numbers)


def _ends(name: str, numbers: Track) -> None:
    if np.isinf(numbers.values).any():
        refuse(name, "must be finite, or NaN where nothing is drawn", "infinity", "Use NaN to hide a point.")


def _looks(mark: Any) -> None:
    """Width, size and opacity of a mark."""
    for name, high in (("width", 1e6), ("size", 1e4), ("opacity", 1.0)):
        if hasattr(mark, name):
            number_in(name, getattr(mark, name), 0, high, "Look at the defaults of the other marks.")


def _together(name: str, x: Track | None, y: Track | None) -> None:
    if (x is None) != (y is None):
        raise ValueError(f"{name}_x and {name}_y must be given together, but got one of them. Give both, or neither.")


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


@dataclass(frozen=True)
class Axis(Record):
    """A named, fixed range. `ticks` are (value, text) pairs; without them, round numbers are chosen.

    A fixed range on purpose: when the axes hold still, what moves is the effect.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] | None = None
    visible: bool = True

    def _rules(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"low must be below high, but got {self.low} and {self.high}. Swap or widen them.")
        for name in ("low", "high"):
            number_in(name, getattr(self, name), -LARGEST, LARGEST, "An axis has two ends.")
        if not self.high - self.low > SMALLEST * max(1e-20, abs(self.low), abs(self.high)):
            refuse("high", "must be told from low", f"{self.low} and {self.high}", "Widen them.")
        for value, _ in self.ticks or ():
            number_in("ticks", value, -LARGEST, LARGEST, "Give (value, text) pairs.")


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
        _fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Points(Record):
    """Separate marks at (x, y).

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
        _fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Bars(Record):
    """Upright bars from `base` to y, centred on x, `width` in units of x; one number for y gives all one height.

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
        _ends("x", self.x)
        if self.y.shape == ():
            _ends("y", self.y)
        else:
            _fit_together(x=self.x, y=self.y)
        number_in("base", self.base, -LARGEST, LARGEST, "Bars stand on it.")
        _looks(self)


@dataclass(frozen=True, eq=False)
class Band(Record):
    """The area between two curves over x.

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
        _fit_together(x=self.x, low=self.low, high=self.high)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Shape(Record):
    """A closed, filled outline.

    NaN parts one outline from the next; each then repeats its first corner at its end. One within another, walked the
    other way round, is a hole.

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
        _fit_together(x=self.x, y=self.y)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Rule(Record):
    """A straight line across the whole panel: upright at x, or level at y.

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
        _one(at=self.at)
        _looks(self)


@dataclass(frozen=True, eq=False)
class Text(Record):
    """Words at a place in the panel.

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
        _one(x=self.x, y=self.y)


@dataclass(frozen=True, eq=False)
class Handle(Record):
    """A knob in the picture that moves the controls named in `moves` when dragged.

    (x, y) follow those controls (and perhaps others); the hand's place picks the position whose (x, y) is nearest.
    With `grip_x` and `grip_y`, the corners of an outline, the hand may take hold anywhere inside that outline.
    Arrow keys move a control the way its knob goes on the screen; where that is no one way, right and up are more.

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
        _one(x=self.x, y=self.y)
        _together("grip", self.grip_x, self.grip_y)
        if self.grip_x is not None and self.grip_y is not None:
            _fit_together(grip_x=self.grip_x, grip_y=self.grip_y)


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


Mark = Line | Points | Bars | Band | Shape | Rule | Text | Picture | Handle


@dataclass(frozen=True, eq=False)
class Panel(Record):
    """One set of axes and the marks in it, drawn in order.

    `aspect` is height over width for a panel of the usual width; `equal` gives both axes one scale instead; `width` is
    how many usual panels wide this one is.
    """

    title: str | Words
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    aspect: float = 0.7
    equal: bool = False
    width: float = 1.0

    def _rules(self) -> None:
        number_in("width", self.width, 0.25, 40, "1 is the usual panel.")
        number_in("aspect", self.aspect, 0.2, 40, "0.7 is usual.")
        ratio = (self.y.high - self.y.low) / (self.x.high - self.x.low)
        if self.equal:
            number_in("y over x", ratio, 0.01, 100, "Use equal=False for axes of such different lengths.")


@dataclass(frozen=True, eq=False)
class Readout(Record):
    """A number in words under the picture; `percent` shows 0.5 as 50 %.

    >>> Readout("ECE", track([0.1, 0.25], "T"), digits=1, percent=True).say({"T": 1})
    '25.0 %'
    """

    label: str
    value: Track
    digits: int = 2
    unit: str = ""
    percent: bool = False

    def _rules(self) -> None:
        digits_in("digits", self.digits)
        if self.value.shape != ():
            refuse(
                "value", "must be one number at each position", f"shape {self.value.shape}", "Give one readout each."
            )

    def say(self, index: Mapping[str, int]) -> str:
        """The number at one position of the controls, as the reader sees it."""
        value = float(self.value.at(index))
        if np.isnan(value):
            return "undefined"
        return say_percent(value, self.digits) if self.percent else say_number(value, self.digits) + self.unit


def tracks_of(part: object) -> Iterator[tuple[str, Track]]:
    """The tracks of a mark or readout, by field name.

    >>> [name for name, _ in tracks_of(Line(track([0, 1]), track([0, 1])))]
    ['x', 'y']
    """
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, Track):
            yield field.name, value


@dataclass(frozen=True, eq=False, repr=False)
class Scene(Summary):
    """Panels, controls and readouts: one picture, ready for every screen.

    `description` says in a sentence or two what is drawn, for a reader who cannot see it; `alt` adds the numbers.
    First met in notebooks/00_start_here.
    """

    title: str
    description: str
    panels: tuple[Panel, ...]
    controls: tuple[Control, ...] = ()
    readouts: tuple[Readout, ...] = ()

    def _rules(self) -> None:
        names = [control.name for control in self.controls]
        if len(set(names)) < len(names):
            raise ValueError(f"controls must have different names, but got {names!r}. Rename one.")
        if not self.panels:
            raise ValueError("panels must hold at least one panel, but got none. Add one.")
        lengths = {control.name: len(control) for control in self.controls}
        held = {name for _, part in self._parts() if isinstance(part, Handle) for name in part.moves}
        for control in self.controls:
            if not control.shown and control.name not in held:
                raise ValueError(
                    f"{control.name} must be shown or moved by a handle, but got neither. "
                    f"Set shown=True, or add a Handle that moves it."
                )
        for place, part in self._parts():
            for name, numbers in tracks_of(part):
                self._fit(f"{place}.{name}", numbers.values.shape, numbers.over, lengths)
            for field in fields(part):
                words = getattr(part, field.name)
                if isinstance(words, Words):
                    self._fit(f"{place}.{field.name}", (len(words.texts),), (words.over,), lengths)
            if isinstance(part, Picture):
                self._fit(f"{place}.pixels", part.pixels.shape, part.over, lengths)
            if isinstance(part, Handle):
                strangers = set(part.moves) - set(lengths)
                if strangers or not part.moves:
                    raise ValueError(
                        f"{place}.moves must name controls of the scene ({', '.join(lengths) or 'it has none'}), "
                        f"but got {part.moves!r}. Add the control or correct the name."
                    )

    def _parts(self) -> Iterator[tuple[str, Any]]:
        for p, panel in enumerate(self.panels):
            yield f"panels[{p}]", panel
            for m, mark in enumerate(panel.marks):
                yield f"panels[{p}].marks[{m}]", mark
        for r, readout in enumerate(self.readouts):
            yield f"readouts[{r}]", readout

    @staticmethod
    def _fit(place: str, shape: tuple[int, ...], over: tuple[str, ...], lengths: Mapping[str, int]) -> None:
        strangers = [name for name in over if name not in lengths]
        if strangers:
            raise ValueError(
                f"{place} must follow controls of the scene ({', '.join(lengths) or 'it has none'}), "
                f"but got {strangers!r}. Add the control or correct the name."
            )
        expected = tuple(lengths[name] for name in over)
        if shape[: len(over)] != expected:
            raise ValueError(
                f"{place} must have leading shape {expected} to follow {over!r}, but got {shape}. "
                "Compute one row for each position of each control."
            )

    @property
    def start(self) -> dict[str, int]:
        """The position of every control at first."""
        return {control.name: control.start for control in self.controls}

    def position(self, **values: float | str) -> dict[str, int]:
        """The grid position nearest to the named values; controls left out stay at their start."""
        index = self.start
        for name, value in values.items():
            if name not in index:
                raise ValueError(
                    f"{name} must be a control of this scene ({', '.join(index) or 'it has none'}), but got "
                    f"{name}={value!r}. Correct the name."
                )
            control = next(c for c in self.controls if c.name == name)
            index[name] = control.nearest(value)
        return index

    def alt(self, index: Mapping[str, int] | None = None) -> str:
        """The picture in words, with its numbers at one position."""
        place = self.start if index is None else index
        settings = [f"{control.label}: {control.say(place[control.name])}" for control in self.controls]
        numbers = [f"{readout.label}: {readout.say(place)}" for readout in self.readouts]
        facts = "; ".join([*settings, *numbers])
        return f"{self.title}. {self.description}" + (f" {facts}." if facts else "")

    def numbers(self) -> int:
        """How many numbers the scene holds."""
        return sum(numbers.values.size for _, part in self._parts() for _, numbers in tracks_of(part))

    def _summary(self) -> dict[str, object]:
        return {
            "title": self.title,
            "panels": len(self.panels),
            "controls": ", ".join(f"{c.name} ({len(c)})" for c in self.controls) or "none",
            "numbers": f"{self.numbers():,}",
        }
