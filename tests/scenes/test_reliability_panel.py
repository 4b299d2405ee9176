"""Reliability panels, mark by mark, against the loops of the definition."""

import itertools
import math

import numpy as np
import pytest
import torch
from spec import calibration_spec as spec
from spec.calibration_draws import drawn
from spec.later import later

from nls_tutorial import scenes
from nls_tutorial.calibration import reliability, top_label
from nls_tutorial.records import Band, Bins, Control, Line, Panel, Points, Rule, Scene

stats = later("scipy.stats")

_, PROBABILITIES, LABELS = drawn(120, 4, sharpness=3.0)
COUNTS = (1, 4, 10)
STACK = [[reliability(PROBABILITIES, LABELS, bins=m, scheme=s) for s in ("width", "mass")] for m in COUNTS]
OVER = ("bins", "scheme")


def table(bins: int, scheme: str) -> tuple[list, list]:
    confidences, right = spec.tops(PROBABILITIES.tolist(), LABELS.tolist())
    edges = spec.width_edges(bins) if scheme == "width" else spec.mass_edges(confidences, bins)
    return spec.reliability(confidences, right, edges), edges


def marks(panel: Panel, kind: type) -> list:
    return [mark for mark in panel.marks if isinstance(mark, kind)]


def kept(numbers: np.ndarray) -> list[float]:
    return [float(number) for number in numbers if not math.isnan(number)]


def near(seen: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(seen), np.asarray(expected), rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("place", range(len(COUNTS)))
@pytest.mark.parametrize(("at", "scheme"), [(0, "width"), (1, "mass")])
def test_every_mark_is_the_definition(place: int, at: int, scheme: str) -> None:
    diagram, counts = scenes.reliability_panels(STACK, OVER)
    index = {"bins": place, "scheme": at}
    held, edges = table(COUNTS[place], scheme)
    accuracy = [right / n if n else 0.0 for n, right, _ in held]
    (stairs,), (shares,) = marks(diagram, Band), marks(counts, Band)
    outline, _, over, under, interval = marks(diagram, Line)
    near(kept(stairs.x.at(index)), [e for pair in itertools.pairwise(edges) for e in pair])
    near(kept(stairs.high.at(index)), np.repeat(accuracy, 2))
    near(kept(outline.y.at(index)), np.repeat(accuracy, 2))
    near(kept(shares.high.at(index)), np.repeat([n / len(LABELS) for n, _, _ in held], 2))
    full = [(n, right, total) for n, right, total in held if n]
    (dots,) = marks(diagram, Points)
    near(kept(dots.x.at(index)), [total / n for n, _, total in full])
    near(kept(dots.y.at(index)), [right / n for n, right, _ in full])
    ends = [(right / n, total / n) for n, right, total in full]
    near(kept(over.y.at(index)), [e for pair in ends if pair[0] < pair[1] for e in pair])
    near(kept(under.y.at(index)), [e for pair in ends if pair[0] > pair[1] for e in pair])
    near(kept(over.x.at(index))[::2], [total / n for n, _, total in full])
    theirs = [stats.binomtest(right, n).proportion_ci(0.95, method="wilson") for n, right, _ in full]
    near(kept(interval.y.at(index)), [end for ci in theirs for end in (ci.low, ci.high)])
    mean, share = marks(counts, Rule)
    near(mean.at.at(index), sum(total for _, _, total in held) / len(LABELS))
    near(share.at.at(index), sum(right for _, right, _ in held) / len(LABELS))
    said = [float(readout.value.at(index)) for readout in scenes.reliability_readouts(STACK, OVER)]
    gaps = [spec.expected_calibration_error(held), spec.maximum_calibration_error(held)]
    near(said, [*gaps, float(share.at.at(index)), float(mean.at.at(index))])


def test_a_scene_of_a_stack_moves_and_what_is_equal_is_held_still() -> None:
    controls = (Control("bins", "bins", tuple(map(float, COUNTS))), Control("scheme", "scheme", ("width", "mass")))
    scene = Scene("t", "d", scenes.reliability_panels(STACK, OVER), controls, scenes.reliability_readouts(STACK, OVER))
    assert "undefined" not in scene.alt()
    follow = {readout.label: readout.value.over for readout in scene.readouts}
    assert follow["ECE"] == OVER
    assert follow["accuracy"] == ()
    alike = [STACK[2][0], STACK[2][0] + STACK[2][0]]
    panel, _ = scenes.reliability_panels(alike, ("seed",))
    assert panel.marks[0].x.over == ()
    assert panel.marks[5].y.over == ("seed",), "twice the samples, a narrower interval"


def test_one_record_needs_no_control_and_the_level_is_said() -> None:
    diagram, counts = scenes.reliability_panels(STACK[1][0], level=0.68, title="mine")
    assert diagram.title == "mine"
    assert all(mark.y.over == () for mark in marks(diagram, Line))
    assert marks(diagram, Line)[-1].name == "68 % interval"
    wide = marks(scenes.reliability_panels(STACK[1][0])[0], Line)[-1]
    assert np.nanmax(np.diff(wide.y.values)) > np.nanmax(np.diff(marks(diagram, Line)[-1].y.values))
    assert counts.y.high == pytest.approx(min(1.0, 1.08 * max(n for n, _, _ in table(4, "width")[0]) / 120))


def test_the_sign_is_told_without_color() -> None:
    over, under = marks(scenes.reliability_panels(STACK[1][0])[0], Line)[2:4]
    assert (over.name, over.dash) == ("gap, overconfident", "solid")
    assert (under.name, under.dash) == ("gap, underconfident", "dotted")


def test_an_empty_bin_has_no_marks() -> None:
    confidences, _ = top_label(PROBABILITIES, LABELS)
    assert float(confidences.min()) > 0.1
    diagram, _ = scenes.reliability_panels(STACK[2][0])
    assert np.isnan(marks(diagram, Points)[0].y.values[0])
    assert np.isnan(marks(diagram, Line)[-1].y.values[:3]).all()


EMPTY = Bins(torch.tensor([0.0, 1.0]), *(torch.zeros(1, dtype=torch.int64) for _ in range(2)), torch.zeros(1))


@pytest.mark.parametrize(
    ("stack", "over", "message"),
    [
        (
            STACK[0][0],
            ("bins",),
            "stack must be nested as deep as over, .'bins',., but got a record where a list was due",
        ),
        (STACK[0], (), r"stack must be nested as deep as over, \(\), but got a list. Give one record a position"),
        ([STACK[0], STACK[1][:1]], OVER, r"stack must hold rows of one length, but got \[\(1,\), \(2,\)\]. Bin every"),
        ([], ("bins",), r"stack must hold rows of one length, but got \[\]"),
        (EMPTY, (), "stack must hold samples in every record, but got one of none"),
    ],
)
def test_refusals(stack: object, over: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scenes.reliability_panels(stack, over)
