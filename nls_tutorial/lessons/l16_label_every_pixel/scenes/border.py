"""The border of things: leave it out of the count, or look at its pixels alone."""

from collections.abc import Mapping, Sequence

import numpy as np

from nls_tutorial import checks
from nls_tutorial.data import ignore_border
from nls_tutorial.lessons.l16_label_every_pixel.scenes.pictures import colored, shown
from nls_tutorial.lessons.l16_label_every_pixel.scores import PLACES, bins_of, ece, iou, near_another_class, some
from nls_tutorial.records import (
    Axis,
    Control,
    LabelMaps,
    Line,
    Panel,
    Picture,
    Points,
    Predictions,
    Readout,
    Rule,
    Scene,
    Text,
    track,
)
from nls_tutorial.records.marks import Color, Dash, Marker
from nls_tutorial.scenes import reliability_panels, reliability_readouts

SERIES: tuple[tuple[Color, Dash, Marker], ...] = (("blue", "solid", "circle"), ("orange", "dashed", "triangle"))


def ignore_the_border(
    seen: Mapping[str, Predictions], data: LabelMaps, widths: Sequence[int], picture: int = 0
) -> Scene:
    r"""Drag the width of the ignored border: what of one label map still counts, and mIoU and ECE of all test pixels.

    Args:
        seen: one or two networks' predictions of every labelled pixel of `data`, by name.
        data: the test pictures.
        widths: rising, in pixels, two or more.
        picture: which of the pictures is shown.

    Returns:
        The scene. Raises ValueError for other than one or two networks, fewer than two widths, a picture that is not
        there, and a width that leaves no pixel. First met in notebooks/16_label_every_pixel.
    """
    if not 1 <= len(seen) <= len(SERIES):
        checks.refuse("seen", "must hold one or two networks", len(seen), "Choose two.")
    if len(widths) < 2:
        checks.refuse("widths", "must be two or more, to drag between", len(widths), "Add one.")
    if not 0 <= picture < len(data):
        checks.refuse("picture", f"must lie in 0 … {len(data) - 1}", picture, "Count pictures from 0.")
    counted = [~near_another_class(data, width) for width in widths]
    if not all(bool(rows.any()) for rows in counted):
        checks.refuse("widths", "must leave some pixels", list(widths), "Take narrower borders.")
    parts = {name: [some(one, rows) for rows in counted] for name, one in seen.items()}
    ious, errors = ({name: [value(part) for part in row] for name, row in parts.items()} for value in (iou, ece))
    return Scene(
        "Ignore the border",
        "A label map, white where pixels do not count; mIoU and ECE of all test pixels over the border's width.",
        (
            _what_counts(data, widths, picture),
            _over_width("Mean intersection over union", "mIoU", widths, ious),
            _over_width("Calibration error", "ECE", widths, errors),
        ),
        (Control("width", "ignored border (pixels)", tuple(map(float, widths)), digits=0),),
        (
            *(
                Readout(f"{what}, {name}", track(row, "width"), 1, percent=True)
                for what, found in (("mIoU", ious), ("ECE", errors))
                for name, row in found.items()
            ),
            Readout(
                "pixels that count", track([float(rows.double().mean()) for rows in counted], "width"), 1, percent=True
            ),
        ),
    )


def _what_counts(data: LabelMaps, widths: Sequence[int], picture: int) -> Panel:
    one = data.labels[picture : picture + 1]
    maps = np.concatenate(
        [colored(ignore_border(one, width, ignore_index=data.ignore_index).numpy()) for width in widths]
    )
    return Panel(
        "What counts",
        Axis("", 0, 1, visible=False),
        Axis("", -0.16, 2.2, visible=False),
        (
            Picture(shown(data.images[picture]), 0, 1, 1.18, 2.18),
            Picture(maps, 0, 1, 0, 1, ("width",)),
            Text(track(0.5), track(1.08), "one picture"),
            Text(track(0.5), track(-0.1), "white: ignored"),
        ),
        equal=True,
        width=0.55,
    )


def _over_width(title: str, label: str, widths: Sequence[int], found: Mapping[str, Sequence[float]]) -> Panel:
    """One score over the border's width, a curve for each network."""
    places, every = list(map(float, widths)), np.array(list(found.values()))
    low, high = float(every.min()), float(every.max())
    room = 0.15 * (high - low) + 1e-3
    marks: list[Line | Points] = []
    for (name, row), (color, dash, marker) in zip(found.items(), SERIES, strict=False):
        marks += [
            Line(track(places), track(row), name, color, dash),
            Points(track(places), track(row), "", color, marker, 7),
        ]
    return Panel(
        title,
        Axis("ignored border (pixels)", places[0] - 0.3, places[-1] + 0.3),
        Axis(label, max(0.0, low - room), min(1.0, high + room)),
        (*marks, Rule(track(places, "width"), "x", "", "ink", "dashed", 1.2)),
        aspect=0.95,
    )


def border_and_inner(seen: Mapping[str, Predictions], data: LabelMaps, width: int) -> Scene:
    r"""Choose a network, and its pixels near a border or far from it: their reliability diagram.

    Args:
        seen: two or more networks' predictions of every labelled pixel of `data`, by name.
        data: the test pictures.
        width: a border pixel has another class at most so many pixels away.

    Returns:
        The scene. Raises ValueError for fewer than two networks, and where no pixel is near a border, or all are.
        First met in notebooks/16_label_every_pixel.
    """
    if len(seen) < 2:
        checks.refuse("seen", "must hold two networks or more, to choose from", len(seen), "Add one.")
    near = near_another_class(data, width)
    if not bool(near.any()) or bool(near.all()):
        checks.refuse("width", "must leave pixels on both sides", width, "Take 1 or 2 pixels.")
    bins = [[bins_of(some(one, rows)) for rows in (near, ~near)] for one in seen.values()]
    over = ("network", "place")
    where = (f"border, {width} px", "inside")
    assert len(where) == len(PLACES)
    return Scene(
        "At the border and inside",
        "Reliability of the pixels near a border, or of all others, and where their confidences lie.",
        reliability_panels(bins, over),
        (Control("network", "network", tuple(seen)), Control("place", "pixels", where)),
        reliability_readouts(bins, over),
    )
