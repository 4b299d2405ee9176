"""Average precision: by hand, by its definition as a loop, and at its ends; lesson 19 has its peers."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.boxes_spec import average_precision as by_loop
from torch import tensor

from nls_tutorial.boxes import average_precision


def test_by_hand() -> None:
    scores, right = tensor([0.9, 0.8, 0.7, 0.6]), tensor([True, False, True, False])
    # two of four objects: recall ¼ at precision 1 (26 levels, 0 … 0.25), ½ at ⅔ (25 levels), nothing above
    assert average_precision(scores, right, 4).item() == pytest.approx((26 * 1 + 25 * 2 / 3) / 101)
    assert average_precision(scores.flip(0), right.flip(0), 4) == average_precision(scores, right, 4)


def test_the_ends() -> None:
    nothing = torch.zeros(0)
    assert average_precision(nothing, nothing.bool(), 3).item() == 0.0
    assert average_precision(tensor([0.5]), tensor([False]), 3).item() == 0.0
    assert average_precision(torch.rand(5), torch.ones(5, dtype=torch.bool), 5).item() == 1.0
    assert average_precision(tensor([0.9, 0.1]), tensor([True, False]), 1).item() == 1.0  # what follows costs nothing


@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(0, 10))
def test_by_the_definition(seed: int, count: int, missed: int) -> None:
    draws = torch.Generator().manual_seed(seed)
    scores = torch.randint(0, 12, (count,), generator=draws) / 11  # with ties
    right = torch.rand(count, generator=draws) < 0.5
    objects = int(right.sum()) + missed
    if objects > 0:
        expected = by_loop(scores.tolist(), right.tolist(), objects)
        assert average_precision(scores, right, objects).item() == pytest.approx(expected, abs=1e-12)
        assert average_precision(scores.double(), right, objects).dtype == torch.float64


def test_it_depends_on_the_order_alone() -> None:
    draws = torch.Generator().manual_seed(0)
    scores, right = torch.rand(30, generator=draws), torch.rand(30, generator=draws) < 0.6
    assert average_precision(scores, right, 25) == average_precision(5 * scores - 8, right, 25)


def test_what_does_not_fit_is_refused() -> None:
    scores, right = tensor([0.9, 0.8]), tensor([True, True])
    with pytest.raises(ValueError, match="objects must be"):
        average_precision(scores, right, 0)
    with pytest.raises(ValueError, match="right must be at most the 1 objects, but got 2"):
        average_precision(scores, right, 1)
    with pytest.raises(TypeError, match=r"right must be a bool tensor, but got torch\.int64"):
        average_precision(scores, right.long(), 2)
    with pytest.raises(ValueError, match=r"right must have shape \(2,\)"):
        average_precision(scores, right[:1], 2)
    with pytest.raises(ValueError, match="scores must be numbers, but got NaN"):
        average_precision(tensor([float("nan"), 0.5]), right, 2)
    with pytest.raises(ValueError, match="scores must have shape"):
        average_precision(scores[None], right[None], 2)
