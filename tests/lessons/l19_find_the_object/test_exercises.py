"""The answers of lesson 19 by hand, against the library and against torchvision and torchmetrics."""

import torch
from lessons.l19_find_the_object.samples import PICTURES, near_misses
from torch import tensor
from torchmetrics.detection import MeanAveragePrecision
from torchvision.ops import box_iou, nms

from nls_tutorial.boxes import iou, suppress
from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.exercises import (
    minus_one,
    no_cats,
    overlap,
    same_detector,
    that_stay,
)


def some_boxes(seed: int, count: int = 12) -> torch.Tensor:
    draws = torch.Generator().manual_seed(seed)
    corner = 12 * torch.rand(count, 2, generator=draws, dtype=torch.float64)
    return torch.cat([corner, corner + 3 + 8 * torch.rand(count, 2, generator=draws, dtype=torch.float64)], 1)


def test_the_overlap_is_the_librarys_and_torchvisions() -> None:
    boxes = some_boxes(0)
    ours = tensor([[overlap(a, b) for b in boxes.tolist()] for a in boxes.tolist()], dtype=torch.float64)
    torch.testing.assert_close(ours, iou(boxes, boxes))
    torch.testing.assert_close(ours, box_iou(boxes, boxes))
    assert overlap([0, 0, 2, 2], [2, 0, 4, 2]) == 0.0


def test_what_stays_is_the_librarys_and_torchvisions() -> None:
    for seed in range(6):
        boxes = some_boxes(seed)
        scores = torch.rand(len(boxes), generator=torch.Generator().manual_seed(seed))
        for threshold in (0.2, 0.5):
            ours = that_stay(scores, box_iou(boxes, boxes), threshold)
            assert ours == suppress(boxes, scores, overlap=threshold).tolist()
            assert ours == nms(boxes, scores.double(), threshold).tolist()


def test_a_cap_other_than_100_gives_minus_one_by_pycocotools_alone() -> None:
    told = {}
    for backend, cap in (("pycocotools", 100), ("pycocotools", 300), ("faster_coco_eval", 300)):
        metric = MeanAveragePrecision(backend=backend, max_detection_thresholds=[1, 10, cap])
        metric.update(near_misses(), lesson.truth_of(PICTURES))
        told[backend, cap] = metric.compute()
    assert float(told["pycocotools", 300]["map"]) == -1
    assert float(told["pycocotools", 100]["map"]) > 0
    torch.testing.assert_close(told["faster_coco_eval", 300]["map"], told["pycocotools", 100]["map"])
    for one in told.values():
        torch.testing.assert_close(one["map_50"], told["pycocotools", 100]["map_50"])


def test_the_choices() -> None:
    assert (no_cats(), minus_one(), same_detector()) == ("b", "c", "b")
