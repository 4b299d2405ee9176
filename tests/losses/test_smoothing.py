"""label_smoothing_cross_entropy and optimal_gap against loop, torch, timm, and values by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import losses_spec
from spec.later import later
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
from torch.nn import functional as F

from nls_tutorial.losses import label_smoothing_cross_entropy, optimal_gap, soft_cross_entropy
from nls_tutorial.targets import smooth_uniform

timm = later("timm.loss")


def test_by_hand() -> None:
    # p = (3/4, 1/4), label 0, ε = 0.2: q = (0.9, 0.1)
    logits = torch.tensor([[math.log(3), 0.0]])
    loss = label_smoothing_cross_entropy(logits, torch.tensor([0]), epsilon=0.2)
    torch.testing.assert_close(loss, torch.tensor(0.9 * math.log(4 / 3) + 0.1 * math.log(4)))


@pytest.mark.parametrize("epsilon", [0, 0.1, 1])
def test_follows_its_loop(epsilon: float) -> None:
    follows(
        lambda *given, **options: label_smoothing_cross_entropy(*given, epsilon=epsilon, **options),
        lambda z, y: losses_spec.label_smoothing_cross_entropy(z, y, epsilon),
    )


def test_a_tenth_is_the_default() -> None:
    follows(label_smoothing_cross_entropy, losses_spec.label_smoothing_cross_entropy)


def test_torch_and_timm_agree() -> None:
    for shape in ((9, 6), (2, 4, 3, 5)):
        logits, labels = a_batch(shape)
        labels.view(-1)[::3] = -1
        for reduction in ("mean", "sum", "none"):
            ours = label_smoothing_cross_entropy(logits, labels, epsilon=0.3, reduction=reduction, ignore_index=-1)
            theirs = F.cross_entropy(logits, labels, label_smoothing=0.3, reduction=reduction, ignore_index=-1)
            torch.testing.assert_close(ours, theirs)
    logits, labels = a_batch((9, 6))
    ours = label_smoothing_cross_entropy(logits, labels, epsilon=0.3)
    torch.testing.assert_close(ours, timm.LabelSmoothingCrossEntropy(0.3)(logits, labels))


def test_equals_soft_cross_entropy_on_smoothed_targets() -> None:
    for shape in ((7, 5), (2, 3, 4, 2)):
        logits, labels = a_batch(shape)
        targets = smooth_uniform(labels, shape[1], 0.25, dtype=torch.float64)
        ours = label_smoothing_cross_entropy(logits, labels, epsilon=0.25)
        torch.testing.assert_close(ours, soft_cross_entropy(logits, targets))


def test_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    differentiates(label_smoothing_cross_entropy, monkeypatch)
    logits, labels = a_batch((5, 4))
    slope = slope_of(lambda z: label_smoothing_cross_entropy(z, labels, epsilon=0.3, reduction="sum"), logits)
    torch.testing.assert_close(slope, logits.softmax(1) - smooth_uniform(labels, 4, 0.3, dtype=torch.float64))


def test_stays_finite() -> None:
    stays_finite(label_smoothing_cross_entropy)


def test_ignores_a_shift() -> None:
    ignores_a_shift(label_smoothing_cross_entropy)


def test_widens_halves() -> None:
    widens_halves(label_smoothing_cross_entropy)


def test_refusals() -> None:
    refuses_bad_labels(label_smoothing_cross_entropy)
    logits, labels = a_batch((4, 3))
    step = "Use 0.1 for the usual amount of smoothing."
    with refused(ValueError, f"epsilon must lie in [0, 1], but got -0.1. {step}"):
        label_smoothing_cross_entropy(logits, labels, epsilon=-0.1)
    with refused(ValueError, f"epsilon must lie in [0, 1], but got 1.5. {step}"):
        optimal_gap(1.5, 10)
    with refused(TypeError, f"epsilon must be a real number, but got True (bool). {step}"):
        label_smoothing_cross_entropy(logits, labels, epsilon=True)
    with refused(
        ValueError, "classes must be at least 2, but got 1. A classifier chooses between at least two classes."
    ):
        optimal_gap(0.1, 1)


def test_the_optimal_gap_by_hand_and_at_its_ends() -> None:
    assert optimal_gap(0.1, 10) == pytest.approx(math.log(91))
    assert optimal_gap(0.5, 2) == pytest.approx(math.log(3))
    assert optimal_gap(0, 10) == math.inf
    assert optimal_gap(1, 10) == 0


@given(st.floats(1e-6, 1), st.integers(2, 1000))
def test_at_the_optimal_gap_the_gradient_is_zero(epsilon: float, classes: int) -> None:
    logits = torch.zeros(1, classes, dtype=torch.float64)
    logits[0, 0] = optimal_gap(epsilon, classes)
    label = torch.tensor([0])
    slope = slope_of(lambda z: label_smoothing_cross_entropy(z, label, epsilon=epsilon), logits)
    torch.testing.assert_close(slope, torch.zeros_like(slope), rtol=0, atol=1e-12)
