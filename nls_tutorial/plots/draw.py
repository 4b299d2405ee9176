"""A scene on paper: the same panels, marks and numbers as the widget, drawn by matplotlib at one position."""

import io
import math
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from functools import singledispatch
from itertools import pairwise
from typing import Any

import numpy as np

from nls_tutorial.checks import at_least, choice, refuse
from nls_tutorial.extras import needs
from nls_tutorial.plots.palette import PALETTE
from nls_tutorial.plots.ticks import axis_ticks
from nls_tutorial.records import (
    Band,
    Bars,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Rule,
    Scene,
    Shape,
    Text,
    Words,
)
from nls_tutorial.records.text import readable

with needs("plots"):
    from matplotlib import rc_context
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Rectangle
    from matplotlib.textpath import text_to_path

MARKERS = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D", "cross": "X"}
DASHES = {"solid": "-", "dashed": (0, (5, 3)), "dotted": (0, (1.2, 2.2))}
PANEL, TITLE, LINE = 4.2, 0.42, 0.22  # inches: a panel's width; a row for the title; one for each line of facts
INSIDE, LETTER = 0.84, 0.09  # the part of a panel's width that its axes have; inches that a letter under them needs
LEFT, RIGHT = 0.74, 0.15  # inches beside the axes, where names of ticks are no wider than usual
TICK, BESIDE = 0.12, 0.36  # inches for a tick and the space beside its name; with a label standing beside that
EDGE = 0.03  # inches between a name and the edge
SMALL, SWATCH = 9.5, 0.43  # points of a legend's letters; inches of its swatch and the gaps beside it

PLAIN: dict[Any, Any] = {"font.size": 11, "axes.unicode_minus": True, "text.parse_math": False, "text.usetex": False}
MISSING = "Glyph .* missing from font"  # a box stands for it
MOST_PIXELS, LONGEST_SIDE = 100_000_000, 60_000  # of a PNG
LONGEST = 500  # letters of one text on paper

Place = Mapping[str, int]
Colors = Mapping[str, str]


def draw(
    scene: Scene,
    *,
    theme: str = "light",
    note: str = "",
    ax: Axes | Sequence[Axes] | None = None,
    **values: Any,
) -> Figure | SubFigure:
    """The scene as a matplotlib figure, its controls at the grid positions nearest to `values`.

    `note` is a line under the picture. With `ax`, axes of your own, the panels go there, one to each, and the figure
    returned is yours: without the scene's title, note and facts, which have no room in it. All words are plain text.

    Raises TypeError for `ax` that is no axes; ValueError for an unknown theme or control name, and for another number
    of axes than panels.
    First met in notebooks/00_start_here.

    >>> from nls_tutorial.records import Axis, Line, Panel, Scene, track
    >>> line = Line(track([0, 1]), track([0, 1]))
    >>> scene = Scene("A line", "It rises.", (Panel("", Axis("x", 0, 1), Axis("y", 0, 1), (line,)),))
    >>> draw(scene)
    <Figure size 420x354 with 1 Axes>
    """
    place, colors = _checked(scene, theme, note, values)
    if ax is not None:
        return _draw_on(ax, scene, place, colors)
    return _draw_all(scene, place, colors, note)


def png(scene: Scene, *, theme: str = "light", note: str = "", dpi: int = 100, **values: Any) -> bytes:
    """The drawing of `draw` as the bytes of a PNG file.

    >>> from nls_tutorial.lessons.l00_start_here import label_on_triangle
    >>> png(label_on_triangle(), theme="dark")[1:4]
    b'PNG'
    """
    number = at_least("dpi", dpi, 10, "100 is usual.")
    buffer = io.BytesIO()
    place, colors = _checked(scene, theme, note, values)
    figure = _draw_all(scene, place, colors, note)
    across, up = (side * number for side in figure.get_size_inches())
    if max(across, up) > LONGEST_SIDE or across * up > MOST_PIXELS:
        seen = f"{dpi}, so {across:.0f} by {up:.0f} pixels"
        refuse("dpi", f"must keep the picture within {MOST_PIXELS / 1e6:.0f} million pixels", seen, "Lower it.")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", MISSING)
        figure.savefig(buffer, dpi=number, facecolor=colors["ground"])
    return buffer.getvalue()


def still(scene: Scene, *, theme: str = "light", **values: Any) -> Any:
    """The drawing as a notebook picture with alt text made from the scene's numbers.

    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> still(finite_optimum(), epsilon=0.2).alt.split(". ")[0]  # the title; all the numbers follow
    'Smoothing has a place to stop'
    """
    with needs("plots"):
        from IPython.display import Image

    picture = png(scene, theme=theme, dpi=160, **values)
    width = int(100 * PANEL * sum(panel.width for panel in scene.panels))
    return Image(picture, alt=scene.alt(scene.position(**values)), width=width)


