"""confidence_penalty_loss against its loop, torch's entropy, its limits, and values by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import losses_spec
from spec.loss_checks import (
    a_batch,
    differentiates,
    follows,
    ignores_a_shift,
    refused,
    refuses_bad_labels,
    slope_of,
    stays_finite,
    widens_halves,
)
from torch.distributions import Categorical
from torch.nn import functional as F

from nls_tutorial.losses import confidence_penalty_loss

pytestmark = pytest.mark.usefixtures("path")


def test_by_hand() -> None:
    # p = (3/4, 1/4), label 0: log 4/3 − 0.2·(3/4·log 4/3 + 1/4·log 4)
    logits = torch.tensor([[math.log(3), 0.0]])
    loss = confidence_penalty_loss(logits, torch.tensor([0]), weight=0.2)
    entropy = 0.75 * math.log(4 / 3) + 0.25 * math.log(4)
    torch.testing.assert_close(loss, torch.tensor(math.log(4 / 3) - 0.2 * entropy))


@pytest.mark.parametrize("weight", [0, 0.5, 3])
def test_follows_its_loop(weight: float) -> None:
    follows(
        lambda *given, **options: confidence_penalty_loss(*given, weight=weight, **options),
        lambda z, y: losses_spec.confidence_penalty_loss(z, y, weight),
    )


def test_a_tenth_is_the_default() -> None:
    follows(confidence_penalty_loss, losses_spec.confidence_penalty_loss)


def test_torchs_entropy() -> None:
    logits, labels = a_batch((8, 6))
    expected = F.cross_entropy(logits, labels, reduction="none") - 0.4 * Categorical(logits=logits).entropy()
    torch.testing.assert_close(confidence_penalty_loss(logits, labels, weight=0.4, reduction="none"), expected)


@given(st.integers(0, 10_000), st.integers(2, 9), st.floats(0, 4))
def test_bounds(seed: int, classes: int, weight: float) -> None:
    """CE − λ log K ≤ L ≤ CE."""
    logits, labels = a_batch((4, classes), seed)
    plain = F.cross_entropy(logits, labels, reduction="none")
    losses = confidence_penalty_loss(logits, labels, weight=weight, reduction="none")
    assert (losses <= plain + 1e-12).all()
    assert (losses >= plain - weight * math.log(classes) - 1e-12).all()


def test_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    differentiates(confidence_penalty_loss, monkeypatch)
    # ∂L/∂z_k = p_k − 1[k = y] + λ·p_k·(log p_k + H)
    logits, labels = a_batch((5, 4))
    p = logits.softmax(1)
    entropy = Categorical(logits=logits).entropy()[:, None]
    slope = slope_of(lambda z: confidence_penalty_loss(z, labels, weight=0.7, reduction="sum"), logits)
    torch.testing.assert_close(slope, p - F.one_hot(labels, 4) + 0.7 * p * (p.log() + entropy))


@pytest.mark.parametrize("weight", [0, 0.1])
def test_stays_finite(weight: float) -> None:
    stays_finite(lambda *given, **options: confidence_penalty_loss(*given, weight=weight, **options))


def test_ignores_a_shift() -> None:
    ignores_a_shift(confidence_penalty_loss)


def test_widens_halves() -> None:
    widens_halves(confidence_penalty_loss)


def test_refusals() -> None:
    refuses_bad_labels(confidence_penalty_loss)
    logits, labels = a_batch((4, 3))
    with refused(
        ValueError,
        "weight must be a finite number of at least 0, but got -0.1. Use 0.1 for the usual penalty, 0 for none.",
    ):
        confidence_penalty_loss(logits, labels, weight=-0.1)
