"""focal_loss and flsd_loss against their loops, their limits, and values by hand."""

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
from torch.nn import functional as F

from nls_tutorial.losses import flsd_loss, focal_loss

LOSSES = [focal_loss, flsd_loss]


def at(probability, classes=3):
    """Logits that give the label 0 this probability."""
    rest = torch.zeros(1, classes, dtype=torch.float64)
    rest[0, 0] = math.log(probability * (classes - 1) / (1 - probability))
    return rest, torch.tensor([0])


def test_by_hand() -> None:
    logits, label = at(0.75)
    assert float(focal_loss(logits, label, gamma=2)) == pytest.approx(0.25**2 * math.log(4 / 3))
    assert float(focal_loss(logits, label)) == pytest.approx(0.25**3 * math.log(4 / 3))


@pytest.mark.parametrize(("probability", "gamma"), [(0.1, 2), (0.19, 2), (0.21, 1), (0.49, 1), (0.51, 0.5), (0.9, 0.5)])
def test_the_three_ranges_by_hand(probability: float, gamma: float) -> None:
    logits, label = at(probability)
    loss = flsd_loss(logits, label, gammas=(2, 1, 0.5))
    assert float(loss) == pytest.approx((1 - probability) ** gamma * -math.log(probability))


def test_an_even_chance_is_in_the_last_range() -> None:
    loss = flsd_loss(torch.zeros(1, 2, dtype=torch.float64), torch.tensor([0]), gammas=(2, 1, 0))
    assert float(loss) == pytest.approx(math.log(2))


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 3, 7.5])
def test_focal_follows_its_loop(gamma: float) -> None:
    follows(
        lambda *given, **options: focal_loss(*given, gamma=gamma, **options),
        lambda z, y: losses_spec.focal_loss(z, y, gamma),
    )


@pytest.mark.parametrize("gammas", [(5, 3, 3), (4, 2, 0.5)])
def test_flsd_follows_its_loop(gammas: tuple[float, float, float]) -> None:
    follows(
        lambda *given, **options: flsd_loss(*given, gammas=gammas, **options),
        lambda z, y: losses_spec.flsd_loss(z, y, gammas),
    )


def test_the_defaults() -> None:
    follows(focal_loss, losses_spec.focal_loss)
    follows(flsd_loss, losses_spec.flsd_loss)


@given(st.integers(0, 10_000), st.integers(2, 9), st.floats(0, 6), st.floats(0, 6))
def test_more_focus_weighs_less(seed: int, classes: int, first: float, second: float) -> None:
    """0 ≤ focal ≤ cross-entropy, falling in γ; at γ = 0 it is cross-entropy."""
    logits, labels = a_batch((4, classes), seed)
    little, much = (focal_loss(logits, labels, gamma=g, reduction="none") for g in sorted((first, second)))
    plain = F.cross_entropy(logits, labels, reduction="none")
    assert (much >= 0).all()
    assert (much <= little + 1e-15).all()
    assert (little <= plain + 1e-15).all()
    torch.testing.assert_close(focal_loss(logits, labels, gamma=0, reduction="none"), plain)


def test_the_focal_loss_is_above_cross_entropy_less_entropy() -> None:
    """FL ≥ CE − γ·H(p), the bound of Mukhoti et al. for γ ≥ 1."""
    logits, labels = a_batch((500, 6))
    entropy = torch.distributions.Categorical(logits=logits).entropy()
    for gamma in (1, 2, 5):
        bound = F.cross_entropy(logits, labels, reduction="none") - gamma * entropy
        assert (focal_loss(logits, labels, gamma=gamma, reduction="none") >= bound - 1e-12).all()


@pytest.mark.parametrize("gamma", [0.5, 1, 3])
def test_gradient(gamma: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def loss(*given, **options):
        return focal_loss(*given, gamma=gamma, **options)

    differentiates(loss, monkeypatch)
    # ∂L/∂z_k = ((1 − p_y)^γ − γ·p_y·(1 − p_y)^(γ−1)·log p_y)·(p_k − 1[k = y])
    logits, labels = a_batch((5, 4))
    p = logits.softmax(1)
    p_y = p.gather(1, labels[:, None])
    weight = (1 - p_y) ** gamma - gamma * p_y * (1 - p_y) ** (gamma - 1) * p_y.log()
    slope = slope_of(lambda z: loss(z, labels, reduction="sum"), logits)
    torch.testing.assert_close(slope, weight * (p - F.one_hot(labels, 4)))


def test_no_gradient_goes_through_the_choice_of_range() -> None:
    logits, labels = at(0.3)
    slope = slope_of(lambda z: flsd_loss(z, labels, gammas=(5, 2, 1)), logits)
    torch.testing.assert_close(slope, slope_of(lambda z: focal_loss(z, labels, gamma=2), logits))


@pytest.mark.parametrize("loss", LOSSES)
def test_stays_finite(loss) -> None:
    stays_finite(loss)


@pytest.mark.parametrize("gamma", [0, 0.01, 0.5])
def test_little_focus_stays_finite(gamma: float) -> None:
    stays_finite(lambda *given, **options: focal_loss(*given, gamma=gamma, **options))


@pytest.mark.parametrize("loss", LOSSES)
def test_ignores_a_shift(loss) -> None:
    ignores_a_shift(loss)


@pytest.mark.parametrize("loss", LOSSES)
def test_widens_halves(loss) -> None:
    widens_halves(loss)


@pytest.mark.parametrize("loss", LOSSES)
def test_unit_intervald_refusals(loss) -> None:
    refuses_bad_labels(loss)


def test_refusals() -> None:
    logits, labels = a_batch((4, 3))
    step = "Use 0 for plain cross-entropy, 3 for the usual focus."
    with refused(ValueError, f"gamma must be a finite number of at least 0, but got -1. {step}"):
        focal_loss(logits, labels, gamma=-1)
    with refused(ValueError, f"gamma must be a finite number of at least 0, but got inf. {step}"):
        focal_loss(logits, labels, gamma=float("inf"))
    with refused(ValueError, f"gammas must be a finite number of at least 0, but got -3. {step}"):
        flsd_loss(logits, labels, gammas=(5, -3, 3))
    with refused(ValueError, "gammas must hold three numbers, but got 2. Give γ for p < 0.2, p < 0.5 and p ≥ 0.5."):
        flsd_loss(logits, labels, gammas=(5, 3))
