"""Every lesson's scene, its controls driven to minimum, middle and maximum, against the definitions in plain loops."""

import math

import numpy as np
import pytest
from spec import scenes_by_hand as spec
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l00_start_here, l01_look_at_the_last_layer, l02_soften_a_label
from nls_tutorial.records import Bars, Handle, Line, Points, Rule, Scene
from nls_tutorial.scenes import encode

BUILDERS = {
    "label_on_triangle": l00_start_here.label_on_triangle,
    "two_definitions": l02_soften_a_label.two_definitions,
    "finite_optimum": l02_soften_a_label.finite_optimum,
    "feature_among_templates": l01_look_at_the_last_layer.feature_among_templates,
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_label_on_triangle(scenes: dict[str, Scene]) -> None:
    scene = scenes["label_on_triangle"]
    (handle,) = marks(scene, 0, Handle)
    (bars,) = marks(scene, 1, Bars)
    for index, values in corners(scene):
        label = spec.label_on_triangle(**values)
        close(bars.y.at(index), label)
        close(said(scene, index), [max(label), spec.entropy(label)])
        close(handle.x.at(index), -0.5 * label[1] + 0.5 * label[2])
        close(handle.y.at(index), math.sqrt(3) / 2 * label[0])


def test_two_definitions(scenes: dict[str, Scene]) -> None:
    scene = scenes["two_definitions"]
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


def test_finite_optimum(scenes: dict[str, Scene]) -> None:
    scene = scenes["finite_optimum"]
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


def test_feature_among_templates(scenes: dict[str, Scene]) -> None:
    scene = scenes["feature_among_templates"]
    places = spec.template_places(1.5)
    for index, values in corners(scene):
        x = (values["x1"], values["x2"])
        logits = [x[0] * w[0] + x[1] * w[1] for w in places]
        close([bar.y.at(index)[0] for bar in marks(scene, 1, Bars)], [math.dist(x, w) ** 2 for w in places])
        close([bar.y.at(index)[0] for bar in marks(scene, 2, Bars)], spec.softmax(logits))
        hard = spec.cross_entropy(spec.over_all(0, 3), logits)
        soft = spec.cross_entropy(spec.over_all(0.1, 3), logits)
        close(said(scene, index), [spec.softmax(logits)[0], hard, soft])
        (handle,) = marks(scene, 0, Handle)
        close([handle.x.at(index), handle.y.at(index)], x)


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    spec_, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
    assert {control["label"] for control in spec_["controls"]} == {control.label for control in scene.controls}
