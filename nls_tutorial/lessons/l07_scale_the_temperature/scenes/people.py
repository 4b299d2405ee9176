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
    shown = _Runs(own)
    return Scene(
        "When people soften the labels",
        "Left, accuracy and mean confidence of networks trained on harder or softer labels; right, their ECE.",
        (_right_and_sure(shown), _errors(shown)),
        (Control("labels", "temperature of the labels (0: one-hot)", tuple(shown.soft.tolist()), 0),),
        (
            Readout("accuracy", track(shown("accuracy"), "labels"), 1, percent=True),
            Readout("mean confidence", track(shown("confidence"), "labels"), 1, percent=True),
            Readout("ECE as trained", track(shown("ece"), "labels"), 1, percent=True),
            Readout("NLL", track(shown("nll"), "labels"), 3, " nats"),
            Readout("best T for the network", track(shown("temperature"), "labels")),
        ),
    )


class _Runs:
    """Runs in the order of their labels' temperature, and where they stand: one-hot a step left of the sharpest."""

    def __init__(self, runs: Sequence[PublishedRun]) -> None:
        self.runs = runs
        self.soft = np.array([run.softened or 0.0 for run in runs])
        sharpest = math.log2(min(t for t in self.soft if t > 0))
        self.place = np.array([math.log2(t) if t > 0 else sharpest - STEP for t in self.soft])

    def __call__(self, name: str) -> np.ndarray:
        """One score of every run."""
        return np.array([getattr(run, name) for run in self.runs])

    def axis(self) -> Axis:
        """The labels' temperature; of two ticks that are too near to print, the right one stays."""
        clear = np.append(np.diff(self.place) >= 0.5, True)
        said_at = zip(self.place[clear], self.soft[clear], strict=True)
        ticks = tuple((float(x), f"{t:g}" if t > 0 else "one-hot") for x, t in said_at)
        return Axis("temperature of the labels", float(self.place[0]) - 0.4, float(self.place[-1]) + 0.4, ticks)


def _right_and_sure(shown: _Runs) -> Panel:
    accuracy, confidence = shown("accuracy"), shown("confidence")
    along, here = track(shown.place), track(shown.place[:, None], "labels")
    return Panel(
        "Right, and sure",
        shown.axis(),
        Axis("share of the test pictures", 0, 1),
        (
            Rule(track(0.0), "x", "people's own labels", "muted", "dotted"),
            Line(along, track(accuracy), "accuracy", "green", "dashed"),
            Line(along, track(confidence), "mean confidence", "blue"),
            Points(here, track(accuracy[:, None], "labels"), "", "green", "triangle", 11),
            Handle(track(shown.place, "labels"), track(confidence, "labels"), ("labels",), "", "blue"),
        ),
        aspect=0.8,
    )


def _errors(shown: _Runs) -> Panel:
    ece, cooled = shown("ece"), np.array([run.half_cooled[1] for run in shown.runs])
    along, here = track(shown.place), track(shown.place[:, None], "labels")
    return Panel(
        "Calibration error",
        shown.axis(),
        Axis("ECE, 15 bins", 0, 1.08 * float(max(ece.max(), cooled.max()))),
        (
            Rule(track(0.0), "x", "people's own labels", "muted", "dotted"),
            Line(along, track(cooled), "after temperature", "purple", "dashed"),
            Line(along, track(ece), "as trained", "orange"),
            Points(here, track(cooled[:, None], "labels"), "", "purple", "square", 9),
            Handle(track(shown.place, "labels"), track(ece, "labels"), ("labels",), "", "orange"),
        ),
        aspect=0.8,
    )
