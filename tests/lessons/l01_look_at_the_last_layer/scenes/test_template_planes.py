"""Networks on the plane of three templates: the picture's own units, its names and its numbers."""

import itertools
import math

import numpy as np
import pytest
from spec.results_by_hand import last_layers

from nls_tutorial.lessons.l01_look_at_the_last_layer import template_planes
from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes.template_planes import in_own_units
from nls_tutorial.records import Points, Results, Text
from nls_tutorial.scenes import encode


def study(epsilons: tuple[float, ...] = (0.0, 0.1, 0.4)) -> Results:
    rng = np.random.default_rng(0)
    grid = (len(epsilons), 2, 2)
    corners = np.array([[0, 3], [-3, -2], [3, -2]], dtype=np.float32)
    points = corners[None, None, None, :, None] + rng.normal(size=(len(epsilons), 2, 2, 3, 5, 2)).astype(np.float32)
    points[:, :, 1, :, 4] = np.nan  # the test part has fewer
    numbers = [rng.uniform(0.1, 0.9, grid) for _ in range(3)]
    triples = {"alike": (3, 5, 8), "unlike": (0, 1, 4)}
    return last_layers(epsilons, triples, "abcdefghij", points, *numbers)


def by_hand(points: np.ndarray) -> tuple[list[list[tuple[float, float]]], list[tuple[float, float]]]:
    """Points (3, n, 2) about the mean of the three class means, divided by the means' mean distance: plain loops."""
    clouds = [[(float(x), float(y)) for x, y in cloud if not math.isnan(x)] for cloud in points]
    means = [(sum(x for x, _ in c) / len(c), sum(y for _, y in c) / len(c)) for c in clouds]
    centre = (sum(x for x, _ in means) / 3, sum(y for _, y in means) / 3)
    unit = sum(math.dist(a, b) for a, b in itertools.combinations(means, 2)) / 3
    move = lambda at: ((at[0] - centre[0]) / unit, (at[1] - centre[1]) / unit)
    return [[move(at) for at in cloud] for cloud in clouds], [move(at) for at in means]


def test_every_position_shows_its_own_points_names_and_numbers() -> None:
    record = study()
    scene = template_planes(record)
    for e, t, p in itertools.product(range(3), range(2), range(2)):
        index = {"epsilon": e, "triple": t}
        clouds, means = by_hand(record.arrays("points", 0)[e, t, p])
        marks = scene.panels[p].marks
        for k, mark in enumerate(mark for mark in marks if isinstance(mark, Points)):
            seen = np.stack([mark.x.at(index), mark.y.at(index)], axis=1)
            np.testing.assert_allclose(seen[: len(clouds[k])], clouds[k], rtol=1e-5, atol=1e-6)
            assert np.isnan(seen[len(clouds[k]) :]).all()
        for k, text in enumerate(mark for mark in marks if isinstance(mark, Text)):
            classes = list(record.settings["triples"].values())[t]
            assert text.text.at(index) == record.settings["class_names"][classes[k]]
            away = np.array([float(text.x.at(index)), float(text.y.at(index))])
            assert np.linalg.norm(away) == pytest.approx(math.hypot(*means[k]) + 0.5, rel=1e-5)
        told = {readout.label: float(readout.value.at(index)) for readout in scene.readouts}
        expected = {
            "tightness, training": record.scores(record.arms[e], "tightness", part="training")[0],
            "tightness, test": record.scores(record.arms[e], "tightness")[0, 1],
            "scale, training": record.scores(record.arms[e], "scale")[0, 0],
            "accuracy, test": record.scores(record.arms[e], "accuracy", part="test")[0],
        }
        assert told == pytest.approx(expected, rel=1e-6)


def test_units_do_not_notice_a_scaled_network() -> None:
    points = study().arrays("points", 0)
    for ours, theirs in zip(in_own_units(points), in_own_units(7 * points + 3), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_two_kinds_of_labels_are_a_choice_and_many_a_slider() -> None:
    assert template_planes(study((0.0, 0.1))).controls[0].values == ("hard (ε = 0)", "ε = 0.1")
    assert template_planes(study()).controls[0].values == (0.0, 0.1, 0.4)


def test_the_lessons_scene_is_light() -> None:
    rng = np.random.default_rng(0)
    grid, triples = (8, 1, 2), {str(k): (0, 1, 2) for k in range(3)}
    points = rng.normal(size=(8, 3, 2, 3, 60, 2)).astype(np.float32)
    numbers = [np.ones(grid) for _ in range(3)]
    record = last_layers(tuple(np.linspace(0, 0.6, 8)), triples, "abc", points, *numbers)
    assert len(encode(template_planes(record))[1]) < 400_000
