"""The scenes of lesson 02, their controls driven to minimum, middle and maximum, against the definitions in loops."""

import math

import numpy as np
import pytest
from spec import scenes_by_hand as spec
from spec.scene_checks import close, corners, is_light_and_says_itself, marks, said

from nls_tutorial.lessons.l02_soften_a_label import finite_optimum, two_definitions
from nls_tutorial.records import Bars, Line, Points, Rule


def test_two_definitions() -> None:
    scene = two_definitions()
    ours, theirs = marks(scene, 0, Bars)
    for index, values in corners(scene):
        epsilon, classes = values["epsilon"], int(values["classes"])
        for bars, label in ((ours, spec.over_all(epsilon, classes)), (theirs, spec.over_others(epsilon, classes))):
            heights = bars.y.at(index)
            close(heights[:classes], label)
            assert np.isnan(heights[classes:]).all(), "a class that does not exist has no bar"
        agree = epsilon * (classes - 1) / classes
        close(said(scene, index), [spec.over_all(epsilon, classes)[0], 1 - epsilon, agree])
        close(spec.over_others(agree, classes), spec.over_all(epsilon, classes))
        (uniform,) = marks(scene, 1, Rule)
        close(uniform.at.at(index), 1 / classes)
        for dot, share in zip(marks(scene, 1, Points), (said(scene, index)[0], 1 - epsilon), strict=True):
            close([dot.x.at(index)[0], dot.y.at(index)[0]], [epsilon, share])


def test_finite_optimum() -> None:
    scene = finite_optimum()
    hard_loss, soft_loss = marks(scene, 0, Line)
    hard_slope, soft_slope = marks(scene, 1, Line)
    (best,) = marks(scene, 0, Rule)
    for index, values in corners(scene):
        epsilon, classes = values["epsilon"], int(values["classes"])
        label = spec.over_all(epsilon, classes)
        for at in (0, 40, -1):
            gap = float(soft_loss.x.at(index)[at])
            logits = spec.gap_logits(gap, classes)
            close(soft_loss.y.at(index)[at], spec.cross_entropy(label, logits))
            close(hard_loss.y.at(index)[at], spec.cross_entropy(spec.over_all(0, classes), logits))
            close(soft_slope.y.at(index)[at], spec.softmax(logits)[0] - label[0])
            close(hard_slope.y.at(index)[at], spec.softmax(logits)[0] - 1)
        gap, confidence, floor = said(scene, index)
        close(gap, spec.best_gap(epsilon, classes))
        close(confidence, label[0])
        close(floor, spec.entropy(label))
        drawn = float(best.at.at(index))
        assert math.isnan(drawn) == (gap > 12), "the best gap is drawn where it is on the axis"
        if not math.isnan(drawn):
            close(spec.cross_entropy(label, spec.gap_logits(gap, classes)), floor)


@pytest.mark.parametrize("build", [two_definitions, finite_optimum])
def test_it_is_light_and_says_itself(build) -> None:
    is_light_and_says_itself(build())
