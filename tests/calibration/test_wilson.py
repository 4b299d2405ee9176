"""Wilson's interval: against scipy, by hand, and by how often it holds the truth."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.later import later

from nls_tutorial.calibration import wilson_interval

stats = later("scipy.stats")


def test_by_hand() -> None:
    # n = 10, r = 10, z² ≈ 3.8415: the low end is 1/(1 + z²/n)
    low, high = wilson_interval(10, 10)
    assert float(low) == pytest.approx(1 / 1.38415, abs=1e-5)
    assert float(high) == 1.0
    assert [float(end) for end in wilson_interval(0, 10)] == pytest.approx([0, 1 - 1 / 1.38415], abs=1e-5)


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.5, 0.68, 0.9, 0.95, 0.999]))
def test_agrees_with_scipy(right: int, more: int, level: float) -> None:
    counts = right + more - 1 or 1
    theirs = stats.binomtest(right, counts).proportion_ci(level, method="wilson")
    low, high = wilson_interval(torch.tensor([right]), torch.tensor([counts]), level=level)
    assert float(low) == pytest.approx(theirs.low, abs=1e-9)
    assert float(high) == pytest.approx(theirs.high, abs=1e-9)


def test_holds_the_true_share_about_as_often_as_it_says() -> None:
    draws = torch.rand(20_000, 40, generator=torch.Generator().manual_seed(0), dtype=torch.float64) < 0.7
    low, high = wilson_interval(draws.sum(1), torch.full((20_000,), 40))
    assert 0.93 < float(((low <= 0.7) & (high >= 0.7)).double().mean()) < 0.97


def test_nothing_is_known_of_an_empty_bin() -> None:
    low, high = wilson_interval(torch.tensor([[0, 1]]), torch.tensor([[0, 1]]))
    assert low.shape == high.shape == (1, 2)
    assert low.dtype == high.dtype == torch.float64
    assert math.isnan(float(low[0, 0]))
    assert math.isnan(float(high[0, 0]))
    assert 0 < float(low[0, 1]) < float(high[0, 1]) == 1


@pytest.mark.parametrize(
    ("right", "counts", "level", "error", "message"),
    [
        (3, 2, 0.95, ValueError, "right must lie in 0 … counts, but got 3 of 2. Count the right answers"),
        (-1, 2, 0.95, ValueError, "right must lie in 0 … counts, but got -1 of 2"),
        (torch.tensor([1, 9]), torch.tensor([2, 8]), 0.95, ValueError, "but got 9 of 8"),
        (torch.tensor([1]), torch.tensor([1, 2]), 0.95, ValueError, r"right must have the shape of counts, \(2,\)"),
        (torch.tensor(0.5), 2, 0.95, TypeError, "right must hold whole numbers, but got torch.float32. Count, do not"),
        (torch.tensor(True), 2, 0.95, TypeError, "right must hold whole numbers, but got torch.bool"),
        (1, 2.0, 0.95, TypeError, "counts must hold whole numbers, but got torch.float32"),
        (1, 2, 1.0, ValueError, "level must lie between 0 and 1, but got 1.0. Use 0.95"),
        (1, 2, 95, ValueError, r"level must lie in \[0, 1\], but got 95. Use 0.95"),
    ],
)
def test_refusals(right: object, counts: object, level: float, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        wilson_interval(right, counts, level=level)
