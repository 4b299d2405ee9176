"""The study on scenes: a tiny cell, and what ships."""

import numpy as np
import pytest

from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import PIXELS
from nls_tutorial.records import Choice

SMALL = {"train": 4, "calibration": 2, "test": 3, "size": 24, "epochs": 3, "width": 4, "depth": 1}


@pytest.mark.slow
def test_a_cell_has_its_scores_and_repeats_itself() -> None:
    study = PIXELS.with_settings(**SMALL)
    first, again = (study.run("MbLS m = 6", 0) for _ in range(2))
    assert first[0].keys() == study.scores.keys()
    assert set(first[1]) == {"confidence", "predicted", "counts", "correct", "confidence_sums"}
    assert study.run("CE", 1)[1] == {}  # maps are kept of the first seed only
    for name in study.scores:
        np.testing.assert_array_equal(np.array(first[0][name]), np.array(again[0][name]))


def test_the_margins_that_are_asked_about_are_the_studys() -> None:
    asked = lesson.QUESTIONS["16.1"]
    assert isinstance(asked, Choice)
    assert asked.answers == tuple(f"m = {m:g}" for m in lesson.MARGINS)
