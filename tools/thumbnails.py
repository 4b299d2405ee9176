"""A scene as a small picture without words: one panel, at its start, as SVG in the colours of the page's theme."""

import base64
import io
import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image

WIDTH, HEIGHT, EDGE = 320, 200, 12
Scene = dict[str, Any]
DASH = {"solid": "none", "dashed": "9 6", "dotted": "2 5"}


def thumbnail(scene: Scene) -> str:
    """The picture of a captured scene: its first panel, which is what the hand moves or what it moves most."""
    spec, numbers = scene["spec"], np.frombuffer(base64.b64decode(scene["data"]), dtype="<f4")
    panel = spec["panels"][0]
    drawing = _Drawing(panel, numbers, spec["start"])
    marks = "".join(part for mark in panel["marks"] for part in drawing.mark(mark))
    ground = "".join(drawing.grid())
    return (
        f'<svg class="nls-thumb nls-scene" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{ground}{marks}</svg>"
    )


def which(scenes: Sequence[Scene]) -> Scene | None:
    """The scene that stands for a lesson: the first that moves, or the first."""
    moving = (scene for scene in scenes if scene["spec"]["controls"])
    return next(moving, scenes[0] if scenes else None)


class _Drawing:
    """One panel in the picture's own units."""

    def __init__(self, panel: Scene, numbers: np.ndarray, start: Sequence[int]) -> None:
        self.panel, self.numbers, self.start = panel, numbers, start
        x, y = panel["x"], panel["y"]
        wide, tall = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
        across, up = wide / (x["high"] - x["low"]), tall / (y["high"] - y["low"])
        if panel["equal"]:
            across = up = min(across, up)
        self.scale = across, up
        self.left = (WIDTH - across * (x["high"] - x["low"])) / 2
        self.bottom = HEIGHT - (HEIGHT - up * (y["high"] - y["low"])) / 2

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the panel lies."""
        across, up = self.scale
        return self.left + across * (x - self.panel["x"]["low"]), self.bottom - up * (y - self.panel["y"]["low"])

    def get(self, track: Scene) -> list[float]:
        """A track's numbers at the scene's start."""
        at = track["at"] + sum(self.start[control] * stride for control, stride in track["over"])
        return self.numbers[at : at + track["size"]].tolist()

    def grid(self) -> Iterator[str]:
        """The lines of the upright axis."""
        x, y = self.panel["x"], self.panel["y"]
        for value, _ in y["ticks"] if y["visible"] else ():
            (left, level), (right, _) = self.place(x["low"], value), self.place(x["high"], value)
            yield f'<path class="nls-grid" d="M{left:.0f} {level:.0f}H{right:.0f}"/>'

    def path(self, xs: Sequence[float], ys: Sequence[float]) -> str:
        """A line through the points; the pen is lifted where one is not there."""
        points = [self.place(x, y) if math.isfinite(x + y) else None for x, y in zip(xs, ys, strict=False)]
        parts = []
        for before, point in pairwise([None, *_thinned(points)]):
            if point:
                parts.append(f"{'L' if before else 'M'}{point[0]:.1f} {point[1]:.1f}")
        return "".join(parts)

    def mark(self, mark: Scene) -> Iterator[str]:
        """What shows of a mark; words are left out."""
        draw = getattr(self, f"_{mark['kind'].lower()}", None)
        if draw:
            yield from draw(mark)

    def _line(self, mark: Scene) -> Iterator[str]:
        path = self.path(self.get(mark["x"]), self.get(mark["y"]))
        stroke = f"stroke-width='{1.3 * mark['width']:.1f}' stroke-dasharray='{DASH[mark['dash']]}'"
        yield f"<path d='{path}' fill='none' stroke='var(--nls-{mark['color']})' {stroke}/>"

    def _points(self, mark: Scene) -> Iterator[str]:
        dots = zip(self.get(mark["x"]), self.get(mark["y"]), strict=False)
        shown = [self.place(x, y) for x, y in dots if math.isfinite(x + y)]
        if shown:  # a dot is a line of no length with a round end
            path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in shown)
            looks = f"stroke-width='{1.1 * mark['size']:.1f}' stroke-linecap='round' opacity='{mark['opacity']}'"
            yield f"<path d='{path}' stroke='var(--nls-{mark['color']})' {looks}/>"

    def _bars(self, mark: Scene) -> Iterator[str]:
        xs, ys = self.get(mark["x"]), self.get(mark["y"])
        for number, x in enumerate(xs):
            y = ys[number % len(ys)]
            if math.isfinite(x + y):
                left, top = self.place(x - mark["width"] / 2, max(y, mark["base"]))
                right, low = self.place(x + mark["width"] / 2, min(y, mark["base"]))
                size = f"width='{right - left:.1f}' height='{low - top:.1f}'"
                yield f"<rect x='{left:.1f}' y='{top:.1f}' {size} fill='var(--nls-{mark['color']})'/>"

    def _band(self, mark: Scene) -> Iterator[str]:
        xs = self.get(mark["x"])
        path = self.path([*xs, *reversed(xs)], [*self.get(mark["low"]), *reversed(self.get(mark["high"]))])
        yield f"<path d='{path}Z' fill='var(--nls-{mark['color']})' fill-opacity='{mark['opacity']}'/>"

    def _shape(self, mark: Scene) -> Iterator[str]:
        path = self.path(self.get(mark["x"]), self.get(mark["y"]))
        color = f"fill='var(--nls-{mark['color']})' stroke='var(--nls-{mark['color']})'"
        yield f"<path d='{path}Z' {color} fill-opacity='{mark['opacity']}' stroke-width='2'/>"

    def _rule(self, mark: Scene) -> Iterator[str]:
        (value,) = self.get(mark["at"])[:1]
        if math.isfinite(value):
            x, y = self.panel["x"], self.panel["y"]
            upright = mark["along"] == "x"
            ends = [(value, y["low"]), (value, y["high"])] if upright else [(x["low"], value), (x["high"], value)]
            (x1, y1), (x2, y2) = (self.place(*end) for end in ends)
            stroke = f"stroke='var(--nls-{mark['color']})' stroke-dasharray='{DASH[mark['dash']]}'"
            yield f"<path d='M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}' {stroke} stroke-width='2'/>"

    def _handle(self, mark: Scene) -> Iterator[str]:
        x, y = self.get(mark["x"])[0], self.get(mark["y"])[0]
        if math.isfinite(x + y):
            (cx, cy), ring = self.place(x, y), f"fill='var(--nls-ground)' stroke='var(--nls-{mark['color']})'"
            yield f"<circle cx='{cx:.0f}' cy='{cy:.0f}' r='9' {ring} stroke-width='4'/>"

    def _picture(self, mark: Scene) -> Iterator[str]:
        at = sum(self.start[control] * stride for control, stride in mark["over"])
        (left, top), (right, low) = self.place(mark["left"], mark["top"]), self.place(mark["right"], mark["bottom"])
        size = f"width='{right - left:.1f}' height='{low - top:.1f}' preserveAspectRatio='none' class='nls-pixels'"
        yield f"<image x='{left:.1f}' y='{top:.1f}' {size} href='{escape(lighter(mark['frames'][at]), quote=True)}'/>"


def lighter(address: str) -> str:
    """The picture of a data: address as WebP, where that is shorter: a photograph takes a fifth of its PNG."""
    kind, _, data = address.partition(";base64,")
    if kind != "data:image/png" or not data:
        return address
    packed = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        picture.save(packed, "WEBP", quality=70, method=6)
    made = f"data:image/webp;base64,{base64.b64encode(packed.getvalue()).decode('ascii')}"
    return min(address, made, key=len)


def _thinned(points: list[tuple[float, float] | None]) -> Iterator[tuple[float, float] | None]:
    """The points of a line, without those that lie less than a pixel from the one before."""
    last: tuple[float, float] | None = None
    for number, point in enumerate(points):
        end = number + 1 == len(points) or points[number + 1] is None
        if point is None or last is None or end or math.dist(point, last) >= 1:
            yield point
            last = point