def _checked(scene: object, theme: str, note: object, values: Mapping[str, Any]) -> tuple[Place, Colors]:
    """The position and the colours that are asked for."""
    if not isinstance(scene, Scene):
        step = "Make one with a lesson's scenes, or nls_tutorial.scenes."
        refuse("scene", "must be a Scene", type(scene).__name__, step, error=TypeError)
    choice("theme", theme, PALETTE)
    if not isinstance(note, str):
        refuse("note", "must be a text", type(note).__name__, "Give the line to write.", error=TypeError)
    return scene.position(**values), PALETTE[theme]


def _draw_all(scene: Scene, place: Place, colors: Colors, note: str) -> Figure:
    """A figure of its own: title, panels, and all facts under them."""
    facts = [f"{control.label}: {control.say(place[control.name])}" for control in scene.controls]
    facts += [f"{readout.label}: {readout.say(place)}" for readout in scene.readouts]
    width = PANEL * sum(panel.width for panel in scene.panels)
    lines = _wrap(list(map(_plain, facts)), width=int(14 * width)) + textwrap.wrap(_plain(note), width=int(15 * width))
    head = _head(scene)
    height = TITLE + head + max(_panel_height(panel) for panel in scene.panels) + LINE * len(lines) + 0.12
    with rc_context(PLAIN | {"text.color": colors["ink"]}):
        figure = Figure(figsize=(width, height), dpi=100, facecolor=colors["ground"])
        FigureCanvasAgg(figure)
        figure.text(0.12 / width, 1 - 0.12 / height, _plain(scene.title), fontsize=13, fontweight="bold", va="top")
        for row, line in enumerate(reversed(lines)):
            level = (0.1 + LINE * row) / height
            figure.text(0.12 / width, level, line, fontsize=10, color=colors["muted"], va="bottom")
        start = 0.0
        for panel in scene.panels:
            left, right, tall = _frame(panel)
            inches = (start + left, height - TITLE - head - tall, right - left, tall)
            start += PANEL * panel.width
            box = (inches[0] / width, inches[1] / height, inches[2] / width, inches[3] / height)
            _draw_panel(figure.add_axes(box), panel, place, colors, _legend_rows(scene))
    return figure


def _plain(text: str) -> str:
    """A text as matplotlib can set it: no unseen letters, none without end."""
    seen = readable(text)
    return seen if len(seen) <= LONGEST else seen[:LONGEST] + "…"


def _named(name: str) -> str:
    """A label for the legend; matplotlib leaves out those that begin with an underscore."""
    return ("\u200b" if name.startswith("_") else "") + _plain(name) if name else "_"


def _draw_on(ax: object, scene: Scene, place: Place, colors: Colors) -> Figure | SubFigure:
    """The panels on axes that are already there."""
    several = ax.ravel().tolist() if isinstance(ax, np.ndarray) else ax
    given: list[Any] = list(several) if isinstance(several, list | tuple) else [several]
    if not all(isinstance(one, Axes) for one in given):
        refuse("ax", "must be matplotlib axes", type(ax).__name__, "Make it with plt.subplots().", error=TypeError)
    if len(given) != len(scene.panels):
        step = f"Use plt.subplots(1, {len(scene.panels)})."
        refuse("ax", f"must be one for each of the scene's {len(scene.panels)} panels", len(given), step)
    with rc_context(PLAIN | {"text.color": colors["ink"]}):
        for panel, axes in zip(scene.panels, given, strict=True):
            _draw_panel(axes, panel, place, colors, _legend_rows(scene))
    return given[0].figure


def _frame(panel: Panel) -> tuple[float, float, float]:
    """Left and right end of the axes within the panel, and their height, in inches."""
    left = _left(panel)
    right = PANEL * panel.width - _right(panel, PANEL * panel.width - left - RIGHT)
    if panel.equal:
        return left, right, (right - left) * (panel.y.high - panel.y.low) / (panel.x.high - panel.x.low)
    return left, right, PANEL * panel.aspect - 0.58


def _left(panel: Panel) -> float:
    """Inches to the left of the axes: as many as the widest name of a tick and the axis's label beside it need."""
    if not panel.y.visible:
        return 0.2
    names = max((_width(text) for _, text in axis_ticks(panel.y)), default=0)
    return min(max(LEFT, names + (BESIDE if panel.y.label else TICK)), PANEL * panel.width / 2)


