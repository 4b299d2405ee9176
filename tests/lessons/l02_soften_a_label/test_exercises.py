import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial import losses, targets
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l02_soften_a_label.exercises import (
    logit_gradient,
    matching_alpha,
    optimal_gap,
    smallest_loss,
    true_class_share,
)

epsilons = st.floats(0, 1)
class_counts = st.integers(2, 200)
LABEL = torch.tensor([0])


@given(epsilon=epsilons, classes=class_counts)
def test_the_share_is_the_librarys(epsilon: float, classes: int) -> None:
    row = targets.smooth_uniform(LABEL, classes, epsilon)[0]
    assert true_class_share(epsilon, classes) == pytest.approx(float(row[0]), abs=1e-6)


@given(epsilon=epsilons, classes=class_counts)
def test_alpha_makes_the_two_definitions_agree(epsilon: float, classes: int) -> None:
    alpha = matching_alpha(epsilon, classes)
    uniform, others = targets.smooth_uniform(LABEL, classes, epsilon), targets.smooth_others(LABEL, classes, alpha)
    assert torch.allclose(uniform, others, atol=1e-6)


@given(epsilon=st.floats(0.001, 1), classes=class_counts)
def test_at_the_gap_the_loss_is_smallest_and_the_gradient_is_zero(epsilon: float, classes: int) -> None:
    gap = optimal_gap(epsilon, classes)
    assert gap == pytest.approx(losses.optimal_gap(epsilon, classes))
    soft = targets.smooth_uniform(LABEL, classes, epsilon)
    logits = torch.zeros(1, classes)
    logits[0, 0] = gap
    assert float(logit_gradient(logits, soft).abs().max()) < 1e-5
    loss = float(losses.soft_cross_entropy(logits, soft))
    assert loss == pytest.approx(smallest_loss(epsilon, classes), abs=1e-4)


def test_the_ends_by_hand() -> None:
    assert optimal_gap(0.0, 10) == math.inf == losses.optimal_gap(0.0, 10)
    assert optimal_gap(1.0, 10) == 0
    assert optimal_gap(0.5, 2) == pytest.approx(math.log(3))
    assert smallest_loss(0.0, 10) == 0
    assert smallest_loss(1.0, 10) == pytest.approx(math.log(10))
    assert smallest_loss(0.5, 2) == pytest.approx(-0.75 * math.log(0.75) - 0.25 * math.log(0.25))


def test_the_gradient_agrees_with_autograd() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(6, 5, dtype=torch.float64, generator=generator, requires_grad=True)
    soft = torch.softmax(torch.randn(6, 5, dtype=torch.float64, generator=generator), dim=1)
    loss = torch.nn.functional.cross_entropy(logits, soft, reduction="sum")
    (expected,) = torch.autograd.grad(loss, logits)
    assert torch.allclose(logit_gradient(logits.detach(), soft), expected, atol=1e-6)


def test_a_gradient_by_autograd_is_accepted() -> None:
    def by_autograd(logits: torch.Tensor, soft: torch.Tensor) -> torch.Tensor:
        logits = logits.clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(logits, soft, reduction="sum")
        return torch.autograd.grad(loss, logits)[0]

    assert check("02.4", by_autograd).passed


def test_answers_by_torch_are_accepted() -> None:
    def gap(epsilon: float, classes: int) -> torch.Tensor:
        return torch.log1p(classes * (1 - torch.tensor(epsilon)) / torch.tensor(epsilon))

    def left(epsilon: float, classes: int) -> torch.Tensor:
        return torch.special.entr(targets.smooth_uniform(LABEL, classes, epsilon)).sum()

    assert check("02.3", gap).passed
    assert check("02.5", left).passed


def test_bits_are_told_from_nats() -> None:
    def in_bits(epsilon: float, classes: int) -> float:
        return smallest_loss(epsilon, classes) / math.log(2)

    assert "Every number is in bits" in check("02.5", in_bits).message


def test_per_cent_is_told() -> None:
    message = check("02.1", lambda epsilon, classes: 100 * true_class_share(epsilon, classes)).message
    assert "give shares of 1, not per cent" in message
