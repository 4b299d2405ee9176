"""The desk-scale studies: a cell has its scores, repeats itself, and a comparison tells the floors."""

from pathlib import Path

import numpy as np
import pytest
import torch
from lessons.l14_train_on_cifar10.samples import results
from lessons.l14_train_on_cifar10.study.official import write

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import CIFAR10_FEWER, CIFAR10_SMALL, small
from nls_tutorial.records import Images
from nls_tutorial.studies import DataFolder


@pytest.mark.slow
def test_a_cell_has_its_scores_and_repeats_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small, "PER_BATCH", 20)
    folder = DataFolder(write(tmp_path, 20), "")
    settings = {"epochs": 1, "size": 8, "width": 2, "augment": False, "pictures": (30, 60)}
    (first, kept), (again, _) = (
        CIFAR10_SMALL.compute(lesson.Recipe("LS"), seed=0, device="cpu", data=folder, **settings) for _ in range(2)
    )
    assert set(first) == set(CIFAR10_SMALL.scores) == set(CIFAR10_FEWER.scores)
    for name, numbers in first.items():
        assert len(numbers) == 2, name
        np.testing.assert_array_equal(numbers, again[name])
    assert kept["correct"].mean() == pytest.approx(first["accuracy"][-1])
    assert kept["probabilities"].shape == (20, 10)
    _, other = CIFAR10_SMALL.compute(lesson.Recipe("LS"), seed=1, device="cpu", data=folder, **settings)
    assert set(other) == {"correct"}


def test_halving_is_the_mean_over_squares() -> None:
    images = torch.arange(32.0).reshape(1, 2, 4, 4) / 32
    half = small.halved(Images(images, torch.tensor([0]), ("cat", "dog"), "test"), 2).images
    assert float(half[0, 0, 0, 0]) == pytest.approx((0 + 1 + 4 + 5) / 4 / 32)
    assert float(half[0, 1, 1, 1]) == pytest.approx((26 + 27 + 30 + 31) / 4 / 32)


def test_the_arms_are_both_papers_and_a_larger_rate() -> None:
    assert len(CIFAR10_SMALL.arms) == 10
    assert CIFAR10_SMALL.arms["normLS × 10"] == lesson.Recipe("normLS", rate=10.0)
    assert CIFAR10_SMALL.arms["normLS + PC"].padding == "partial"
    assert set(CIFAR10_FEWER.arms) == {"CE", "LS", "MbLS"}


def test_an_ece_is_compared_with_its_floors() -> None:
    seen = lesson.compare(results(), "ECE", "LS", "CE", "lower")
    assert seen.word == "shows"
    assert "chance alone gives" in str(seen)
    assert "chance" not in str(lesson.compare(results(), "accuracy", "LS", "CE", "higher"))
