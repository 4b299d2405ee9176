"""A reader looked at as a network: scores by hand, a temperature against the library's own, the ends of the scale."""

import math

import pytest
import torch
from progress.test_guesses import guess

from nls_tutorial.calibration import fit_temperature
from nls_tutorial.progress import own_curve, own_temperature
from nls_tutorial.progress.curve import at_temperature


def several(confidence: float, right: int, wrong: int):  # type: ignore[no-untyped-def]
    return [guess(f"05.{at}", confidence, correct=at < right) for at in range(right + wrong)]


def test_scores_by_hand() -> None:
    found = [guess("05.1", 0.9), guess("05.2", 0.9, correct=False), guess("05.3", 0.6), guess("05.4", 1.0)]
    curve = own_curve(found)
    assert curve.brier == pytest.approx((0.01 + 0.81 + 0.16 + 0.0) / 4)
    assert curve.excess == pytest.approx(0.85 - 0.75)
    assert curve.excess_interval[0] < curve.excess < curve.excess_interval[1]
    assert curve.bins.counts.tolist() == [0, 0, 1, 0, 3]
    # (0.7, …] holds 0.6: a gap of 0.4; the last bin 0.9, 0.9 and 1 with two of three right
    assert curve.ece == pytest.approx(0.4 / 4 + abs(2.8 - 2) / 4)
    assert 0 < curve.chance[0] < curve.chance[1] <= 1
    with pytest.raises(ValueError, match="found must hold at least one guess"):
        own_curve([])


def test_one_guess_has_no_spread_and_breaks_nothing() -> None:
    curve = own_curve([guess()])
    assert curve.excess_interval == (curve.excess, curve.excess)
    assert curve.temperature is None


def test_the_temperature_is_the_one_that_the_library_fits() -> None:
    found = several(0.9, 7, 3)
    logits = torch.tensor([[math.log(0.9), math.log(0.1)]], dtype=torch.float64).expand(10, 2)
    labels = torch.tensor([0 if one.correct else 1 for one in found])
    fit = fit_temperature(logits, labels, split="calibration")
    assert own_temperature(found) == pytest.approx(fit.temperature, rel=0.003)
    # two answers, 0.9 said and 0.7 right: (9)^(1/T) = 7/3
    assert own_temperature(found) == pytest.approx(math.log(9) / math.log(7 / 3), rel=0.003)
    assert own_temperature(several(0.6, 9, 1)) < 1 < own_temperature(several(0.95, 8, 2))  # type: ignore[operator]


def test_with_four_answers_the_others_share_the_rest() -> None:
    sure, floor = torch.tensor([0.7], dtype=torch.float64), torch.tensor([0.25], dtype=torch.float64)
    logits = torch.tensor([0.7, 0.1, 0.1, 0.1], dtype=torch.float64).log()
    for temperature in (0.5, 1.0, 3.0):
        expected = torch.softmax(logits / temperature, dim=0)[0]
        assert at_temperature(sure, floor, temperature).item() == pytest.approx(expected.item())


@pytest.mark.parametrize("found", [[], several(0.9, 5, 0), several(0.9, 0, 5), several(0.5, 3, 2)])
def test_where_no_temperature_is_best_it_says_none(found) -> None:  # type: ignore[no-untyped-def]
    assert own_temperature(found) is None


def test_a_mistake_that_was_certain_costs_much_and_not_all() -> None:
    assert own_temperature(several(1.0, 9, 1)) == pytest.approx(math.log(99) / math.log(9), rel=0.003)
