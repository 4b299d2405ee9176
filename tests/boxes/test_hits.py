"""Which detections are right: by hand, and by the definition as a loop."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import tensor

from nls_tutorial.boxes import hits, iou

OBJECTS = tensor([[0.0, 0, 10, 10], [20, 0, 30, 10]])
ONES = torch.ones(2, dtype=torch.int64)


def one(*rows: list[float]) -> torch.Tensor:
    return tensor(rows, dtype=torch.float32)


def test_a_second_box_on_the_same_object_is_wrong() -> None:
    found = one([0, 0, 10, 9], [0, 0, 10, 10], [20, 0, 30, 10])
    labels = torch.ones(3, dtype=torch.int64)
    assert hits(found, tensor([0.9, 0.8, 0.7]), labels, OBJECTS, ONES).tolist() == [True, False, True]
    assert hits(found, tensor([0.7, 0.8, 0.9]), labels, OBJECTS, ONES).tolist() == [False, True, True]


def test_class_and_place_must_both_fit() -> None:
    found = one([0, 0, 10, 10], [20, 0, 30, 5], [20, 0, 30, 4])
    labels = tensor([2, 1, 1])
    assert hits(found, tensor([0.9, 0.5, 0.8]), labels, OBJECTS, ONES).tolist() == [False, True, False]
    assert hits(found, tensor([0.9, 0.5, 0.8]), labels, OBJECTS, ONES, overlap=0.6).tolist() == [False, False, False]


def test_a_taken_object_leaves_the_next_one() -> None:
    two = one([0, 0, 10, 10], [2, 0, 12, 10])
    found = one([0, 0, 10, 10], [0, 0, 10, 10])
    assert hits(found, tensor([0.9, 0.8]), ONES, two, ONES).tolist() == [True, True]


def test_pictures_without_objects_or_detections() -> None:
    none, labels = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
    assert hits(OBJECTS, tensor([0.9, 0.8]), ONES, none, labels).tolist() == [False, False]
    assert hits(none, torch.zeros(0), labels, OBJECTS, ONES).tolist() == []


@given(st.integers(0, 10**6), st.integers(0, 8), st.integers(0, 4))
def test_by_the_definition(seed: int, count: int, objects: int) -> None:
    draws = torch.Generator().manual_seed(seed)

    def some(n: int) -> torch.Tensor:
        corner = 12 * torch.rand(n, 2, generator=draws)
        return torch.cat([corner, corner + 4 + 8 * torch.rand(n, 2, generator=draws)], 1)

    found, truth = some(count), some(objects)
    scores = torch.randperm(count, generator=draws) / 10
    labels, own = (torch.randint(1, 3, (n,), generator=draws) for n in (count, objects))
    fit, free, right = iou(found.double(), truth.double()), set(range(objects)), [False] * count
    for n in sorted(range(count), key=lambda n: -scores[n]):
        rest = [m for m in free if own[m] == labels[n]]
        best = max(rest, key=lambda m: fit[n, m], default=None)
        if best is not None and fit[n, best] >= 0.5:
            right[n] = True
            free.remove(best)
    assert hits(found, scores, labels, truth, own).tolist() == right


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"true_boxes must have a width and a height, but got \(0, 0, 0, 0\) in row 1"):
        hits(OBJECTS, tensor([0.9, 0.8]), ONES, one([0, 0, 1, 1], [0, 0, 0, 0]), ONES)
    with pytest.raises(ValueError, match=r"true_labels must have shape \(2,\), but got \(1,\)"):
        hits(OBJECTS, tensor([0.9, 0.8]), ONES, OBJECTS, ONES[:1])
