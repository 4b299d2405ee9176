"""Ways to begin: a dot for each seed and the mean, by hand."""

import pytest
from lessons.l19_find_the_object.samples import results
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.records import Line, Points, Text


def test_every_seed_is_a_dot_and_the_mean_a_line() -> None:
    several = {"one": results(), "other": results(seeds=2)}
    scene = lesson.compare_beginnings(several)
    for panel, stored in enumerate(several.values()):
        rows = list(reversed(stored.arms))
        assert [mark.text for mark in marks(scene, panel, Text)] == rows
        means = [line for line in marks(scene, panel, Line) if line.color == "orange"]
        for at, score in enumerate(("AP50", "AP", "AR")):
            for row, (arm, dots, mean) in enumerate(zip(rows, marks(scene, panel, Points), means, strict=True)):
                numbers = stored.scores(arm, score)
                close(dots.x.at({"score": at}), numbers)
                assert set(dots.y.at({"score": at}).tolist()) == {row}
                close(mean.x.at({"score": at}), [numbers.mean()] * 2)
    close(said(scene, {"score": 1}), [one.scores(arm, "AP").mean() for one in several.values() for arm in one.arms])


def test_another_number_of_results_is_refused() -> None:
    for several in ({}, dict.fromkeys("abc", results())):
        with pytest.raises(ValueError, match="several must be one or two results"):
            lesson.compare_beginnings(several)


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(lesson.compare_beginnings({"one": results()}))
