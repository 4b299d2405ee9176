"""Curves over the threshold against sets cut by hand; and all scores of a cell."""

import math

import numpy as np
import pytest
from lessons.l19_find_the_object.samples import PICTURES, near_misses

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.study.evaluation import (
    CURVES,
    NO_CLASSIFIER,
    SCORES,
    THRESHOLDS,
    detector_outcome,
)


def test_each_threshold_is_scored_as_if_alone() -> None:
    found = lesson.score_detections(near_misses(), PICTURES)
    told = lesson.threshold_curves(found)
    assert list(told) == list(CURVES)
    for at, threshold in enumerate(THRESHOLDS):
        alone = [
            {name: value[one["scores"].double() >= threshold] for name, value in one.items()} for one in near_misses()
        ]
        kept = lesson.score_detections(alone, PICTURES)
        assert told["boxes"][at] == len(kept.scores)
        expected = {
            "precision": kept.precision,
            "recall": kept.recall,
            "AP50 above": kept.average_precision,
            "D-ECE": kept.calibration_error,
        }
        for name, value in expected.items():
            assert told[name][at] == pytest.approx(value, nan_ok=True)
        assert math.isnan(told["D-ECE by chance"][at]) == (len(kept.scores) == 0)


def test_recall_falls_and_fewer_boxes_are_left() -> None:
    told = lesson.threshold_curves(lesson.score_detections(near_misses(), PICTURES))
    for name in ("recall", "boxes", "AP50 above"):
        assert (np.diff(told[name]) <= 1e-12).all()


@pytest.mark.parametrize("keep", [True, False])
def test_a_cell_holds_every_score(keep: bool) -> None:
    scores, arrays = detector_outcome(near_misses(), PICTURES, NO_CLASSIFIER, keep=keep)
    assert set(scores) == set(SCORES)
    assert scores["AP50"] == pytest.approx(scores["AP50 above"][0], abs=5e-3)
    assert math.isnan(scores["accuracy"])
    assert sorted(arrays) == (["right", "scores"] if keep else [])