def _right(panel: Panel, wide: float) -> float:
    """Inches to the right of axes about `wide` inches wide: as many as half a tick's name at their end needs."""
    unit = wide / (panel.x.high - panel.x.low)
    ticks = axis_ticks(panel.x) if panel.x.visible else ()
    beyond = (_width(text) / 2 - unit * (panel.x.high - at) + EDGE for at, text in ticks)
    return min(max(RIGHT, *beyond, 0), PANEL * panel.width / 4)


def _width(text: str, size: float = PLAIN["font.size"]) -> float:
    """Inches that a text is wide, the widest of its lines."""
    font = FontProperties(size=size)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", MISSING)
        lines = (text_to_path.get_text_width_height_descent(line, font, False) for line in _plain(text).split("\n"))
        return max(float(points) for points, _, _ in lines) / 72


def _head(scene: Scene) -> float:
    """Inches above the axes for the panels' titles and legends."""
    return 0.2 * _legend_rows(scene) + (0.36 if any(panel.title for panel in scene.panels) else 0.1)


def _legend_rows(scene: Scene) -> int:
    return max(_legend_columns_and_rows(panel)[1] for panel in scene.panels)


def _legend_columns_and_rows(panel: Panel) -> tuple[int, int]:
    """Columns and rows of a panel's legend, so that it stays within the panel."""
    names = [name for mark in panel.marks if (name := getattr(mark, "name", ""))]
    wide = [_width(name, SMALL) + SWATCH for name in names]
    space = PANEL * panel.width - _left(panel)
    columns = len(names) if sum(wide) <= space else max(1, int(space / max(wide)))
    return columns, math.ceil(len(names) / columns) if names else 0


def _panel_height(panel: Panel) -> float:
    below = (0.3 if panel.x.visible else 0.06) + (0.24 if panel.x.label else 0)
    return _frame(panel)[2] + below


def _wrap(facts: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for fact in facts:
        if lines and len(lines[-1]) + len(fact) + 5 <= width:
            lines[-1] += "   ·   " + fact
        else:
            lines.append(fact)
    return lines


def _crowded(ticks: Sequence[tuple[float, str]], panel: Panel) -> bool:
    """Whether two names under the axis would meet, were they written in one line."""
    unit = INSIDE * PANEL * panel.width / (panel.x.high - panel.x.low)
    pairs = pairwise(sorted(ticks))
    return any(LETTER * (len(one) + len(other)) / 2 > unit * (at - of) for (of, one), (at, other) in pairs)


def _draw_panel(axes: Axes, panel: Panel, place: Place, colors: Colors, rows: int) -> None:
    axes.set_facecolor(colors["ground"])
    columns, _ = _legend_columns_and_rows(panel)
    title = panel.title.at(place) if isinstance(panel.title, Words) else panel.title
    axes.set_title(_plain(title), loc="left", fontsize=11.5, color=colors["ink"], y=1, pad=8 + 14.4 * rows)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side, axis, set_ticks, set_label in (
        ("bottom", panel.x, axes.set_xticks, axes.set_xlabel),
        ("left", panel.y, axes.set_yticks, axes.set_ylabel),
    ):
        axes.spines[side].set_visible(axis.visible)
        axes.spines[side].set_color(colors["muted"])
        ticks = axis_ticks(axis) if axis.visible else ()
        texts = [_plain(text) for _, text in ticks]
        if side == "bottom" and _crowded(ticks, panel):
            texts = [text.replace(" ", "\n", 1) for text in texts]
        set_ticks([value for value, _ in ticks], texts)
        set_label(_plain(axis.label), color=colors["ink"])
    axes.tick_params(colors=colors["muted"], labelcolor=colors["ink"])
    if panel.y.visible:
        axes.grid(axis="y", color=colors["grid"], linewidth=0.8)
    axes.set_axisbelow(True)
    for mark in panel.marks:
        draw_mark(mark, axes, place, colors)
    axes.set(xlim=(panel.x.low, panel.x.high), ylim=(panel.y.low, panel.y.high))  # a picture moves them
    if axes.get_legend_handles_labels()[1]:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(-0.02, 1.0),
            ncols=columns,
            frameon=False,
            fontsize=SMALL,
            handlelength=1.6,
            columnspacing=1.0,
            handletextpad=0.5,
            borderaxespad=0.1,
            labelcolor=colors["ink"],
        )


@singledispatch
def draw_mark(mark: object, axes: Axes, place: Place, colors: Colors) -> None:
    """Draw one mark at one position; a new kind of mark registers its own."""
    raise TypeError(
        f"mark must be one of the scene's kinds, but got {type(mark).__name__}. Register it with draw_mark."
    )


