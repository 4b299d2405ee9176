"""The answers of lesson 16 against the library and by hand."""

import pytest
import torch

from nls_tutorial.calibration import (
    confusion_counts,
    expected_calibration_error,
    intersection_over_union,
    reliability_of,
)
from nls_tutorial.lessons.l16_label_every_pixel import exercises
from nls_tutorial.losses import soft_cross_entropy


def test_the_overlap_is_the_librarys() -> None:
    draws = torch.Generator().manual_seed(0)
    for _ in range(5):
        answer, truth = (torch.randint(0, 3, (6, 7), generator=draws) for _ in range(2))
        truth[torch.rand(6, 7, generator=draws) < 0.2] = 255
        every = intersection_over_union(confusion_counts(answer, truth, 3, ignore_index=255))
        for label in range(3):
            assert exercises.overlap(answer, truth, label) == pytest.approx(float(every[label]))
    # by hand: where labels count, class 1 is said four times and true four times, three of them together
    assert exercises.overlap(exercises._ANSWER, exercises._TRUTH, 1) == pytest.approx(3 / 5)


def test_the_pixel_loss_is_the_librarys() -> None:
    for logits, labels in (exercises._logits(seed, 0.4) for seed in range(3)):
        counted = labels != 255
        rows = logits.movedim(1, -1)[counted]
        one_hot = torch.nn.functional.one_hot(labels[counted], 3).float()
        torch.testing.assert_close(exercises.pixel_loss(logits, labels), soft_cross_entropy(rows, one_hot))


def test_pixels_that_agree_within_a_picture_are_worth_one() -> None:
    right = torch.tensor([[True] * 9, [False] * 9, [True] * 9, [False] * 9])
    # one in nine counts: √9, and √(4/3) for G − 1
    assert exercises.too_narrow(right) == pytest.approx((9 * 4 / 3) ** 0.5, rel=1e-6)


def test_two_heaps_are_the_librarys() -> None:
    sure, right = exercises._heaps(3, 6)
    pooled, mean = exercises.two_heaps(sure, right).tolist()
    assert pooled == pytest.approx(float(expected_calibration_error(reliability_of(sure, right, bins=10))))
    each = [expected_calibration_error(reliability_of(s, r, bins=10)) for s, r in zip(sure, right, strict=True)]
    assert mean == pytest.approx(float(torch.stack(each).mean()))
    assert pooled <= mean


def test_the_choice() -> None:
    assert exercises.two_groups() == "a"
