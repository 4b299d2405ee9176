"""normalized_cross_entropy against its loop, its identity, its bounds, and values by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import losses_spec
from spec.loss_checks import (
    a_batch,
    follows_targets,
    ignores_a_shift,
    refuses_bad_targets,
    slope_of,
    stays_finite,
    widens_halves,
)
from torch.nn import functional as F

from nls_tutorial.losses import normalized_cross_entropy
from nls_tutorial.targets import one_hot, smooth_uniform


def on_labels(logits, labels, **options):
    """normLSCE on labels, so that the checks for losses on labels can be made."""
    dtype = torch.float64 if logits.dtype == torch.float64 else torch.float32
    return normalized_cross_entropy(logits, smooth_uniform(labels, logits.shape[1], 0.2, dtype=dtype), **options)


def test_by_hand() -> None:
    # p = (3/4, 1/4) and q = (1, 0): L = log(4/3) / (log(4/3) + log 4)
    logits = torch.tensor([[math.log(3), 0.0]])
    loss = normalized_cross_entropy(logits, torch.tensor([[1.0, 0.0]]))
    torch.testing.assert_close(loss, torch.tensor(math.log(4 / 3) / (math.log(4 / 3) + math.log(4))))


def test_follows_its_loop() -> None:
    follows_targets(normalized_cross_entropy, losses_spec.normalized_cross_entropy)


def test_torchs_cross_entropy_over_its_sum_over_labels() -> None:
    logits, labels = a_batch((6, 5))
    everyone = sum(F.cross_entropy(logits, torch.full_like(labels, j), reduction="none") for j in range(5))
    expected = F.cross_entropy(logits, labels, reduction="none") / everyone
    targets = one_hot(labels, 5, dtype=torch.float64)
    torch.testing.assert_close(normalized_cross_entropy(logits, targets, reduction="none"), expected)


@given(st.integers(0, 10_000), st.integers(2, 12), st.floats(0, 1))
def test_smoothing_only_scales_and_shifts(seed: int, classes: int, epsilon: float) -> None:
    """normLSCE = (1 − ε)·NCE + ε/K, value and gradient (audit 1); both within [0, 1] (audit 2)."""
    logits, labels = a_batch((4, classes), seed, scale=8.0)
    hard = one_hot(labels, classes, dtype=torch.float64)
    soft = smooth_uniform(labels, classes, epsilon, dtype=torch.float64)

    def nce(z):
        return normalized_cross_entropy(z, hard, reduction="none")

    def smoothed(z):
        return normalized_cross_entropy(z, soft, reduction="none")

    torch.testing.assert_close(smoothed(logits), (1 - epsilon) * nce(logits) + epsilon / classes)
    steps = [slope_of(lambda z, f=f: f(z).sum(), logits) for f in (smoothed, nce)]
    torch.testing.assert_close(steps[0], (1 - epsilon) * steps[1], rtol=1e-6, atol=1e-12)
    for losses in (nce(logits), smoothed(logits)):
        assert (losses >= 0).all()
        assert (losses <= 1).all()


def test_no_finite_optimum() -> None:
    """Unlike label smoothing, NCE keeps falling as the label's logit grows."""
    gaps = torch.linspace(0, 30, 31, dtype=torch.float64)
    logits = torch.stack([gaps, torch.zeros_like(gaps), torch.zeros_like(gaps)], 1)
    losses = on_labels(logits, torch.zeros(31, dtype=torch.int64), reduction="none")
    assert (losses.diff() < 0).all()
    assert losses[-1] == pytest.approx(0.2 / 3, abs=1e-9)


def test_gradient() -> None:
    logits, labels = a_batch((4, 3), scale=1.5)
    logits.requires_grad_()
    targets = smooth_uniform(labels, 3, 0.3, dtype=torch.float64).requires_grad_()

    def loss(z, q):
        return normalized_cross_entropy(z, q / q.sum(1, keepdim=True))

    assert torch.autograd.gradcheck(loss, (logits, targets))
    assert torch.autograd.gradgradcheck(loss, (logits, targets))
    # ∂L/∂z = (p·(1 − K·L) − q + L) / D with D = −Σ log p
    log_p = logits.detach().log_softmax(1)
    q = targets.detach()
    below = -log_p.sum(1, keepdim=True)
    ratio = -(q * log_p).sum(1, keepdim=True) / below
    expected = (log_p.exp() * (1 - 3 * ratio) - q + ratio) / below
    slope = slope_of(lambda z: normalized_cross_entropy(z, q, reduction="sum"), logits)
    torch.testing.assert_close(slope, expected)


def test_stays_finite() -> None:
    stays_finite(on_labels)


def test_ignores_a_shift() -> None:
    ignores_a_shift(on_labels)


def test_widens_halves() -> None:
    widens_halves(on_labels)


def test_refusals() -> None:
    refuses_bad_targets(normalized_cross_entropy)