@draw_mark.register
def _(mark: Line, axes: Axes, place: Place, colors: Colors) -> None:
    axes.plot(
        mark.x.at(place),
        mark.y.at(place),
        color=colors[mark.color],
        linestyle=DASHES[mark.dash],
        linewidth=mark.width * 0.8,
        label=_named(mark.name),
    )


@draw_mark.register
def _(mark: Points, axes: Axes, place: Place, colors: Colors) -> None:
    axes.plot(
        np.atleast_1d(mark.x.at(place)),
        np.atleast_1d(mark.y.at(place)),
        linestyle="none",
        marker=MARKERS[mark.marker],
        markersize=mark.size * 0.85,
        color=colors[mark.color],
        alpha=mark.opacity,
        markeredgecolor=colors["ground"],
        markeredgewidth=0.5,
        label=_named(mark.name),
    )


@draw_mark.register
def _(mark: Bars, axes: Axes, place: Place, colors: Colors) -> None:
    middles = np.atleast_1d(mark.x.at(place))
    heights = np.atleast_1d(mark.y.at(place)) - mark.base
    axes.bar(
        middles,
        np.broadcast_to(heights, middles.shape),
        width=mark.width,
        bottom=mark.base,
        color=colors[mark.color],
        label=_named(mark.name),
    )


@draw_mark.register
def _(mark: Band, axes: Axes, place: Place, colors: Colors) -> None:
    axes.fill_between(
        mark.x.at(place),
        mark.low.at(place),
        mark.high.at(place),
        color=colors[mark.color],
        alpha=mark.opacity,
        linewidth=0,
        label=_named(mark.name),
    )


@draw_mark.register
def _(mark: Shape, axes: Axes, place: Place, colors: Colors) -> None:
    axes.fill(
        mark.x.at(place), mark.y.at(place), facecolor=colors[mark.color], alpha=mark.opacity, label=_named(mark.name)
    )
    axes.fill(mark.x.at(place), mark.y.at(place), fill=False, edgecolor=colors[mark.color], linewidth=1.2)


@draw_mark.register
def _(mark: Rule, axes: Axes, place: Place, colors: Colors) -> None:
    rule = axes.axvline if mark.along == "x" else axes.axhline
    rule(
        float(mark.at.at(place)),
        color=colors[mark.color],
        linestyle=DASHES[mark.dash],
        linewidth=mark.width * 0.8,
        label=_named(mark.name),
    )


@draw_mark.register
def _(mark: Text, axes: Axes, place: Place, colors: Colors) -> None:
    text = mark.text.at(place) if isinstance(mark.text, Words) else mark.text
    align = {"start": "left", "middle": "center", "end": "right"}[mark.anchor]
    axes.text(
        float(mark.x.at(place)),
        float(mark.y.at(place)),
        _plain(text),
        color=colors[mark.color],
        ha=align,
        va="center",
        fontweight="bold" if mark.bold else "normal",
        fontsize=10.5,
        clip_on=False,
    )


@draw_mark.register
def _(mark: Picture, axes: Axes, place: Place, colors: Colors) -> None:
    pixels = mark.at(place)
    corners = (mark.left, mark.right, mark.bottom, mark.top)
    if mark.view_x is None or mark.view_y is None:
        axes.imshow(pixels, extent=corners, interpolation="nearest", aspect="auto")
        return
    # the whole picture, so large that the view fills the box; what lies beyond the box is cut off
    (x1, x2), (y1, y2) = mark.view_x.at(place), mark.view_y.at(place)
    across, up = (mark.right - mark.left) / (x2 - x1), (mark.top - mark.bottom) / (y2 - y1)
    height, width = pixels.shape[:2]
    whole = (
        mark.left - x1 * across,
        mark.left + (width - x1) * across,
        mark.top - (height - y1) * up,
        mark.top + y1 * up,
    )
    image = axes.imshow(pixels, extent=whole, interpolation="nearest", aspect="auto")
    box = Rectangle((mark.left, mark.bottom), mark.right - mark.left, mark.top - mark.bottom, transform=axes.transData)
    image.set_clip_path(box)


@draw_mark.register
def _(mark: Handle, axes: Axes, place: Place, colors: Colors) -> None:
    axes.plot(
        float(mark.x.at(place)),
        float(mark.y.at(place)),
        marker="o",
        markersize=11,
        linestyle="none",
        markerfacecolor=colors["ground"],
        markeredgecolor=colors[mark.color],
        markeredgewidth=2.4,
        zorder=5,
        label=_named(mark.name),
    )
