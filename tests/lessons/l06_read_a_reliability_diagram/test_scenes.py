"""Lesson 06's scenes, their controls driven to minimum, middle and maximum, against the definition in plain loops."""

import math

import numpy as np
import pytest
import torch
from spec import calibration_spec as spec
from spec.calibration_draws import drawn
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.calibration import chance_calibration_errors, top_label
from nls_tutorial.lessons import l06_read_a_reliability_diagram
from nls_tutorial.records import Band, Handle, Line, Points, Predictions, Rule, Scene
from nls_tutorial.scenes import encode

LOGITS, PROBABILITIES, LABELS = drawn(90, 4, sharpness=3.0)
SURE, HIT = top_label(PROBABILITIES, LABELS)
NUMBERS, SIZES = (1, 4, 30), (20, 300)
MORE = drawn(90, 4, seed=1)
NETWORKS = {
    name: Predictions(logits, labels, tuple("abcd"), "test", 0)
    for name, (logits, _, labels) in (("first", (LOGITS, PROBABILITIES, LABELS)), ("second", MORE))
}
BUILDERS = {
    "number_of_bins": lambda: l06_read_a_reliability_diagram.number_of_bins(SURE, HIT, NUMBERS),
    "edges_by_hand": lambda: l06_read_a_reliability_diagram.edges_by_hand(SURE, HIT, places=7),
    "ece_by_chance": lambda: l06_read_a_reliability_diagram.ece_by_chance(SURE, SIZES, (1, 15), draws=40),
    "networks_to_compare": lambda: l06_read_a_reliability_diagram.networks_to_compare(NETWORKS, bins=6),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def values(scene: Scene, index: dict[str, int]) -> list:
    return [control.values[index[control.name]] for control in scene.controls]


def ece(edges: list[float]) -> float:
    return spec.expected_calibration_error(spec.reliability(SURE.tolist(), HIT.tolist(), edges))


def test_number_of_bins(scenes: dict[str, Scene]) -> None:
    scene = scenes["number_of_bins"]
    floor = abs(sum(SURE.tolist()) - sum(HIT.tolist())) / 90
    for index, _ in corners(scene):
        bins, scheme = values(scene, index)
        edges = spec.width_edges(int(bins)) if scheme == "equal width" else spec.mass_edges(SURE.tolist(), int(bins))
        (dot,) = marks(scene, 1, Points)
        close(dot.y.at(index), ece(edges))
        close(dot.x.at(index), math.log10(bins))
        close(said(scene, index)[0], ece(edges))
        (level,) = marks(scene, 1, Rule)
        close(level.at.at(index), floor)
        width, mass = marks(scene, 1, Line)
        at = NUMBERS.index(int(bins))
        close((width if scheme == "equal width" else mass).y.at(index)[at], ece(edges))


def test_edges_by_hand(scenes: dict[str, Scene]) -> None:
    scene = scenes["edges_by_hand"]
    for index, _ in corners(scene):
        edges = [0.0, *sorted(values(scene, index)), 1.0]
        close(said(scene, index)[0], ece(edges))
        table = spec.reliability(SURE.tolist(), HIT.tolist(), edges)
        means = marks(scene, 0, Points)[0].x.at(index)
        close(means[~np.isnan(means)], [total / n for n, _, total in table if n])
        for handle, at in zip(marks(scene, 0, Handle), values(scene, index), strict=True):
            close(handle.x.at(index), at)
        assert [handle.moves for handle in marks(scene, 0, Handle)] == [("first",), ("second",)]
        over, under = marks(scene, 1, Band)
        areas = []
        for band in (over, under):
            x, low, high = (part.at(index) for part in (band.x, band.low, band.high))
            assert (high >= low).all()
            areas.append(sum((x[i + 1] - x[i]) * (high[i] - low[i]) for i in range(0, len(x), 2)))
        close(areas[0], sum(max(0.0, total - right) for _, right, total in table) / 90)
        close(areas[1], sum(max(0.0, right - total) for _, right, total in table) / 90)
        close(sum(areas), ece(edges))
    right, wrong = marks(scene, 0, Points)[-2:]
    close(np.sort(right.x.values), np.sort(SURE[HIT].numpy()))
    close(np.sort(wrong.x.values), np.sort(SURE[~HIT].numpy()))
    assert right.marker != wrong.marker


@pytest.mark.slow
def test_ece_by_chance(scenes: dict[str, Scene]) -> None:
    scene = scenes["ece_by_chance"]
    pool = set(SURE.float().tolist())
    for index, _ in corners(scene):
        size, bins = (int(value) for value in values(scene, index))
        own, mean, high = said(scene, index)
        (dot,) = marks(scene, 1, Points)
        close([dot.x.at(index)[0], dot.y.at(index)[0]], [math.log10(size), mean])
        (band,), (line,) = marks(scene, 1, Band), marks(scene, 1, Line)
        at = SIZES.index(size)
        assert band.low.at(index)[at] < mean < high <= band.high.at(index)[at] + 1e-6
        close(line.y.at(index)[at], mean)
        expected = float(chance_calibration_errors(SURE.repeat(100)[:size], bins=bins, draws=400, seed=5).mean())
        assert mean == pytest.approx(expected, rel=0.35)
        assert 0 <= own < 3 * high
        if bins > 1:
            dots = marks(scene, 0, Points)[0].x.at(index)
            assert min(pool) <= np.nanmin(dots) <= np.nanmax(dots) <= max(pool)
    few, many = (said(scene, {"samples": at, "bins": 1})[1] for at in (0, 1))
    assert few > 2 * many, "fewer samples, a larger ECE"


def test_networks_to_compare(scenes: dict[str, Scene]) -> None:
    scene = scenes["networks_to_compare"]
    for at, seen in enumerate(NETWORKS.values()):
        rows, labels = seen.probabilities.tolist(), seen.labels.tolist()
        sure, right = spec.tops(rows, labels)
        expected = [
            sum(right) / 90,
            sum(sure) / 90,
            spec.ece(rows, labels, 6),
            spec.overconfidence(rows, labels),
            spec.underconfidence(rows, labels),
            spec.nll(seen.logits.tolist(), labels),
        ]
        close(said(scene, {"network": at}), expected)
    assert "first: Overconfident by" in scene.description
    assert scene.controls[0].values == ("first", "second")


@pytest.mark.slow
def test_the_lessons_own_grids_open_at_once() -> None:
    many = torch.rand(600, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    right = many > 0.4
    for scene in (
        l06_read_a_reliability_diagram.number_of_bins(many, right),
        l06_read_a_reliability_diagram.edges_by_hand(many, right),
    ):
        assert len(encode(scene)[1]) < 400_000
    starts = {c.name: c.values[c.start] for c in l06_read_a_reliability_diagram.number_of_bins(many, right).controls}
    assert starts == {"bins": 15.0, "scheme": "equal width"}


def test_one_network_is_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match=r"networks must hold at least two to choose from, but got 1\. Add one"):
        l06_read_a_reliability_diagram.networks_to_compare({"first": NETWORKS["first"]})


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
