"""consolidated_loss against its loop, the losses it folds together, and values by hand."""

import itertools
import math

import pytest
import torch
from spec import losses_spec
from spec.loss_checks import (
    a_batch,
    differentiates,
    extreme_logits,
    follows,
    ignores_a_shift,
    refused,
    refuses_bad_labels,
    stays_finite,
    widens_halves,
)

from nls_tutorial.losses import (
    consolidated_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    normalized_cross_entropy,
    normalized_focal_loss,
)
from nls_tutorial.targets import smooth_uniform

pytestmark = pytest.mark.usefixtures("path")


def variant(**how):
    return lambda *given, **options: consolidated_loss(*given, **how, **options)


def test_by_hand() -> None:
    # p = (3/4, 1/4), label 0, ε = 0.2, γ = 2: (0.9·(1/4)²·log 4/3 + 0.1·(3/4)²·log 4) / (log 4/3 + log 4)
    logits, labels = torch.tensor([[math.log(3), 0.0]]), torch.tensor([0])
    above = 0.9 / 16 * math.log(4 / 3) + 0.1 * 9 / 16 * math.log(4)
    below = math.log(4 / 3) + math.log(4)
    torch.testing.assert_close(consolidated_loss(logits, labels, epsilon=0.2, gamma=2), torch.tensor(above / below))
    torch.testing.assert_close(
        consolidated_loss(logits, labels, epsilon=0.2, gamma=2, normalized=False), torch.tensor(above)
    )


def test_cosine_by_hand() -> None:
    # z = (3, 4) points at (0.6, 0.8); ε = 0: q = (1, 0) has length 1
    logits, labels = torch.tensor([[3.0, 4.0]], dtype=torch.float64), torch.tensor([0])
    loss = consolidated_loss(logits, labels, epsilon=0, cosine=True, normalized=False)
    assert float(loss) == pytest.approx(math.log(1 + math.exp(0.2)))
    # ε = 1: q = (1/2, 1/2) becomes (1, 1)/√2
    loss = consolidated_loss(logits, labels, epsilon=1, cosine=True, normalized=False)
    both = math.log(1 + math.exp(0.2)) + math.log(1 + math.exp(-0.2))
    assert float(loss) == pytest.approx(both / math.sqrt(2))


@pytest.mark.parametrize(
    ("epsilon", "gamma", "cosine", "normalized"),
    list(itertools.product([0, 0.3], [0, 0.5, 2], [False, True], [False, True])),
)
def test_follows_its_loop(epsilon: float, gamma: float, cosine: bool, normalized: bool) -> None:
    how = {"epsilon": epsilon, "gamma": gamma, "cosine": cosine, "normalized": normalized}
    follows(variant(**how), lambda z, y: losses_spec.consolidated_loss(z, y, **how))


def test_the_defaults_are_the_papers_loss() -> None:
    follows(consolidated_loss, losses_spec.consolidated_loss)
    logits, labels = a_batch((6, 5))
    targets = smooth_uniform(labels, 5, 0.1, dtype=torch.float64)
    torch.testing.assert_close(consolidated_loss(logits, labels), normalized_cross_entropy(logits, targets))


def test_the_losses_it_folds_together() -> None:
    logits, labels = a_batch((6, 5))
    torch.testing.assert_close(
        consolidated_loss(logits, labels, epsilon=0.2, normalized=False),
        label_smoothing_cross_entropy(logits, labels, epsilon=0.2),
    )
    torch.testing.assert_close(
        consolidated_loss(logits, labels, epsilon=0, gamma=3, normalized=False),
        focal_loss(logits, labels, gamma=3),
    )


def test_with_focus_it_is_not_the_normalized_focal_loss() -> None:
    """The factor is missing below, so it comes out smaller (audit 14)."""
    logits, labels = a_batch((50, 5))
    ours = consolidated_loss(logits, labels, epsilon=0, gamma=2, reduction="none")
    theirs = normalized_focal_loss(logits, labels, gamma=2, reduction="none")
    assert (ours < theirs).all()


def test_the_cosine_variant_sees_only_the_direction() -> None:
    logits, labels = a_batch((6, 5))
    loss = variant(cosine=True)
    torch.testing.assert_close(loss(100 * logits, labels), loss(logits, labels))


@pytest.mark.parametrize("cosine", [False, True])
@pytest.mark.parametrize(("gamma", "normalized"), [(0, True), (0.5, True), (2, False)])
def test_gradient(gamma: float, normalized: bool, cosine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    differentiates(variant(gamma=gamma, cosine=cosine, normalized=normalized), monkeypatch)


@pytest.mark.parametrize(("gamma", "normalized"), [(0, True), (0.5, True), (2, False)])
def test_stays_finite(gamma: float, normalized: bool) -> None:
    stays_finite(variant(gamma=gamma, normalized=normalized))


def test_the_cosine_variant_stays_finite() -> None:
    for dtype in (torch.float32, torch.float64):
        logits, labels = extreme_logits(dtype)
        logits.requires_grad_()
        loss = consolidated_loss(logits, labels, gamma=0.5, cosine=True)
        loss.backward()
        assert torch.isfinite(loss)
        assert torch.isfinite(logits.grad).all()


def test_ignores_a_shift() -> None:
    ignores_a_shift(variant(gamma=2))


@pytest.mark.parametrize("cosine", [False, True])
def test_widens_halves(cosine: bool) -> None:
    widens_halves(variant(cosine=cosine))


def test_refusals() -> None:
    refuses_bad_labels(consolidated_loss)
    refuses_bad_labels(variant(cosine=True))
    logits, labels = a_batch((4, 3))
    with refused(ValueError, "epsilon must lie in [0, 1], but got 2. Use 0.1 for the usual amount of smoothing."):
        consolidated_loss(logits, labels, epsilon=2)
    with refused(ValueError, "gamma must be a finite number of at least 0, but got -1. Use 0 for the paper's loss."):
        consolidated_loss(logits, labels, gamma=-1)
