"""How good detectors became that began in different ways, a dot a seed."""

import math
from collections.abc import Mapping

import numpy as np

from nls_tutorial import checks
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Results, Scene, Text, track
from nls_tutorial.records.marks import Mark

TOLD = ("AP50", "AP", "AR")


def compare_beginnings(several: Mapping[str, Results]) -> Scene:
    r"""Choose AP, AP50 or AR: a row for each way to begin, a dot for each seed, and the mean.

    Args:
        several: one or two results of the studies `transfer` and `transfer_cards`, by name.

    Returns:
        The scene, a panel for each result. Raises ValueError for none or more than two.
        First met in notebooks/19_find_the_object.
    """
    if not 1 <= len(several) <= 2:
        checks.refuse("several", "must be one or two results, by name", len(several), "Choose two.")
    best = max(stored.scores(arm, score).max() for stored in several.values() for arm in stored.arms for score in TOLD)
    top = math.ceil(10 * best) / 10
    readouts = tuple(
        Readout(f"{name}: {arm}", track([stored.scores(arm, score).mean() for score in TOLD], "score"), 1, percent=True)
        for name, stored in several.items()
        for arm in stored.arms
        if len(several) == 1 or arm in ("from scratch", "hard")
    )
    return Scene(
        "Ways to begin",
        "A row for each way to begin a detector: a dot for each seed, and an upright mark at their mean.",
        tuple(_panel(name, stored, top) for name, stored in several.items()),
        (Control("score", "score", TOLD),),
        readouts,
    )


def _panel(name: str, stored: Results, top: float) -> Panel:
    marks: list[Mark] = []
    for row, arm in enumerate(reversed(stored.arms)):
        numbers = np.stack([stored.scores(arm, score) for score in TOLD])  # (scores, seeds)
        mean = np.repeat(numbers.mean(1, keepdims=True), 2, axis=1)
        first = row == 0
        marks += [
            Text(track(0.0), track(row + 0.36), arm, "ink", "start"),
            Line(track([0.0, top]), track([row, row]), "", "muted", "dotted", 1),
            Points(
                track(numbers, "score"),
                track(np.full(numbers.shape[1], float(row))),
                "a seed" if first else "",
                "blue",
                size=6,
                opacity=0.6,
            ),
            Line(track(mean, "score"), track([row - 0.22, row + 0.22]), "mean" if first else "", "orange", width=3),
        ]
    ticks = tuple((t / 10, f"{10 * t} %") for t in range(round(10 * top) + 1))
    axes = Axis("score", 0, top, ticks), Axis("", -0.6, len(stored.arms), (), visible=False)
    return Panel(name, *axes, tuple(marks), aspect=0.95)
