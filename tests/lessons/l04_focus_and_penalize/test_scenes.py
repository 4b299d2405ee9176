"""The scenes of lesson 04, their controls driven to minimum, middle and maximum, against loops and differences."""

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch
from spec import bent_gradients_by_hand as spec
from spec import losses_spec
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l04_focus_and_penalize
from nls_tutorial.records import Band, Line, Points, Scene
from nls_tutorial.scenes import encode

BUILDERS = {
    "bent_gradients": l04_focus_and_penalize.bent_gradients,
    "focal_bound": l04_focus_and_penalize.focal_bound,
    "two_normalized_focals": l04_focus_and_penalize.two_normalized_focals,
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_bent_gradients(scenes: dict[str, Scene]) -> None:
    scene = scenes["bent_gradients"]
    for index, values in corners(scene):
        gamma, weight = values.values()
        expected = (
            partial(losses_spec.focal_loss, gamma=0.0),
            partial(losses_spec.focal_loss, gamma=gamma),
            losses_spec.flsd_loss,
            partial(losses_spec.confidence_penalty_loss, weight=weight),
        )
        for line, loss in zip(marks(scene, 0, Line), expected, strict=True):
            for at in (1, 12, 60, -2):  # the probabilities 0.015, 0.125, 0.575 and 0.985
                gap = spec.gap_of(float(line.x.at(index)[at]))
                close(line.y.at(index)[at], spec.slope(loss, gap))
        for line, loss in zip(marks(scene, 1, Line), expected, strict=True):
            for at in (2, 30, -2):
                gap = float(line.x.at(index)[at])
                close(line.y.at(index)[at], spec.slope(loss, gap) / (spec.probability(gap) - 1), 1e-4, 1e-4)
        even, best, confidence = said(scene, index)
        if gamma > 0:
            close(spec.focal_bend(even, gamma), 1)
            assert spec.focal_bend(even - 0.01, gamma) > 1 > spec.focal_bend(even + 0.01, gamma)
        else:
            assert math.isnan(even), "γ = 0 is cross-entropy itself"
        assert math.isinf(best) == (weight == 0)
        if weight > 0:
            close(spec.penalty_bend(best, weight), 0)
            close(confidence, spec.probability(best))
        else:
            assert confidence == 1


def test_the_marks_of_the_bends_stand_on_their_curves(scenes: dict[str, Scene]) -> None:
    scene = scenes["bent_gradients"]
    for index, values in corners(scene):
        gamma, weight = values.values()
        even, best, confidence = said(scene, index)
        if gamma > 0:
            close(marks(scene, 0, Points)[0].x.at(index), [even])
            close(marks(scene, 0, Points)[0].y.at(index), [even - 1])
            close(marks(scene, 1, Points)[0].x.at(index), [spec.gap_of(even)])
            close(marks(scene, 1, Points)[0].y.at(index), [1])
        for panel, place in ((0, confidence), (1, best)):
            disc = marks(scene, panel, Points)[1]
            seen = [*disc.x.at(index), *disc.y.at(index)]
            close(seen, [place, 0] if weight > 0 else [math.nan, math.nan])  # no disc where nothing stops


def test_flsd_has_two_ends_at_its_border(scenes: dict[str, Scene]) -> None:
    for panel, border in ((0, 0.2), (1, spec.gap_of(0.2))):
        line = next(mark for mark in marks(scenes["bent_gradients"], panel, Line) if mark.name == "FLSD")
        x, y = line.x.at({}), line.y.at({})
        (hole,) = np.isnan(y).nonzero()[0]
        close(x[hole], border)
        below, above = spec.focal_bend(0.2, 5.0), spec.focal_bend(0.2, 3.0)
        push = -0.8 if panel == 0 else 1.0
        close(y[[hole - 1, hole + 1]], [push * below, push * above], 1e-4, 1e-4)


@pytest.mark.parametrize("place", [0, 7, 25])
def test_focal_bound(scenes: dict[str, Scene], place: int) -> None:
    scene = scenes["focal_bound"]
    (control,) = scene.controls
    index, gamma = {"gamma": place}, control.values[place]
    hard, focal, bound = marks(scene, 0, Line)
    (band,) = marks(scene, 0, Band)
    for at in (0, 25, -1):
        logits = spec.gap_logits(float(focal.x.at(index)[at]))
        close(hard.y.at(index)[at], losses_spec.focal_loss(logits, 0, 0.0))
        close(focal.y.at(index)[at], losses_spec.focal_loss(logits, 0, gamma))
        close(bound.y.at(index)[at], spec.bound(logits, gamma))
        close([band.low.at(index)[at], band.high.at(index)[at]], [bound.y.at(index)[at], focal.y.at(index)[at]])
    even, heaped = marks(scene, 1, Line)
    for at in (3, 50, -4):
        p = float(even.x.at(index)[at])
        logits = [math.log(p)] + [math.log((1 - p) / 9)] * 9
        close(even.y.at(index)[at], losses_spec.focal_loss(logits, 0, gamma) - spec.bound(logits, gamma), 5e-5, 5e-5)
        logits = [math.log(p), math.log(1 - p)]
        close(heaped.y.at(index)[at], losses_spec.focal_loss(logits, 0, gamma) - spec.bound(logits, gamma), 5e-5, 5e-5)


def test_random_predictions_lie_between_the_two_ends(scenes: dict[str, Scene]) -> None:
    scene = scenes["focal_bound"]
    (cloud,) = marks(scene, 1, Points)
    even, heaped = marks(scene, 1, Line)
    grid = even.x.at({})
    for place in (5, 25):
        index = {"gamma": place}
        x, y = cloud.x.at(index), cloud.y.at(index)
        inside = (x > grid[0]) & (x < grid[-1])
        assert inside.mean() > 0.98
        assert (y[inside] <= np.interp(x[inside], grid, even.y.at(index)) + 0.05).all()
        assert (y[inside] >= np.interp(x[inside], grid, heaped.y.at(index)) - 0.05).all()
        close(said(scene, index), [y.min(), y.mean()])
        assert y.min() > 0
    assert abs(x.mean() - 0.5) < 0.05, "the true class's probability is spread over all of (0, 1)"


def test_two_normalized_focals(scenes: dict[str, Scene]) -> None:
    scene = scenes["two_normalized_focals"]
    for index, values in corners(scene):
        gamma, variant = values.values()
        cosine = variant == "cosine"
        expected: list[Callable[..., float]] = [
            partial(losses_spec.normalized_focal_loss, gamma=0.0),
            partial(losses_spec.normalized_focal_loss, gamma=gamma),
            partial(losses_spec.consolidated_loss, epsilon=0.0, gamma=gamma, cosine=cosine),
        ]
        for panel in (0, 1):
            for line, loss in zip(marks(scene, panel, Line), expected, strict=True):
                for at in (0, 25, -1):
                    logits = spec.gap_logits(float(line.x.at(index)[at]))
                    wanted = loss(logits, 0) if panel == 0 else spec.sum_over_labels(loss, logits)
                    close(line.y.at(index)[at], wanted)
        smallest, largest = said(scene, index)
        close(smallest, marks(scene, 1, Line)[2].y.at(index).min())
        close(largest, spec.probability(math.sqrt(10 / 9)) if cosine else 1)


def test_no_direction_of_length_one_gives_more_confidence(scenes: dict[str, Scene]) -> None:
    largest = float(scenes["two_normalized_focals"].readouts[1].value.at({"variant": 1}))
    directions = torch.nn.functional.normalize(
        torch.randn(20_000, spec.K, generator=torch.Generator().manual_seed(0)), dim=1
    )
    assert torch.softmax(directions, 1).max() < largest
    centred = torch.eye(spec.K)[0] - 1 / spec.K
    close(torch.softmax(centred / centred.norm(), 0).max(), largest)


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    assert len(encode(scene)[1]) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2
    assert "undefined" not in scene.alt()
    before = time.process_time()
    BUILDERS[name]()
    assert time.process_time() - before < 2, "a scene is made while the reader waits"
