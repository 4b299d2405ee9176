"""Curves over T and over the beam's width, driven to their corners, against the results they show."""

import numpy as np
import pytest
from lessons.l18_translate.samples import BUILDERS, results
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l18_translate as lesson
from nls_tutorial.records import Line, Points, Rule
from nls_tutorial.scenes import encode


def test_every_panel_shows_its_score() -> None:
    scene, made = BUILDERS["drag_temperature"](), results()
    for at, epsilon in enumerate(("ε = 0", "ε = 0.1", "ε = 0.2")):
        for panel, score in enumerate(("BLEU at T", "NLL at T", "ECE at T")):
            each = made.scores(epsilon, score)
            zero, chosen = marks(scene, panel, Line)
            close(chosen.y.at({"epsilon": at}), each.mean(0))
            close(zero.y.at({}), made.scores("ε = 0", score).mean(0))
            (dots,) = marks(scene, panel, Points)
            close(dots.y.at({"epsilon": at}), each.T.flatten())
            close(dots.x.at({}), np.repeat(np.log2(lesson.TEMPERATURES), 3))
        for place, temperature in enumerate(lesson.TEMPERATURES):
            index = {"epsilon": at, "T": place}
            expected = [
                made.scores(epsilon, score, T=temperature).mean() for score in ("BLEU at T", "NLL at T", "ECE at T")
            ]
            close(said(scene, index), expected)
            close(marks(scene, 1, Rule)[0].at.at(index), np.log2(temperature))
    assert scene.controls[1].values[scene.controls[1].start] == 1.0


def test_the_beams_are_those_of_each_study() -> None:
    scene = BUILDERS["widen_the_beam"]()
    for panel, made in enumerate((results(), results(2))):
        for at, epsilon in enumerate(("ε = 0", "ε = 0.1", "ε = 0.2")):
            zero, chosen = marks(scene, panel, Line)
            close(chosen.y.at({"epsilon": at}), made.scores(epsilon, "BLEU at width").mean(0))
            close(zero.y.at({}), made.scores("ε = 0", "BLEU at width").mean(0))
            close(chosen.x.at({}), np.log2(lesson.WIDTHS))


def test_only_what_all_studies_have_can_be_chosen() -> None:
    scene = lesson.widen_the_beam(
        {"one": results(epsilons=(0.0, 0.05, 0.1)), "other": results(epsilons=(0.0, 0.1, 0.2))}
    )
    assert scene.controls[0].values == (0.0, 0.1)


@pytest.mark.parametrize("name", ["drag_temperature", "widen_the_beam"])
def test_a_scene_is_light(name: str) -> None:
    scene = BUILDERS[name]()
    assert len(encode(scene)[1]) < 100_000
    assert len(scene.controls) <= 2
    assert corners(scene)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="stored must have arms from ε = 0 on"):
        lesson.drag_temperature(results(epsilons=(0.1, 0.2)))
    with pytest.raises(ValueError, match="stored must have arms from ε = 0 on"):
        lesson.drag_temperature(results(epsilons=(0.0,)))
    with pytest.raises(ValueError, match="several must be one or two results"):
        lesson.widen_the_beam({})
