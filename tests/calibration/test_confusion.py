"""Confusion counts and IoU: pixel by pixel, by hand, and against scikit-learn."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, jaccard_score
from typecheck import unchecked

from nls_tutorial.calibration import confusion_counts, intersection_over_union, mean_iou


def drawn(seed: int, count: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    draws = torch.Generator().manual_seed(seed)
    predicted, labels = torch.randint(classes, (2, count), generator=draws)
    return predicted, labels


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(2, 6))
def test_it_is_scikit_learns(seed: int, count: int, classes: int) -> None:
    predicted, labels = drawn(seed, count, classes)
    counts = confusion_counts(predicted, labels, classes)
    there = sorted(set(predicted.tolist()) | set(labels.tolist()))
    assert counts.tolist() == confusion_matrix(labels, predicted, labels=list(range(classes))).tolist()
    scores = jaccard_score(labels, predicted, labels=there, average=None)
    torch.testing.assert_close(intersection_over_union(counts)[there], torch.tensor(scores, dtype=torch.float64))
    torch.testing.assert_close(float(mean_iou(counts)), float(scores.mean()))


def test_by_hand() -> None:
    labels = torch.tensor([[[0, 0, 1], [1, 2, 255]]])
    predicted = torch.tensor([[[0, 1, 1], [0, 2, 2]]])
    counts = confusion_counts(predicted, labels, 4, ignore_index=255)
    assert counts.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    iou = intersection_over_union(counts)
    torch.testing.assert_close(iou[:3], torch.tensor([1 / 3, 1 / 3, 1.0], dtype=torch.float64))
    assert iou[3].isnan()
    torch.testing.assert_close(mean_iou(counts), torch.tensor(5 / 9, dtype=torch.float64))


def test_counts_of_parts_add_up() -> None:
    predicted, labels = drawn(0, 50, 3)
    parts = [confusion_counts(predicted[part], labels[part], 3) for part in (slice(0, 20), slice(20, 50))]
    assert (parts[0] + parts[1]).equal(confusion_counts(predicted, labels, 3))


def test_what_does_not_fit_is_told() -> None:
    labels = torch.tensor([0, 1])
    with pytest.raises(ValueError, match=r"predicted must have the labels' shape \(2,\)"):
        confusion_counts(torch.tensor([0]), labels, 2)
    with pytest.raises(ValueError, match="labels must"):
        confusion_counts(labels, torch.tensor([0, 2]), 2)
    with pytest.raises(TypeError, match="predicted must"):
        confusion_counts(labels.float(), labels, 2)
    for mark in (torch.zeros(5, 3), "void", 2.0):
        with pytest.raises(TypeError, match=r"^ignore_index must be a whole number, but got"):
            unchecked(confusion_counts)(labels, labels, 2, ignore_index=mark)
    with pytest.raises(ValueError, match=r"counts must have shape \(K, K\)"):
        mean_iou(torch.zeros(2, 3))
