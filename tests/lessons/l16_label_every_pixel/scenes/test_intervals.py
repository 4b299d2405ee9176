"""Intervals over pictures and over pixels, driven along the number of pictures."""

import pytest
from lessons.l16_label_every_pixel.samples import BUILDERS, NUMBERS, seen
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.calibration import ece_interval
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.records import Line, Points, Predictions


def test_the_intervals_are_those_of_the_first_pictures() -> None:
    scene, one = BUILDERS["drawn_anew"](), seen()["CE"]
    lines, (dots,) = marks(scene, 0, Line), marks(scene, 0, Points)
    for at, number in enumerate(NUMBERS):
        rows = one.group < number
        sure, right = one.confidence[rows], (one.predicted == one.labels)[rows]
        over = [ece_interval(sure, right, resamples=200, groups=groups) for groups in (one.group[rows], None)]
        for place, (low, high) in enumerate(over):
            close(lines[place * len(NUMBERS) + at].y.at({}), [float(low), float(high)])
        error = lesson.ece(lesson.some(one, rows))
        close(dots.y.at({})[at], error)
        wide = [float(high - low) for low, high in over]
        close(said(scene, {"number": at}), [error, 100 * wide[0], 100 * wide[1], wide[0] / wide[1]], 1e-4)


def test_the_scene_is_light() -> None:
    is_light_and_says_itself(BUILDERS["drawn_anew"]())


def test_what_does_not_fit_is_refused() -> None:
    one = seen()["CE"]
    alone = Predictions(one.logits, one.labels, one.class_names, "test", 0)
    with pytest.raises(ValueError, match="seen must say in group"):
        lesson.drawn_anew(alone, NUMBERS)
    with pytest.raises(ValueError, match="numbers must be two or more"):
        lesson.drawn_anew(one, (5,))
    with pytest.raises(ValueError, match="numbers must lie in 2 … 5"):
        lesson.drawn_anew(one, (2, 6))
