"""Labels that people soften, and what a temperature makes of them before training."""

import math
from collections.abc import Sequence

import numpy as np

from nls_tutorial import checks
from nls_tutorial.records import Axis, Control, Handle, Line, Panel, Points, PublishedRun, Readout, Rule, Scene, track

STEP = 1.4  # in log2 of the temperature


def labels_softened(runs: Sequence[PublishedRun], network: str = "wrn_28_10") -> Scene:
    r"""Drag how soft the labels were: accuracy beside mean confidence, and ECE as trained and after temperature.

    `runs` of `studies.labels_of_people`; those of `network` are drawn, one-hot labels first (the control says 0), then
    people's labels from sharpened to flattened. ECE after temperature is that of the half of the pictures that did
    not choose it. Raises ValueError where the network has fewer than two runs.
    First met in notebooks/07_scale_the_temperature. Source: predictions published by Peterson et al. 2019.
    """
    own = sorted((run for run in runs if run.network == network), key=lambda run: run.softened or 0.0)
    if len(own) < 2:
        names = sorted({run.network for run in runs})
        checks.refuse("network", f"must have two runs or more ({', '.join(names)})", repr(network), "Pick another.")
    soft = np.array([run.softened or 0.0 for run in own])
    # one-hot labels stand a step to the left of the sharpest
    sharpest = math.log2(min(t for t in soft if t > 0))
    place = np.array([math.log2(t) if t > 0 else sharpest - STEP for t in soft])
    # two ticks that are too near would be printed over each other: the right one stays
    clear = np.append(np.diff(place) >= 0.5, True)
    said_at = zip(place[clear], soft[clear], strict=True)
    ticks = tuple((float(x), f"{t:g}" if t > 0 else "one-hot") for x, t in said_at)
    accuracy, confidence, ece, nll, fitted = (
        np.array([getattr(run, name) for run in own])
        for name in ("accuracy", "confidence", "ece", "nll", "temperature")
    )
    cooled = np.array([run.half_cooled[1] for run in own])
    across = Axis("temperature of the labels", float(place[0]) - 0.4, float(place[-1]) + 0.4, ticks)
    here = track(place, "labels")
    said = Panel(
        "Right, and sure",
        across,
        Axis("share of the test pictures", 0, 1),
        (
            Rule(track(0.0), "x", "people's own labels", "muted", "dotted"),
            Line(track(place), track(accuracy), "accuracy", "green", "dashed"),
            Line(track(place), track(confidence), "mean confidence", "blue"),
            Points(track(place[:, None], "labels"), track(accuracy[:, None], "labels"), "", "green", "triangle", 11),
            Handle(here, track(confidence, "labels"), ("labels",), "", "blue"),
        ),
        aspect=0.8,
    )
    valley = Panel(
        "Calibration error",
        across,
        Axis("ECE, 15 bins", 0, 1.08 * float(max(ece.max(), cooled.max()))),
        (
            Rule(track(0.0), "x", "people's own labels", "muted", "dotted"),
            Line(track(place), track(cooled), "after temperature", "purple", "dashed"),
            Line(track(place), track(ece), "as trained", "orange"),
            Points(track(place[:, None], "labels"), track(cooled[:, None], "labels"), "", "purple", "square", 9),
            Handle(here, track(ece, "labels"), ("labels",), "", "orange"),
        ),
        aspect=0.8,
    )
    return Scene(
        "When people soften the labels",
        "Left, accuracy and mean confidence of networks trained on harder or softer labels; right, their ECE.",
        (said, valley),
        (Control("labels", "temperature of the labels (0: one-hot)", tuple(soft.tolist()), 0),),
        (
            Readout("accuracy", track(accuracy, "labels"), 1, percent=True),
            Readout("mean confidence", track(confidence, "labels"), 1, percent=True),
            Readout("ECE as trained", track(ece, "labels"), 1, percent=True),
            Readout("NLL", track(nll, "labels"), 3, " nats"),
            Readout("best T for the network", track(fitted, "labels")),
        ),
    )
