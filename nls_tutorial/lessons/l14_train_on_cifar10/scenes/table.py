"""The papers' table under the hand: leave a row out, and see what is left of the gains."""

import numpy as np

from nls_tutorial.lessons.l14_train_on_cifar10.study.printed import accuracies, gains, noise
from nls_tutorial.records import Axis, Bars, Control, Line, Panel, Points, Readout, Scene, track
from nls_tutorial.records.marks import Color, Marker

LOOKS: tuple[tuple[Color, Marker], ...] = (
    ("ink", "circle"),
    ("orange", "square"),
    ("blue", "triangle"),
    ("purple", "diamond"),
)


def table_without_a_row() -> Scene:
    """Choose a network to leave out of NLS Table 3: its accuracies, and the mean gain of each loss over CE.

    First met in notebooks/14_train_on_cifar10.
    """
    rows, columns, figures = accuracies()
    choices: list[int | None] = [None, *range(len(rows))]
    kept = np.stack([np.where(np.arange(len(rows))[:, None] == out, np.nan, figures) for out in (-1, *choices[1:])])
    places, over = np.arange(len(rows)), ("out",)
    marks = [
        mark
        for c, (name, look) in enumerate(zip(columns, LOOKS, strict=True))
        for mark in (
            Line(track(places), track(kept[..., c], *over), "", look[0], width=1.5),
            Points(track(places), track(kept[..., c], *over), name, *look, 8),
        )
    ]
    printed = Panel(
        "NLS Table 3",
        Axis("", -0.4, len(rows) - 0.6, tuple((float(k), name) for k, name in enumerate(rows))),
        Axis("accuracy, %", 91, 94.5),
        tuple(marks),
    )
    each = np.stack([gains(figures, out) for out in choices])
    bars = Panel(
        "Mean gain over CE",
        Axis("", -0.6, len(columns) - 1.4, tuple((float(k), name) for k, name in enumerate(columns[1:]))),
        Axis("points", -0.2, 1.3),
        (Bars(track(np.arange(len(columns) - 1)), track(each, *over), "", "blue"),),
    )
    return Scene(
        "One row of three",
        "Left, a line for each loss over three networks. Right, a bar for each loss: its mean gain over cross-entropy.",
        (printed, bars),
        (Control("out", "left out", ("nothing", *rows)),),
        (
            Readout("mean gain of normLS", track(each[:, columns.index("normLS") - 1], *over), 2, " points"),
            Readout("standard error of one difference", track(noise(93.5, 93.5)), 2, " points"),
        ),
    )
