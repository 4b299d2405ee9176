"""The scenes of lesson 03, their controls driven to minimum, middle and maximum, against plain loops."""

import math

import numpy as np
import pytest
from spec import normalized_by_hand as spec
from spec import scenes_by_hand as shared
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l03_normalize_the_loss
from nls_tutorial.records import Band, Bars, Handle, Line, Points, Rule, Scene
from nls_tutorial.scenes import encode

PLAIN = {1.0: 0.42, 0.01: 0.33, 0.1: 0.9, 0.03: 0.73}  # in no order, with its best in the middle
NORMALIZED = {0.0: {0.3: 0.25, 1.0: 0.7, 3.0: 0.9, 10.0: 0.91}, 0.9: {10.0: 0.68, 3.0: 0.24}}
STOPS = (12, 25, 100)
SEEN = {
    "CE": np.random.default_rng(0).uniform(0.1, 0.9, (3, 4, 3)),
    "normLSCE": np.random.default_rng(1).uniform(0.1, 0.9, (3, 4, 3)),
}
BUILDERS = {
    "normalized_losses": l03_normalize_the_loss.normalized_losses,
    "rate_sweep": lambda: l03_normalize_the_loss.rate_sweep(PLAIN, NORMALIZED, 10),
    "stops_along_training": lambda: l03_normalize_the_loss.stops_along_training(STOPS, SEEN),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_normalized_losses(scenes: dict[str, Scene]) -> None:
    scene = scenes["normalized_losses"]
    hard, smooth = marks(scene, 0, Line)
    nce, normalized = marks(scene, 1, Line)
    hard_slope, smooth_slope, slope, magnified = marks(scene, 2, Line)
    (floor,) = marks(scene, 1, Rule)
    for index, _ in corners(scene):
        epsilon, gap = (control.values[index[control.name]] for control in scene.controls)
        label = shared.over_all(epsilon, 10)
        for at in (0, 30, 40, 50, -1):
            logits = shared.gap_logits(float(hard.x.at(index)[at]), 10)
            close(hard.y.at(index)[at], shared.cross_entropy(shared.over_all(0, 10), logits))
            close(smooth.y.at(index)[at], shared.cross_entropy(label, logits))
            close(nce.y.at(index)[at], spec.normalized(0, logits))
            close(normalized.y.at(index)[at], spec.normalized(epsilon, logits))
            close(hard_slope.y.at(index)[at], shared.softmax(logits)[0] - 1)
            close(smooth_slope.y.at(index)[at], shared.softmax(logits)[0] - label[0])
            close(slope.y.at(index)[at], spec.normalized_slope(epsilon, logits))
            close(magnified.y.at(index)[at], 10 * math.log(10) * spec.normalized_slope(epsilon, logits))
        close(floor.at.at(index), epsilon / 10)
        logits = shared.gap_logits(gap, 10)
        heights = [spec.normalized_slope(share, logits) for share in (epsilon, 0)]
        slopes = [shared.softmax(logits)[0] - 1, shared.softmax(logits)[0] - label[0], heights[0]]
        close(said(scene, index), [*slopes, 1 - epsilon])
        close(heights[0] / heights[1], 1 - epsilon)
        close([dot.y.at(index)[0] for dot in marks(scene, 2, Points)], slopes)
        close(marks(scene, 0, Points)[0].y.at(index), shared.cross_entropy(shared.over_all(0, 10), logits))
        close(marks(scene, 1, Points)[0].y.at(index), spec.normalized(0, logits))
        goals = (shared.cross_entropy(label, logits), spec.normalized(epsilon, logits))
        for panel, goal in enumerate(goals):
            (handle,) = marks(scene, panel, Handle)
            close([handle.x.at(index), handle.y.at(index)], [gap, goal])


def test_every_epsilon_passes_through_one_point_and_never_turns(scenes: dict[str, Scene]) -> None:
    scene = scenes["normalized_losses"]
    _, normalized = marks(scene, 1, Line)
    close(normalized.y.values[:, 40], 0.1)
    assert (np.diff(normalized.y.values.astype(float), axis=1) <= 0).all(), "the loss only falls"


def test_rate_sweep(scenes: dict[str, Scene]) -> None:
    scene = scenes["rate_sweep"]
    plain, normalized = marks(scene, 0, Points)
    seen_misfits = 0
    for index, _ in corners(scene):
        row, factor = index["epsilon"], scene.controls[1].values[index["factor"]]
        epsilon = list(NORMALIZED)[row]
        runs = NORMALIZED[epsilon]
        close(plain.x.at(index), [math.log10(rate) for rate in sorted(PLAIN)])
        close(plain.y.at(index), [PLAIN[rate] for rate in sorted(PLAIN)])
        close(normalized.x.at(index)[: len(runs)], [math.log10(rate / factor) for rate in sorted(runs)])
        close(normalized.y.at(index)[: len(runs)], [runs[rate] for rate in sorted(runs)])
        assert np.isnan(normalized.x.at(index)[len(runs) :]).all()
        close(said(scene, index), [spec.misfit(PLAIN, runs, factor), 10 * math.log(10) / (1 - epsilon)])
        seen_misfits += not math.isnan(said(scene, index)[0])
    assert seen_misfits >= 2
    close(marks(scene, 0, Rule)[0].at.at({}), 0.1)


def test_the_misfit_is_nothing_where_the_curves_meet() -> None:
    shifted = {30 * rate: height for rate, height in PLAIN.items()}
    scene = l03_normalize_the_loss.rate_sweep(PLAIN, {0.0: shifted, 0.5: shifted}, 10, decades=math.log10(30), steps=11)
    misfits = scene.readouts[0].value.values[0]
    assert np.nanargmin(misfits) == 10
    assert misfits[10] < 1e-6


def test_stops_along_training(scenes: dict[str, Scene]) -> None:
    scene = scenes["stops_along_training"]
    for at, (index, _) in enumerate(corners(scene)):
        means = [[sum(seeds[:, column]) / 4 for column in range(3)] for seeds in (v[at] for v in SEEN.values())]
        heights = [bar.y.at(index)[0] for bar in marks(scene, 0, Bars)]
        close(heights, [means[0][0], means[1][0], means[0][1], means[1][1]])
        close(said(scene, index), [means[0][2], means[1][2]])
        for dot, mean in zip(marks(scene, 1, Points), means, strict=True):
            close([dot.x.at(index)[0], dot.y.at(index)[0]], [math.log2(STOPS[at]), mean[2]])
        for band, line, values in zip(marks(scene, 1, Band), marks(scene, 1, Line), SEEN.values(), strict=True):
            close(band.low.at(index)[at], min(values[at, :, 2]))
            close(band.high.at(index)[at], max(values[at, :, 2]))
            close(line.y.at(index)[at], sum(values[at, :, 2]) / 4)
        close(marks(scene, 1, Rule)[0].at.at(index), math.log2(STOPS[at]))


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000
    assert len(scene.controls) <= 2
    assert scene.alt().startswith(scene.title)
    for panel in scene.panels:
        for mark in panel.marks:
            if isinstance(mark, Bars | Points | Line):
                heights = mark.y.values[np.isfinite(mark.y.values)]
                assert heights.min() >= panel.y.low - 1e-6
                assert heights.max() <= panel.y.high * 1.03, "nothing runs out of its panel"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"plain, normalized must hold at least one run each, but got none\. Train at"):
        l03_normalize_the_loss.rate_sweep({}, NORMALIZED, 10)
    with pytest.raises(ValueError, match="must hold at least one run each"):
        l03_normalize_the_loss.rate_sweep(PLAIN, {0.0: {}}, 10)
    with pytest.raises(ValueError, match=r"seen must hold two losses, but got 1\. Compare them two at a time"):
        l03_normalize_the_loss.stops_along_training(STOPS, {"CE": SEEN["CE"]})
    with pytest.raises(ValueError, match=r"seen\['normLSCE'\] must have shape \(3, seeds, 3\)"):
        l03_normalize_the_loss.stops_along_training(STOPS, {**SEEN, "normLSCE": SEEN["normLSCE"][:2]})
    with pytest.raises(ValueError, match=r"seen\['CE'\] must have shape \(3, seeds, 3\)"):
        l03_normalize_the_loss.stops_along_training(STOPS, {**SEEN, "CE": SEEN["CE"][..., :2]})
