"""The temperature's scenes, their controls driven to minimum, middle and maximum, against plain loops."""

import itertools
import math

import numpy as np
import pytest
from spec import margin_spec as spec
from spec.calibration_draws import drawn
from spec.scene_checks import close, marks

from nls_tutorial import scenes
from nls_tutorial.lessons import l07_scale_the_temperature
from nls_tutorial.records import Bars, Handle, Line, Points, Predictions, Rule, Scene

GRID = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 32.0)


def predictions(seed: int, rows: int = 60, classes: int = 4) -> Predictions:
    logits, _, labels = drawn(rows, classes, seed)
    return Predictions(logits.float(), labels, tuple("abcdef"[:classes]), "test", seed)


ONE, OTHER = predictions(0), predictions(4)


def scene_of_two() -> Scene:
    return l07_scale_the_temperature.temperature({"one": ONE, "other": OTHER}, temperatures=GRID, bins=5)


def scored(one: Predictions, t: float) -> tuple[float, float, float, float]:
    """Accuracy, ECE, NLL and mean confidence at one temperature, in loops."""
    logits = [[z / t for z in row] for row in one.logits.double().tolist()]
    sure = [max(spec.probabilities(row)) for row in logits]
    return (*spec.four_scores(logits, one.labels.tolist(), 5), sum(sure) / len(sure))


def test_every_number_at_every_position() -> None:
    scene = scene_of_two()
    for at, which in itertools.product(range(len(GRID)), (0, 1)):
        index = {"temperature": at, "chosen": which}
        accuracy, ece, nll, sure = scored((ONE, OTHER)[which], GRID[at])
        close([float(readout.value.at(index)) for readout in scene.readouts], [nll, ece, accuracy, sure])
        top = scene.panels[1].y.high
        for curve, knob, height in zip(
            marks(scene, 1, Line), marks(scene, 1, Handle), (nll / math.log(4), ece), strict=True
        ):
            close([knob.x.at(index), knob.y.at(index)], [math.log2(GRID[at]), min(height, top)])
            assert knob.moves == ("temperature",)
            drawn_here = curve.y.at(index)[at]
            assert math.isnan(drawn_here) if height > top else drawn_here == pytest.approx(height, rel=1e-5)
    assert [readout.label for readout in scene.readouts] == ["NLL", "ECE", "accuracy", "mean confidence"]


def test_the_diagram_is_that_of_the_tempered_probabilities() -> None:
    scene = scene_of_two()
    (dots,) = marks(scene, 0, Points)
    index = {"temperature": 5, "chosen": 1}
    rows = [spec.probabilities([z / 8 for z in row]) for row in OTHER.logits.double().tolist()]
    for b, (x, y) in enumerate(zip(dots.x.at(index), dots.y.at(index), strict=True)):
        inside = [
            (max(p), p.index(max(p)) == label)
            for p, label in zip(rows, OTHER.labels.tolist(), strict=True)
            if b / 5 < max(p) <= (b + 1) / 5
        ]
        if inside:
            close([x, y], np.mean(np.array(inside, dtype=float), axis=0))
        else:
            assert math.isnan(x)


def test_the_lowest_places_are_marked_where_the_grid_holds_them() -> None:
    grid = tuple(2 ** (step / 4) for step in range(-8, 13))
    scene = l07_scale_the_temperature.temperature({"one": ONE, "other": OTHER}, temperatures=grid, bins=5)
    apart = 0
    for which, one in enumerate((ONE, OTHER)):
        index = {"temperature": 0, "chosen": which}
        table = [scored(one, t) for t in grid]
        lowest = [math.log2(min(zip(table, grid, strict=True), key=lambda pair: pair[0][k])[1]) for k in (2, 1)]
        apart += lowest[0] != lowest[1]
        close([float(rule.at.at(index)) for rule in marks(scene, 1, Rule)], lowest)
    assert apart, "the two scores must disagree somewhere"
    right = Predictions(ONE.logits, ONE.logits.argmax(1), ONE.class_names, "train", 0)
    alone = l07_scale_the_temperature.temperature(right, temperatures=GRID)
    assert math.isnan(float(marks(alone, 1, Rule)[0].at.at({"temperature": 0}))), "a place at the end is none"
    assert [control.name for control in alone.controls] == ["temperature"]
    assert alone.controls[0].values[alone.controls[0].start] == 1.0


def test_the_scores_stay_in_sight_for_a_network_worse_than_guessing() -> None:
    backwards = Predictions(-ONE.logits, ONE.labels, ONE.class_names, "test", 0)
    for seen, least in ((ONE, 1.2), (backwards, 1.6 * scored(backwards, 32)[2] / math.log(4))):
        assert l07_scale_the_temperature.temperature(seen, temperatures=GRID).panels[1].y.high == pytest.approx(least)


def test_two_samples_change_places_but_not_their_prediction() -> None:
    scene = l07_scale_the_temperature.two_samples()
    one, other = marks(scene, 0, Bars)
    surer = []
    for at in (0, 16, len(scene.controls[0]) - 1):
        index = {"temperature": at}
        t = scene.controls[0].values[at]
        first = spec.probabilities([z / t for z in [0.0, -3.0] + [-10.0] * 8])
        second = spec.probabilities([z / t for z in [0.0] + [-6.0] * 9])
        close(one.y.at(index), first)
        close(other.y.at(index), second)
        close([float(readout.value.at(index)) for readout in scene.readouts], [first[0], second[0]])
        (dot,), (knob,) = marks(scene, 1, Points), marks(scene, 1, Handle)
        close([dot.x.at(index)[0], dot.y.at(index)[0]], [math.log2(t), first[0]])
        close([knob.x.at(index), knob.y.at(index)], [math.log2(t), second[0]])
        close([line.y.at(index)[at] for line in marks(scene, 1, Line)], [first[0], second[0]])
        assert first.index(max(first)) == second.index(max(second)) == 0
        surer.append(first[0] > second[0])
    assert surer == [False, False, True]


def test_refusals() -> None:
    with pytest.raises(ValueError, match="seen must hold predictions, but got none"):
        l07_scale_the_temperature.temperature({})
    with pytest.raises(ValueError, match=r"seen must have the same number of classes, but got \{'a': 4, 'b': 3\}"):
        l07_scale_the_temperature.temperature({"a": ONE, "b": predictions(0, classes=3)})
    for grid in ((1.0,), (2.0, 1.0), (0.0, 1.0)):
        with pytest.raises(ValueError, match="temperatures must rise and lie above 0"):
            l07_scale_the_temperature.temperature(ONE, temperatures=grid)


def test_scenes_are_light_and_say_themselves() -> None:
    many = predictions(2, rows=600, classes=6)
    for scene in (
        l07_scale_the_temperature.temperature({"a": many, "b": many}),
        l07_scale_the_temperature.two_samples(),
    ):
        _, data = scenes.encode(scene)
        assert len(data) < 400_000, "a scene must open at once"
        assert len(scene.controls) <= 2
        assert scene.alt().startswith(scene.title)
        assert "undefined" not in scene.alt()
