"""A reliability diagram as panels: from bins, one record or one for each position of the controls, to marks."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nls_tutorial import checks
from nls_tutorial.calibration import expected_calibration_error, maximum_calibration_error, wilson_interval
from nls_tutorial.records import Axis, Band, Bins, Line, Panel, Points, Readout, Rule, Track, Words, track

Stack: TypeAlias = "Bins | Sequence[Stack]"
Numbers: TypeAlias = npt.NDArray[np.float64]
SQUARE = 0.95  # a panel about as high as wide
SHARES = tuple((tick / 5, f"{tick / 5:g}") for tick in range(6))


def reliability_panels(
    stack: Stack,
    over: Sequence[str] = (),
    *,
    level: float = 0.95,
    title: str | Words = "Confidence against accuracy",
) -> tuple[Panel, Panel]:
    r"""The reliability diagram, and beside it how many samples each bin holds.

    `stack` is a `Bins` record, or a list of them, one for each position of the control named in `over`; for two
    controls a list of lists. The records may have different numbers of bins and different edges.

    First panel, confidence to the right and accuracy upwards: the stairs are the accuracy of each bin over its width;
    a dot stands at (mean confidence, accuracy); from it a thick line runs straight to the diagonal, as long as the gap
    $|\mathrm{acc}_b - \mathrm{conf}_b|$, downwards from the diagonal where the network is overconfident and upwards
    (and dotted) where it is underconfident; a thin line is Wilson's interval of `level` for the accuracy. Empty bins
    have no marks. Second panel: the share of the samples in each bin, and upright lines at the mean confidence and the
    accuracy of all samples: their distance is the least that ECE can be.

    Raises ValueError for a stack whose depth or lengths do not fit `over`, and for records of no samples.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import reliability_of
    >>> bins = reliability_of(tensor([0.6, 0.7, 0.95, 0.9]), tensor([True, False, True, True]), bins=5)
    >>> [panel.y.label for panel in reliability_panels(bins)]
    ['accuracy', 'share of the samples']
    """
    told = _Stacked(stack, tuple(checks.several("over", over, "Name a control for each depth of the stack.")))
    stairs, heights = told.track(_stairs), told.track(_accuracies)
    foot, shares = told.track(_stems_x), told.track(_shares)
    top = min(1.0, 1.08 * float(np.nanmax(shares.values)))
    diagram = Panel(
        title,
        Axis("confidence", 0, 1, SHARES),
        Axis("accuracy", 0, 1, SHARES),
        (
            Band(stairs, told.track(_floor), heights, "accuracy in the bin", "blue", 0.16),
            Line(stairs, heights, "", "blue", width=1.2),
            Line(track([0, 1]), track([0, 1]), "calibrated", "muted", "dashed", 1.6),
            Line(foot, told.track(_overconfident), "gap, overconfident", "orange", width=5),
            Line(foot, told.track(_underconfident), "gap, underconfident", "purple", "dotted", 5),
            Line(foot, told.track(lambda bins: _interval(bins, level)), f"{100 * level:g} % interval", width=1.3),
            Points(told.track(_middles), told.track(_levels), "", "ink", size=7),
        ),
        aspect=SQUARE,
    )
    counts = Panel(
        "Where the samples are",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the samples", 0, top),
        (
            Band(stairs, told.track(_floor), shares, "share in the bin", "sky", 0.35),
            Line(stairs, shares, "", "sky", width=1.2),
            Rule(told.track(_mean_confidence), "x", "mean confidence", "ink", "dashed", 2),
            Rule(told.track(_overall_accuracy), "x", "accuracy", "green", "dotted", 2.6),
        ),
        aspect=SQUARE,
    )
    return diagram, counts


def reliability_readouts(stack: Stack, over: Sequence[str] = ()) -> tuple[Readout, ...]:
    """ECE, MCE, accuracy and mean confidence of the records, in per cent; `stack` and `over` as in the panels.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import reliability_of
    >>> bins = reliability_of(tensor([0.6, 0.7, 0.95, 0.9]), tensor([True, False, True, True]), bins=5)
    >>> {number.label: number.say({}) for number in reliability_readouts(bins)}
    {'ECE': '11.3 %', 'largest gap (MCE)': '15.0 %', 'accuracy': '75.0 %', 'mean confidence': '78.8 %'}
    """
    told = _Stacked(stack, tuple(checks.several("over", over, "Name a control for each depth of the stack.")))
    return (
        Readout("ECE", told.track(lambda bins: float(expected_calibration_error(bins))), 1, percent=True),
        Readout("largest gap (MCE)", told.track(lambda bins: float(maximum_calibration_error(bins))), 1, percent=True),
        Readout("accuracy", told.track(_overall_accuracy), 1, percent=True),
        Readout("mean confidence", told.track(_mean_confidence), 1, percent=True),
    )


class _Stacked:
    """The records in one row, the grid they came in, and their numbers as tracks over it."""

    def __init__(self, stack: Stack, over: tuple[str, ...]) -> None:
        for name in over:
            checks.text("over", name, "Name the control.")
        checks.instance("stack", stack, (Bins, list, tuple), "Give a record, or a list of them.")
        self.over = over
        self.grid = _grid(stack, over)
        self.records = list(_leaves(stack))
        if any(record.total == 0 for record in self.records):
            checks.refuse("stack", "must hold samples in every record", "one of none", "Leave empty batches out.")

    def track(self, numbers: Any) -> Track:
        """`numbers(bins)` of every record: NaN fills up where a record has fewer; held still where all are equal."""
        rows = [np.asarray(numbers(record), dtype=np.float64) for record in self.records]
        if all(row.shape == rows[0].shape and np.array_equal(row, rows[0], equal_nan=True) for row in rows):
            return track(rows[0])
        if rows[0].ndim == 0:
            return track(np.reshape(rows, self.grid), *self.over)
        filled = np.full((len(rows), max(map(len, rows))), np.nan)
        for place, row in enumerate(rows):
            filled[place, : len(row)] = row
        return track(filled.reshape(*self.grid, -1), *self.over)


def _grid(stack: Stack, over: tuple[str, ...]) -> tuple[int, ...]:
    """The lengths of a nested list, one for each control."""
    if isinstance(stack, Bins) != (not over):
        seen = "a record where a list was due" if over else "a list"
        checks.refuse("stack", f"must be nested as deep as over, {over!r}", seen, "Give one record a position.")
    if isinstance(stack, Bins):
        return ()
    checks.instance("stack", stack, (list, tuple), "Give one record a position.")
    inner = {_grid(part, over[1:]) for part in stack}
    if len(inner) != 1:
        checks.refuse("stack", "must hold rows of one length", sorted(inner), "Bin every position.")
    return (len(stack), *inner.pop())


def _leaves(stack: Stack) -> Iterator[Bins]:
    if isinstance(stack, Bins):
        yield stack
        return
    for part in stack:
        yield from _leaves(part)


# what is drawn of one record: stairs have two points a bin, stems three (the third lifts the pen), the rest one


def _stairs(bins: Bins) -> Numbers:
    edges = bins.edges.numpy()
    return np.stack([edges[:-1], edges[1:]], axis=1).ravel()


def _floor(bins: Bins) -> Numbers:
    return np.zeros(2 * len(bins))


def _accuracies(bins: Bins) -> Numbers:
    return np.repeat(bins.accuracy.nan_to_num(0.0).numpy(), 2)


def _shares(bins: Bins) -> Numbers:
    return np.repeat((bins.counts / bins.total).double().numpy(), 2)


def _middles(bins: Bins) -> Numbers:
    return bins.confidence.numpy()


def _levels(bins: Bins) -> Numbers:
    return bins.accuracy.numpy()


def _stems(first: npt.ArrayLike, last: npt.ArrayLike) -> Numbers:
    ends = np.stack([np.asarray(first), np.asarray(last), np.full(len(np.asarray(first)), np.nan)], axis=1)
    return ends.ravel()


def _stems_x(bins: Bins) -> Numbers:
    return _stems(bins.confidence, bins.confidence)


def _overconfident(bins: Bins) -> Numbers:
    there = bins.gap < 0
    return _stems(bins.accuracy.where(there, np.nan), bins.confidence.where(there, np.nan))


def _underconfident(bins: Bins) -> Numbers:
    there = bins.gap > 0
    return _stems(bins.accuracy.where(there, np.nan), bins.confidence.where(there, np.nan))


def _interval(bins: Bins, level: float) -> Numbers:
    return _stems(*wilson_interval(bins.correct, bins.counts, level=level))


def _mean_confidence(bins: Bins) -> float:
    return float(bins.confidence_sums.sum()) / bins.total


def _overall_accuracy(bins: Bins) -> float:
    return int(bins.correct.sum()) / bins.total
