"""The answers of lesson 21 by hand and against the library."""

import pytest
import torch

from nls_tutorial.calibration import best_threshold, decision_costs
from nls_tutorial.lessons.l21_bring_your_own_data.exercises import cheapest_threshold, honest_student, mean_cost


def some(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    draws = torch.Generator().manual_seed(seed)
    sure = torch.rand(40, generator=draws, dtype=torch.float64)
    return sure, torch.rand(40, generator=draws, dtype=torch.float64) < sure


def test_a_cost_by_hand() -> None:
    sure, right = torch.tensor([0.5, 0.7, 0.9], dtype=torch.float64), torch.tensor([False, False, True])
    assert float(mean_cost(sure, right, 0.6, 0.3)) == pytest.approx((0.3 + 1) / 3)


@pytest.mark.parametrize("seed", range(3))
def test_costs_and_thresholds_are_the_librarys(seed: int) -> None:
    sure, right = some(seed)
    for ask in (0.0, 0.1, 0.5, 2.0):
        for threshold in (0.0, float(sure[3]), 0.8, 1.01):
            expected = decision_costs(sure, right, torch.tensor([threshold], dtype=torch.float64), ask=ask)[0]
            torch.testing.assert_close(mean_cost(sure, right, threshold, ask), expected)
        assert float(cheapest_threshold(sure, right, ask)) == pytest.approx(best_threshold(sure, right, ask=ask))


def test_the_choice() -> None:
    assert honest_student() == "C"
