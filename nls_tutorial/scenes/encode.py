"""A scene as it travels to the page: a small description, and one block of float32 numbers."""

import base64
import io
from typing import Any

import numpy as np

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.plots import PALETTE, axis_ticks
from nls_tutorial.records import Axis, Panel, Picture, Scene, Track, Words, tracks_of
from nls_tutorial.records.marks import Mark
from nls_tutorial.records.scene import Readout
from nls_tutorial.records.text import readable

with needs("scenes"):
    from PIL import Image


class _Block:
    """Collects tracks; where `share` is true, equal arrays are stored once."""

    def __init__(self, scene: Scene, share: bool) -> None:
        self.share = share
        self.place = {control.name: place for place, control in enumerate(scene.controls)}
        self.start = scene.start
        self.arrays: list[np.ndarray] = []
        self.length = 0
        self.seen: dict[tuple[tuple[int, ...], bytes], int] = {}

    def add(self, numbers: Track) -> dict[str, Any]:
        array = np.array(numbers.values, dtype="<f4", order="C")
        key = (array.shape, array.tobytes())
        start = self.seen.get(key) if self.share else None
        if start is None:
            start = self.seen[key] = self.length
            self.arrays.append(array.ravel())
            self.length += array.size
        strides = [stride // array.itemsize for stride in array.strides]
        over = [[self.place[name], stride] for name, stride in zip(numbers.over, strides, strict=False)]
        return {"at": start, "size": int(np.prod(array.shape[len(over) :])), "over": over}

    def words(self, text: str | Words) -> str | dict[str, Any]:
        return text if isinstance(text, str) else {"texts": list(text.texts), "over": self.place[text.over]}

    def picture(self, mark: Picture) -> dict[str, Any]:
        frames = mark.pixels.reshape(-1, *mark.pixels.shape[-3:])
        lengths = mark.pixels.shape[: len(mark.over)]
        strides = [int(np.prod(lengths[depth + 1 :])) for depth in range(len(lengths))]
        over = [[self.place[name], stride] for name, stride in zip(mark.over, strides, strict=True)]
        told: dict[str, Any] = {"kind": "Picture", "frames": [_png_uri(f) for f in frames], "over": over}
        told |= {"left": mark.left, "right": mark.right, "bottom": mark.bottom, "top": mark.top}
        follows = set(mark.over)
        for name, view in tracks_of(mark):
            told[name] = self.add(view)
            told["height"], told["width"] = mark.pixels.shape[-3:-1]
            follows |= set(view.over)
        return {**told, "follows": sorted(self.place[name] for name in follows)}

    def mark(self, mark: Mark) -> dict[str, Any]:
        if isinstance(mark, Picture):
            return self.picture(mark)
        told: dict[str, Any] = {"kind": type(mark).__name__}
        follows: set[str] = set()
        for name, value in vars(mark).items():
            if isinstance(value, Track):
                told[name] = self.add(value)
                follows |= set(value.over)
            elif isinstance(value, Words):
                told[name] = self.words(value)
                follows.add(value.over)
            elif name == "moves":
                told[name] = [self.place[control] for control in value]
                follows |= set(value)
            else:
                told[name] = value
        told["follows"] = sorted(self.place[name] for name in follows)
        return told

    def panel(self, panel: Panel) -> dict[str, Any]:
        marks = [self.mark(mark) for mark in panel.marks]
        axes = {"x": axis_spec(panel.x), "y": axis_spec(panel.y)}
        shape = {"aspect": panel.aspect, "equal": panel.equal, "width": panel.width}
        return {"title": self.words(panel.title), **axes, **shape, "marks": marks}

    def readout(self, readout: Readout) -> dict[str, Any]:
        plain = {"label": readout.label, "digits": readout.digits, "unit": readout.unit, "percent": readout.percent}
        return {**plain, "value": self.add(readout.value)}


def _png_uri(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def axis_spec(axis: Axis) -> dict[str, Any]:
    """An axis as plain JSON types, its ticks with their words."""
    plain = {"label": axis.label, "low": axis.low, "high": axis.high, "visible": axis.visible}
    return {**plain, "ticks": [list(tick) for tick in axis_ticks(axis)]}


def encode(scene: Scene, *, share: bool = True) -> tuple[dict[str, Any], bytes]:
    """`(spec, data)`: the description as plain JSON types, the numbers as little-endian float32.

    A track becomes `{at, size, over: [[control, stride], …]}`, positions in units of one number.
    Equal tracks share their numbers unless `share` is false (then the layout depends on shapes alone).

    >>> from nls_tutorial.lessons.l00_start_here import label_on_triangle
    >>> spec, data = encode(label_on_triangle())
    >>> [control["label"] for control in spec["controls"]], len(data) % 4  # the numbers are float32: four bytes each
    (['share of cat', "fox's part of the rest"], 0)
    """
    checks.instance("scene", scene, Scene, "Make one with a lesson's scenes, or nls_tutorial.scenes.")
    checks.flag("share", share)
    block = _Block(scene, share)
    spec: dict[str, Any] = {
        "title": scene.title,
        "description": scene.description,
        "controls": [
            {"label": c.label, "choice": c.is_choice, "shown": c.shown, "texts": [c.say(at) for at in range(len(c))]}
            for c in scene.controls
        ],
        "start": [control.start for control in scene.controls],
        "panels": [block.panel(panel) for panel in scene.panels],
        "readouts": [block.readout(readout) for readout in scene.readouts],
    }
    spec = {name: _readable(part) for name, part in spec.items()}
    data = np.concatenate(block.arrays).tobytes() if block.arrays else b""
    return spec, data


def _readable(part: Any) -> Any:
    """Every text of a description as a page can show it."""
    if isinstance(part, str):
        return readable(part)
    if isinstance(part, dict):
        return {name: inner if name == "frames" else _readable(inner) for name, inner in part.items()}
    return [_readable(inner) for inner in part] if isinstance(part, list) else part


def palette_css() -> str:
    """The palette as CSS properties, light by default and dark under `.nls-dark`.

    >>> [line.split("{")[0] for line in palette_css().splitlines()]
    ['.nls-scene', '.nls-scene.nls-dark']
    """
    light, dark = (
        "".join(f"--nls-{name}:{color};" for name, color in PALETTE[theme].items()) for theme in ("light", "dark")
    )
    return f".nls-scene{{{light}}}\n.nls-scene.nls-dark{{{dark}color-scheme:dark;}}\n"
