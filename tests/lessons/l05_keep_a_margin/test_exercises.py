import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial import geometry, losses
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l05_keep_a_margin.exercises import (
    distances,
    largest_confidence,
    margin_for,
    pulled,
    resting_distance,
)

margins = st.floats(0, 15)
class_counts = st.integers(2, 200)


def batch(seed: int = 0) -> torch.Tensor:
    return 6 * torch.randn(7, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def test_the_distances_are_the_librarys_and_right_by_hand() -> None:
    assert torch.allclose(distances(batch()), geometry.logit_distances(batch()))
    assert distances(torch.tensor([[3.0, 1.0, -2.0]])).tolist() == [[0.0, 2.0, 5.0]]


@given(margin=margins, seed=st.integers(0, 20))
def test_who_is_pulled_has_a_gradient_from_the_penalty(margin: float, seed: int) -> None:
    logits, labels = batch(seed).requires_grad_(), torch.zeros(7, dtype=torch.int64)
    prices = [
        losses.margin_loss(logits, labels, margin=margin, weight=weight, over_classes="sum", reduction="sum")
        for weight in (1.0, 0.0)
    ]
    (slope,) = torch.autograd.grad(prices[0] - prices[1], logits)
    others = torch.ones_like(slope, dtype=torch.bool).scatter_(1, logits.argmax(1, keepdim=True), False)
    assert torch.equal((slope < -0.5) & others, pulled(logits.detach(), margin))


@given(margin=margins, classes=class_counts)
def test_the_promise_is_reached_and_not_passed(margin: float, classes: int) -> None:
    bound = largest_confidence(margin, classes)
    logits = torch.full((1, classes), -margin, dtype=torch.float64)
    logits[0, 0] = 0
    assert float(torch.softmax(logits, 1)[0, 0]) == pytest.approx(bound)
    nearer = logits * torch.rand(classes, dtype=torch.float64, generator=torch.Generator().manual_seed(classes))
    assert float(torch.softmax(nearer, 1).amax()) <= bound + 1e-12


@given(margin=st.floats(0, 12), classes=class_counts)
def test_a_margin_to_order_turns_the_promise_round(margin: float, classes: int) -> None:
    assert margin_for(largest_confidence(margin, classes), classes) == pytest.approx(margin, abs=1e-6)


def test_the_numbers_of_the_lesson() -> None:
    assert margin_for(0.9, 100) == pytest.approx(math.log(891)) == pytest.approx(6.79, abs=0.005)
    assert margin_for(0.9, 10) == pytest.approx(4.39, abs=0.005)
    assert largest_confidence(10, 10) == pytest.approx(0.9996, abs=5e-5)
    assert largest_confidence(6, 10) == pytest.approx(0.978, abs=5e-4)


@given(
    margin=st.floats(0, 10),
    weight=st.floats(0.001, 1.5),
    classes=st.integers(2, 50),
    over_classes=st.sampled_from(["mean", "sum"]),
)
def test_no_distance_costs_less_than_the_resting_one(
    margin: float, weight: float, classes: int, over_classes: str
) -> None:
    def cost(distance: float) -> float:
        logits = torch.full((1, classes), -distance, dtype=torch.float64)
        logits[0, 0] = 0
        loss = losses.margin_loss(
            logits, torch.tensor([0]), margin=margin, weight=weight, over_classes=over_classes, reduction="sum"
        )
        return float(loss)

    rest = resting_distance(margin, weight, classes, over_classes)
    best = cost(rest)
    assert all(best <= cost(max(0.0, rest + step)) + 1e-9 for step in (-3, -0.5, -0.05, 0.05, 0.5, 3))


@given(epsilon=st.floats(0.01, 0.99), classes=class_counts)
def test_without_a_margin_it_is_label_smoothing(epsilon: float, classes: int) -> None:
    assert resting_distance(0, epsilon, classes, "mean") == pytest.approx(losses.optimal_gap(epsilon, classes))


def test_answers_by_torch_and_by_the_library_are_accepted() -> None:
    assert check("05.1", geometry.logit_distances).passed
    assert check("05.2", lambda logits, margin: geometry.logit_distances(logits) > margin).passed
    assert check("05.3", lambda margin, classes: torch.sigmoid(torch.tensor(margin - math.log(classes - 1)))).passed
    assert check("05.4", lambda cap, classes: math.log(classes - 1) + math.log(cap) - math.log(1 - cap)).passed
