"""The loss on the way up to a template, against plain loops, and its lowest place, looked for."""

import math

import pytest
from spec import scenes_by_hand as spec
from spec.scene_checks import close, corners, is_light_and_says_itself, marks, said

from nls_tutorial.lessons.l01_look_at_the_last_layer import best_place
from nls_tutorial.records import Line, Points, Rule


def loss(height: float, length: float, epsilon: float) -> float:
    places = spec.template_places(length)
    x = (0.0, height)
    return spec.cross_entropy(spec.over_all(epsilon, 3), [x[0] * w[0] + x[1] * w[1] for w in places])


def test_the_curves_and_the_lowest_place() -> None:
    scene = best_place()
    for index, values in corners(scene):
        length, epsilon = values["length"], values["epsilon"]
        hard, soft = marks(scene, 0, Line)
        heights = hard.x.at(index).tolist()
        close(hard.y.at(index), [loss(t, length, 0.0) for t in heights])
        close(soft.y.at(index), [loss(t, length, epsilon) for t in heights])
        (rule,), (point,) = marks(scene, 0, Rule), marks(scene, 0, Points)
        assert rule.at.at(index) == length
        t, gap, lowest = said(scene, index)
        close([point.x.at(index), point.y.at(index)], [t, lowest])
        close([gap, lowest], [1.5 * length * t, loss(t, length, epsilon)])
        assert all(loss(t + step, length, epsilon) > lowest for step in (-0.01, 0.01))


def test_the_place_that_the_lesson_names() -> None:
    scene = best_place()
    index = {"length": scene.controls[0].nearest(1.5), "epsilon": scene.controls[1].nearest(0.1)}
    assert said(scene, index)[0] == pytest.approx(math.log(28) / (1.5 * 1.5))


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(best_place())
