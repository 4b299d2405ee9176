import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial import losses
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l04_focus_and_penalize.exercises import (
    PENALTY,
    PROBABILITIES,
    answer_04_1,
    distance_to_bound,
    flsd,
    focal_bend,
    gradients,
    penalty_gradient,
)

GENERATOR = torch.Generator().manual_seed(0)
LOGITS = 3 * torch.randn(50, 7, dtype=torch.float64, generator=GENERATOR)
LABELS = torch.arange(50) % 7


def gradient(loss: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    return torch.autograd.grad(loss.sum(), logits)[0]


@pytest.mark.parametrize("p", PROBABILITIES)
def test_the_table_is_what_autograd_says_of_the_librarys_losses(p: float) -> None:
    logits = torch.zeros(1, 10, dtype=torch.float64)
    logits[0, 0] = math.log(9 * p / (1 - p))
    logits.requires_grad_()
    label = torch.tensor([0])
    in_order = (
        losses.focal_loss(logits, label, gamma=0.0),
        losses.focal_loss(logits, label, gamma=3.0),
        losses.flsd_loss(logits, label),
        losses.confidence_penalty_loss(logits, label, weight=PENALTY),
    )
    for letter, loss in zip(answer_04_1(), in_order, strict=True):
        assert gradients(p)[letter] == pytest.approx(float(gradient(loss, logits)[0, 0]), abs=1e-9)


def test_the_hints_of_the_table_hold() -> None:
    rows = {p: gradients(p) for p in PROBABILITIES}
    assert [name for name in "ABCD" if any(row[name] > 0 for row in rows.values())] == ["C"]
    assert all(abs(row["A"] - row["D"]) < 1e-12 for p, row in rows.items() if p > 0.2)
    assert rows[0.21]["A"] < rows[0.19]["A"], "FLSD jumps back"
    assert rows[0.21]["D"] > rows[0.19]["D"]


@given(p=st.floats(0.001, 0.999), gamma=st.floats(0, 6))
def test_the_bend_is_the_ratio_of_two_gradients(p: float, gamma: float) -> None:
    logits = torch.tensor([[math.log(p / (1 - p)), 0.0]], dtype=torch.float64, requires_grad=True)
    label = torch.tensor([0])
    ratio = gradient(losses.focal_loss(logits, label, gamma=gamma), logits) / gradient(
        losses.focal_loss(logits, label, gamma=0.0), logits
    )
    found = float(focal_bend(torch.tensor(p, dtype=torch.float64), gamma))
    assert ratio[0].tolist() == pytest.approx([found, found], rel=1e-6, abs=1e-12)
    assert found >= 0


def test_the_bend_by_hand() -> None:
    assert float(focal_bend(torch.tensor(0.5), 1.0)) == pytest.approx(0.5 + 0.5 * math.log(2))
    assert float(focal_bend(torch.tensor(0.3), 0.0)) == 1


def test_flsd_is_the_librarys() -> None:
    assert torch.allclose(flsd(LOGITS, LABELS), losses.flsd_loss(LOGITS, LABELS, reduction="none"))


@given(gamma=st.floats(0, 6))
def test_the_distance_is_never_negative(gamma: float) -> None:
    found = distance_to_bound(LOGITS, LABELS, gamma)
    focal = losses.focal_loss(LOGITS, LABELS, gamma=gamma, reduction="none")
    charged = losses.confidence_penalty_loss(LOGITS, LABELS, weight=gamma, reduction="none")
    assert torch.allclose(found, focal - charged, atol=1e-9)
    assert float(found.min()) > -1e-12


@pytest.mark.parametrize("weight", [0.0, 0.1, 2.0])
def test_the_gradient_agrees_with_autograd(weight: float) -> None:
    free = LOGITS.clone().requires_grad_()
    expected = gradient(losses.confidence_penalty_loss(free, LABELS, weight=weight, reduction="sum"), free)
    assert torch.allclose(penalty_gradient(LOGITS, LABELS, weight), expected)


def test_at_the_best_gap_the_gradient_is_zero() -> None:
    low, high, weight = 0.0, 20.0, 0.25
    for _ in range(60):  # g·p_y = 1/λ by halving
        gap = (low + high) / 2
        low, high = (gap, high) if gap / (1 + 9 * math.exp(-gap)) < 1 / weight else (low, gap)
    logits = torch.zeros(1, 10, dtype=torch.float64)
    logits[0, 0] = gap
    assert float(penalty_gradient(logits, torch.tensor([0]), weight).abs().max()) < 1e-9


def test_a_gradient_by_autograd_is_accepted() -> None:
    def by_autograd(logits: torch.Tensor, labels: torch.Tensor, weight: float) -> torch.Tensor:
        free = logits.clone().requires_grad_()
        return gradient(losses.confidence_penalty_loss(free, labels, weight=weight, reduction="sum"), free)

    assert check("04.5", by_autograd).passed


def test_letters_may_be_small() -> None:
    assert check("04.1", "bdac").passed
