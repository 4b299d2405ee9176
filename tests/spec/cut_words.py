"""Words beside a drawn panel that reach beyond the room it has."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from nls_tutorial.plots.draw import PANEL
from nls_tutorial.records import Panel


def cut_words(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    """Which of axes (names of ticks and label), title and legend lie partly outside their panel, or off the paper."""
    figure.draw_without_rendering()  # puts a legend's names in their places
    renderer, (_, top) = figure.canvas.get_renderer(), figure.canvas.get_width_height()
    found, left = [], 0.0
    for axes, panel in zip(figure.axes, panels, strict=True):
        right = left + 100 * PANEL * panel.width
        legend = axes.get_legend()
        parts = [("x axis", axes.xaxis.get_tightbbox(renderer)), ("y axis", axes.yaxis.get_tightbbox(renderer))]
        parts += [("title", axes._left_title.get_window_extent(renderer))]
        for word in legend.get_texts() if legend else ():
            parts.append((f"{word.get_text()} in the legend", word.get_window_extent(renderer)))
        found += [
            name
            for name, box in parts
            if box is not None and (box.x0 < left - 1 or box.x1 > right + 1 or box.y0 < -1 or box.y1 > top + 1)
        ]
        left = right
    return found
