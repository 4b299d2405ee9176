"""Borders between classes, against the definition pixel by pixel and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.data import ignore_border, near_border


def by_definition(labels: torch.Tensor, width: int, ignored: int = 255) -> torch.Tensor:
    found = torch.zeros(labels.shape, dtype=torch.bool)
    count, height, width_of = labels.shape
    for n in range(count):
        for y in range(height):
            for x in range(width_of):
                around = {
                    int(labels[n, j, i])
                    for j in range(max(0, y - width), min(height, y + width + 1))
                    for i in range(max(0, x - width), min(width_of, x + width + 1))
                }
                found[n, y, x] = len(around - {ignored}) > 1
    return found


@given(
    st.integers(0, 3),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 1000),
)
def test_it_is_what_the_definition_says(width: int, high: int, wide: int, seed: int) -> None:
    draws = torch.Generator().manual_seed(seed)
    labels = torch.tensor([0, 1, 4, 255])[torch.randint(4, (2, high, wide), generator=draws)]
    near = by_definition(labels, width)
    assert near_border(labels, width).equal(near)
    assert ignore_border(labels, width).equal(torch.where(near, 255, labels))


def test_by_hand() -> None:
    labels = torch.tensor([[[0, 0, 0, 7, 7], [0, 0, 0, 7, 7]]])
    assert not near_border(labels, 0).any()
    assert near_border(labels, 1)[0, 0].tolist() == [False, False, True, True, False]
    assert near_border(labels, 2)[0, 1].tolist() == [False, True, True, True, True]
    alone = torch.tensor([[[0, 255, 255, 1]]])
    assert near_border(alone, 1)[0, 0].tolist() == [False, False, False, False]
    assert near_border(alone, 2)[0, 0].tolist() == [False, True, True, False]
    assert near_border(torch.tensor([[[0, 3]]]), 1, ignore_index=3)[0, 0].tolist() == [False, False]


@pytest.mark.parametrize(
    ("labels", "width", "error", "says"),
    [
        (torch.zeros(2, 2, dtype=torch.int64), 1, ValueError, r"labels must have shape \(N, H, W\)"),
        (torch.zeros(1, 2, 2), 1, TypeError, "labels must be int64"),
        (torch.zeros(1, 2, 2, dtype=torch.int64), -1, ValueError, "width must"),
    ],
)
def test_what_does_not_fit_is_told(labels: torch.Tensor, width: int, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        near_border(labels, width)
