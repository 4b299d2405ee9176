"""A picture that moves, as data: panels, controls, and for each mark its numbers over the controls' grid.

A scene holds no formula. The library computes every number beforehand, for every position of every control; the widget
and the matplotlib drawing only look numbers up. One scene is therefore the same on a JupyterLab page, on a plain HTML
page with no kernel, and on paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from nls_tutorial.records.control import Control
from nls_tutorial.records.marks import LARGEST, Handle, Mark, Picture
from nls_tutorial.records.record import Record, digits_in, number_in, refuse
from nls_tutorial.records.say import say_number, say_percent
from nls_tutorial.records.summary import Summary
from nls_tutorial.records.track import Track, Words, tracks_of

SMALLEST = 1e-12  # the part of itself that an axis must at least be long


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

    >>> from nls_tutorial.records import track
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
