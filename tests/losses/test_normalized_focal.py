"""normalized_focal_loss against its loop, its limits, and values by hand."""

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
    stays_finite,
    widens_halves,
)

from nls_tutorial.losses import focal_loss, normalized_cross_entropy, normalized_focal_loss
from nls_tutorial.targets import one_hot

pytestmark = pytest.mark.usefixtures("path")


def with_gamma(gamma):
    return lambda *given, **options: normalized_focal_loss(*given, gamma=gamma, **options)


def test_by_hand() -> None:
    # p = (3/4, 1/4), label 0, γ = 2: ((1/4)² log 4/3) / ((1/4)² log 4/3 + (3/4)² log 4)
    logits = torch.tensor([[math.log(3), 0.0]])
    above, other = math.log(4 / 3) / 16, 9 * math.log(4) / 16
    loss = normalized_focal_loss(logits, torch.tensor([0]), gamma=2)
    torch.testing.assert_close(loss, torch.tensor(above / (above + other)))


@pytest.mark.parametrize("gamma", [0, 0.3, 1, 4])
def test_follows_its_loop(gamma: float) -> None:
    follows(with_gamma(gamma), lambda z, y: losses_spec.normalized_focal_loss(z, y, gamma))


def test_a_half_is_the_default() -> None:
    follows(normalized_focal_loss, losses_spec.normalized_focal_loss)


def test_focal_loss_over_its_sum_over_labels() -> None:
    logits, labels = a_batch((6, 5))
    everyone = sum(focal_loss(logits, torch.full_like(labels, j), gamma=2, reduction="none") for j in range(5))
    expected = focal_loss(logits, labels, gamma=2, reduction="none") / everyone
    torch.testing.assert_close(normalized_focal_loss(logits, labels, gamma=2, reduction="none"), expected)


@given(st.integers(0, 10_000), st.integers(2, 9), st.floats(0, 6))
def test_a_share_that_all_labels_sum_to_one(seed: int, classes: int, gamma: float) -> None:
    logits, labels = a_batch((3, classes), seed)
    shares = [
        normalized_focal_loss(logits, torch.full_like(labels, j), gamma=gamma, reduction="none") for j in range(classes)
    ]
    assert all(((share >= 0) & (share <= 1)).all() for share in shares)
    torch.testing.assert_close(sum(shares), torch.ones(3, dtype=torch.float64))


def test_without_focus_it_is_normalized_cross_entropy() -> None:
    logits, labels = a_batch((6, 5))
    plain = normalized_cross_entropy(logits, one_hot(labels, 5, dtype=torch.float64))
    torch.testing.assert_close(normalized_focal_loss(logits, labels, gamma=0), plain)


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 3])
def test_gradient(gamma: float, monkeypatch: pytest.MonkeyPatch) -> None:
    differentiates(with_gamma(gamma), monkeypatch)


@pytest.mark.parametrize("gamma", [0, 0.5, 3])
def test_stays_finite(gamma: float) -> None:
    stays_finite(with_gamma(gamma))


def test_ignores_a_shift() -> None:
    ignores_a_shift(normalized_focal_loss)


def test_widens_halves() -> None:
    widens_halves(normalized_focal_loss)


def test_refusals() -> None:
    refuses_bad_labels(normalized_focal_loss)
    logits, labels = a_batch((4, 3))
    with refused(
        ValueError,
        "gamma must be a finite number of at least 0, but got -0.5. "
        "Use 0 for normalized cross-entropy, 0.5 for the usual focus.",
    ):
        normalized_focal_loss(logits, labels, gamma=-0.5)
