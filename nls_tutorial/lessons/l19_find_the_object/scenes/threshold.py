"""A threshold on a detector's confidence: what is kept, how right it is, and how well calibrated."""

import warnings

import numpy as np
import numpy.typing as npt
import torch

from nls_tutorial.calibration import reliability_of
from nls_tutorial.lessons.l19_find_the_object.detections import BINS
from nls_tutorial.records import (
    Axis,
    Bins,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    track,
)
from nls_tutorial.records.marks import Color, Dash

Numbers = npt.NDArray[np.float64]
SHARES = tuple((t / 4, f"{25 * t} %") for t in range(5))
OVER = ("arm", "threshold")
KEPT: tuple[tuple[str, str, Color, Dash], ...] = (
    ("precision", "precision", "blue", "solid"),
    ("recall", "recall", "orange", "dashed"),
    ("AP50 above", "AP50", "green", "dotted"),
)


def drag_threshold(stored: Results) -> Scene:
    r"""Drag the threshold: precision, recall and AP50 of the boxes above it, their D-ECE, and their reliability.

    Args:
        stored: results of the study `transfer` or `transfer_cards`.

    Returns:
        The scene, with a control for the threshold and one for how the detector began. Curves are means over the seeds
        that have boxes above the threshold; the dots on the right are the first seed's. First met in
        notebooks/19_find_the_object.
    """
    at = np.array(stored.axes["threshold"], dtype=np.float64)
    names = (*(score for score, *_ in KEPT), "D-ECE", "D-ECE by chance", "boxes")
    means = {score: np.stack([_mean(stored.scores(arm, score)) for arm in stored.arms]) for score in names}
    rule = Rule(track(at, "threshold"), "x", "", "ink", "dashed", 1.2)
    axis = Axis("threshold on the confidence", 0, 1)
    curves = [Line(track(at), track(means[score], "arm"), name, color, dash) for score, name, color, dash in KEPT]
    knob = Handle(track(at, "threshold"), track(means["recall"], *OVER), ("threshold",), "drag the threshold", "ink")
    kept = Panel("What the threshold keeps", axis, Axis("share", 0, 1, SHARES), (*curves, rule, knob), aspect=0.95)
    errors = (
        Line(track(at), track(means["D-ECE"], "arm"), "D-ECE", "purple"),
        Line(track(at), track(means["D-ECE by chance"], "arm"), "by chance alone", "muted", "dashed", 2),
        rule,
    )
    top = 1.08 * float(np.nanmax([means["D-ECE"], means["D-ECE by chance"]]))
    calibration = Panel("How far confidence is from precision", axis, Axis("D-ECE", 0, top), errors, aspect=0.95)
    return Scene(
        "Drag the threshold",
        "Precision, recall and AP50 over the threshold; D-ECE over the threshold; and confidence against precision in "
        "bins, for the boxes above the threshold.",
        (kept, calibration, _reliability(stored, at)),
        (
            Control("threshold", "threshold", tuple(at.tolist()), start=3),
            Control("arm", "began", tuple(stored.arms), start=min(1, len(stored.arms) - 1)),
        ),
        (
            Readout("boxes kept", track(means["boxes"], *OVER), 0),
            *(Readout(name, track(means[score], *OVER), 1, percent=True) for score, name, *_ in KEPT),
            Readout("D-ECE", track(means["D-ECE"], *OVER), 1, percent=True),
        ),
    )


def _mean(numbers: Numbers) -> Numbers:
    """Over the seeds (rows) that have a number; NaN where none has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a mean of nothing
        return np.nanmean(numbers, axis=0)


def _reliability(stored: Results, at: Numbers) -> Panel:
    """Confidence against precision of the first seed, a dot for each bin of which the threshold leaves boxes."""
    told = [[_dots(bins) for bins in _cut(stored, arm, at)] for arm in stored.arms]
    sure, precise = (track([[pair[place] for pair in row] for row in told], *OVER) for place in (0, 1))
    ends = track([0.0, 1.0])
    return Panel(
        "Confidence against precision, first seed",
        Axis("confidence", 0, 1, SHARES),
        Axis("precision", 0, 1, SHARES),
        (
            Line(ends, ends, "calibrated", "muted", "dashed", 1.8),
            Line(sure, precise, "", "blue", width=1.5),
            Points(sure, precise, "a bin of boxes", "blue", size=8),
            Rule(track(at, "threshold"), "x", "threshold", "ink", "dashed", 1.2),
        ),
        aspect=0.95,
    )


def _cut(stored: Results, arm: str, at: Numbers) -> list[Bins | None]:
    scores, right = (torch.as_tensor(stored.array(arm, name, stored.seeds[0])) for name in ("scores", "right"))
    kept = [scores.double() >= threshold for threshold in at]
    return [reliability_of(scores[own], right[own].bool(), bins=BINS) if own.any() else None for own in kept]


def _dots(bins: Bins | None) -> tuple[Numbers, Numbers]:
    """Mean confidence and precision of each bin; NaN where it is empty."""
    if bins is None:
        return np.full(BINS, np.nan), np.full(BINS, np.nan)
    return (bins.confidence_sums / bins.counts).numpy(), bins.accuracy.numpy()
