"""What a decision costs: a loop from the definition, Chow's rule, and the edges."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nls_tutorial.calibration import best_threshold, decision_costs

ROWS = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=12)


def by_definition(rows: list[tuple[float, bool]], threshold: float, ask: float) -> float:
    return sum(ask if sure < threshold else float(not right) for sure, right in rows) / len(rows)


@given(ROWS, st.sampled_from([0.0, 0.1, 1.5]))
@settings(max_examples=60, deadline=None)
def test_the_definition_and_the_cheapest(rows: list[tuple[float, bool]], ask: float) -> None:
    sure, right = torch.tensor([s for s, _ in rows], dtype=torch.float64), torch.tensor([r for _, r in rows])
    tried = [0.0, 0.25, 0.3, 0.5, 0.9, 0.95, 1.0, 1.01]
    costs = decision_costs(sure, right, torch.tensor(tried, dtype=torch.float64), ask=ask).tolist()
    assert costs == pytest.approx([by_definition(rows, t, ask) for t in tried])
    best = best_threshold(sure, right, ask=ask)
    assert by_definition(rows, best, ask) == pytest.approx(min(costs))
    assert all(by_definition(rows, t, ask) > min(costs) + 1e-9 for t in {0.0, *sure.tolist()} if t < best)


def test_of_a_calibrated_network_one_minus_the_cost_is_best() -> None:
    sure = torch.linspace(0.5, 1, 51, dtype=torch.float64).repeat_interleave(1000)
    right = torch.arange(51_000) % 1000 < (1000 * sure).round()
    assert best_threshold(sure, right, ask=0.205) == pytest.approx(0.8)


def test_float32_confidences_meet_their_own_threshold() -> None:
    sure, right = torch.tensor([0.1, 0.7]), torch.tensor([False, True])
    assert decision_costs(sure, right, torch.tensor([0.7]), ask=0.5).tolist() == [0.25]


def test_what_is_refused() -> None:
    sure, right = torch.tensor([0.5]), torch.tensor([True])
    for bad in (-1, float("nan")):
        with pytest.raises(ValueError, match="ask must be"):
            decision_costs(sure, right, torch.tensor([0.5]), ask=bad)
    with pytest.raises(ValueError, match="thresholds must have shape"):
        decision_costs(sure, right, torch.tensor(0.5), ask=0.1)
    with pytest.raises(ValueError, match="confidences must hold at least one"):
        decision_costs(sure[:0], right[:0], torch.tensor([0.5]), ask=0.1)
    with pytest.raises(TypeError, match="right must be a bool"):
        best_threshold(sure, torch.tensor([1.0]), ask=0.1)
