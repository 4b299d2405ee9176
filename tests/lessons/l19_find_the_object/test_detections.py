"""What was found, against what is there: by hand, by a loop, by torchmetrics; and what does not fit."""

import math

import pytest
import torch
from lessons.l19_find_the_object.samples import PICTURES, near_misses
from torch import tensor

from nls_tutorial.boxes import hits
from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.records import Images

BOXES = tensor([[[0.0, 0, 10, 10], [20, 0, 30, 10]], [[0, 0, 8, 8], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]]])
LABELS = tensor([[0, 1], [0, -1], [-1, -1]])
THREE = Images(torch.zeros(3, 3, 32, 32), tensor([0, 0, -1]), ("a", "b"), "test", boxes=BOXES, box_labels=LABELS)


def one(boxes: list[list[float]], scores: list[float], labels: list[int]) -> dict[str, torch.Tensor]:
    return {
        "boxes": tensor(boxes).reshape(-1, 4),
        "scores": tensor(scores),
        "labels": tensor(labels, dtype=torch.int64),
    }


FOUND = [
    one([[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 4]], [0.9, 0.8, 0.7], [1, 1, 2]),  # right, a double, too small
    one([[0, 0, 8, 8]], [0.6], [2]),  # another class
    one([[0, 0, 8, 8]], [0.4], [1]),  # in a picture without objects
]


def test_by_hand() -> None:
    found = lesson.score_detections(FOUND, THREE)
    assert found.right.tolist() == [True, False, False, False, False]
    assert found.objects.tolist() == [2, 1]
    assert (found.precision, found.recall) == (1 / 5, pytest.approx(1 / 3))
    # class a: one of two found first, ½ of the recalls have precision 1 (51 of 101); class b: nothing
    assert found.average_precision == pytest.approx((51 / 101 + 0) / 2)
    # one bin each: |1 − 0.9| + 0.8 + 0.7 + 0.6 + 0.4, over five boxes
    assert found.calibration_error == pytest.approx((0.1 + 0.8 + 0.7 + 0.6 + 0.4) / 5)
    assert "5, 1 of them right" in repr(found)


def test_a_threshold_keeps_what_reaches_it() -> None:
    found = lesson.score_detections(FOUND, THREE)
    kept = found.above(float(FOUND[0]["scores"][1]))
    assert kept.scores.tolist() == found.scores.tolist()[:2]
    assert (kept.precision, kept.recall) == (0.5, pytest.approx(1 / 3))
    assert kept.objects.tolist() == [2, 1]
    none = found.above(1.0)
    assert math.isnan(none.precision)
    assert math.isnan(none.calibration_error)
    assert (none.recall, none.average_precision) == (0.0, 0.0)


def test_each_picture_is_matched_alone() -> None:
    found = near_misses()
    told = lesson.score_detections(found, PICTURES)
    right = [
        hits(here["boxes"], here["scores"], here["labels"], truth["boxes"], truth["labels"])
        for here, truth in zip(found, lesson.truth_of(PICTURES), strict=True)
    ]
    assert torch.equal(told.right, torch.cat(right))
    assert 0 < told.right.sum() < len(told.right)


@pytest.mark.parametrize("score", [lesson.score_detections, lesson.coco_scores])
def test_what_does_not_fit_is_refused(score) -> None:
    with pytest.raises(ValueError, match="found must hold one for each of the 3 pictures, but got 2"):
        score(FOUND[:2], THREE)
    empty = THREE.select(tensor([2]))
    with pytest.raises(ValueError, match="data must have at least one object, but got none"):
        score(FOUND[2:], empty)
    flat = Images(torch.zeros(1, 3, 32, 32), tensor([0]), ("a", "b"), "test", BOXES[2:], box_labels=tensor([[0, -1]]))
    with pytest.raises(ValueError, match=r"data.boxes of an object must have a width and a height"):
        score(FOUND[2:], flat)
    with pytest.raises(ValueError, match="data must have boxes and box_labels"):
        score(FOUND[2:], Images(torch.zeros(1, 3, 8, 8), tensor([0]), ("a", "b"), "test"))
    beyond = [{**FOUND[0], "labels": tensor([1, 1, 3])}, *FOUND[1:]]
    with pytest.raises(ValueError, match=r"found\[0\] must have labels 1 … 2, but got 3. Label 0 is the background"):
        score(beyond, THREE)
    with pytest.raises(ValueError, match=r"found\[1\] must have labels 1 … 2, but got 0"):
        score([FOUND[0], {**FOUND[1], "labels": tensor([0])}, FOUND[2]], THREE)


def test_a_threshold_lies_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="threshold must lie in"):
        lesson.score_detections(FOUND, THREE).above(1.5)
