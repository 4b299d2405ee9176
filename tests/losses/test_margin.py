"""margin_loss against its loop, torch, its limits, and values by hand."""

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

from nls_tutorial.losses import margin_loss

pytestmark = pytest.mark.usefixtures("path")


def test_by_hand() -> None:
    # distances (0, 2, 5), m = 1: excess 0 + 1 + 4
    logits, labels = torch.tensor([[5.0, 3.0, 0.0]], dtype=torch.float64), torch.tensor([1])
    plain = math.log(math.exp(5) + math.exp(3) + 1) - 3
    total = margin_loss(logits, labels, margin=1, weight=0.2, over_classes="sum")
    mean = margin_loss(logits, labels, margin=1, weight=0.2, over_classes="mean")
    assert float(total) == pytest.approx(plain + 0.2 * 5)
    assert float(mean) == pytest.approx(plain + 0.2 * 5 / 3)
    assert float(margin_loss(logits, labels, margin=1, weight=0.2)) == float(mean)


@pytest.mark.parametrize("over_classes", ["mean", "sum"])
@pytest.mark.parametrize(("margin", "weight"), [(0, 0.5), (2, 1), (6, 0)])
def test_follows_its_loop(margin: float, weight: float, over_classes: str) -> None:
    how = {"margin": margin, "weight": weight, "over_classes": over_classes}
    follows(
        lambda *given, **options: margin_loss(*given, **how, **options),
        lambda z, y: losses_spec.margin_loss(z, y, **how),
    )


def test_the_released_codes_defaults() -> None:
    """m = 10, λ = 0.1, mean over batch and classes."""
    logits, labels = a_batch((6, 5), scale=10.0)
    distances = logits.max(1, keepdim=True).values - logits
    expected = F.cross_entropy(logits, labels) + 0.1 * F.relu(distances - 10).mean()
    torch.testing.assert_close(margin_loss(logits, labels), expected)
    assert float(expected) > float(F.cross_entropy(logits, labels)) + 0.1


@given(st.integers(0, 10_000), st.integers(2, 9), st.floats(0, 20), st.floats(0, 20))
def test_a_wider_margin_costs_less(seed: int, classes: int, first: float, second: float) -> None:
    """CE ≤ L, falling in m; no price once every distance fits (m → ∞)."""
    logits, labels = a_batch((4, classes), seed)
    wide, narrow = (margin_loss(logits, labels, margin=m, reduction="none") for m in sorted((first, second))[::-1])
    plain = F.cross_entropy(logits, labels, reduction="none")
    assert (plain <= wide + 1e-12).all()
    assert (wide <= narrow + 1e-12).all()
    torch.testing.assert_close(margin_loss(logits, labels, margin=1e6, reduction="none"), plain)


def test_a_margin_bounds_the_confidence_it_lets_through() -> None:
    """All d ≤ m exactly where the price is 0; then p̂ ≤ 1/(1 + (K − 1)e^−m) (audit 9)."""
    classes, margin = 10, 4.0
    logits, labels = a_batch((500, classes), scale=2.0)
    price = margin_loss(logits, labels, margin=margin, reduction="none") - F.cross_entropy(
        logits, labels, reduction="none"
    )
    free = price < 1e-12
    assert free.any()
    assert not free.all()
    cap = 1 / (1 + (classes - 1) * math.exp(-margin))
    assert (logits.softmax(1).amax(1)[free] <= cap + 1e-12).all()


@pytest.mark.parametrize("over_classes", ["mean", "sum"])
def test_gradient(over_classes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    how = {"margin": 1.3, "weight": 0.7, "over_classes": over_classes}
    differentiates(lambda *given, **options: margin_loss(*given, **how, **options), monkeypatch)


def test_the_gradient_in_closed_form() -> None:
    # p − onehot, and λ for each class beyond the margin: taken from it, given to the largest
    logits, labels = torch.tensor([[5.0, 3.0, 0.0]], dtype=torch.float64), torch.tensor([1])
    slope = slope_of(lambda z: margin_loss(z, labels, margin=1, weight=0.2, over_classes="sum"), logits)
    pull = torch.tensor([[0.4, -0.2, -0.2]], dtype=torch.float64)
    torch.testing.assert_close(slope, logits.softmax(1) - F.one_hot(labels, 3) + pull)


def test_ties_share_and_edges_do_not_pull() -> None:
    """The largest share the pull; a distance of exactly m costs nothing and pulls at nothing."""
    logits, labels = torch.tensor([[4.0, 4.0, 1.0, 3.0]]), torch.tensor([3])
    at_edge = slope_of(lambda z: margin_loss(z, labels, margin=3, weight=1), logits)
    torch.testing.assert_close(at_edge, logits.softmax(1) - F.one_hot(labels, 4))
    beyond = slope_of(lambda z: margin_loss(z, labels, margin=2, weight=1, over_classes="sum"), logits)
    torch.testing.assert_close(beyond - at_edge, torch.tensor([[0.5, 0.5, -1.0, 0.0]]))


def test_without_a_margin_every_distance_costs() -> None:
    """m → 0 is the linear penalty for d = 0."""
    logits, labels = a_batch((6, 5))
    distances = logits.max(1, keepdim=True).values - logits
    expected = F.cross_entropy(logits, labels) + 0.3 * distances.sum(1).mean()
    torch.testing.assert_close(margin_loss(logits, labels, margin=0, weight=0.3, over_classes="sum"), expected)


@pytest.mark.parametrize("margin", [0, 10])
def test_stays_finite(margin: float) -> None:
    stays_finite(lambda *given, **options: margin_loss(*given, margin=margin, **options))


def test_ignores_a_shift() -> None:
    ignores_a_shift(margin_loss)


def test_widens_halves() -> None:
    widens_halves(lambda *given, **options: margin_loss(*given, margin=1, **options))


def test_refusals() -> None:
    refuses_bad_labels(margin_loss)
    logits, labels = a_batch((4, 3))
    with refused(
        ValueError,
        "margin must be a finite number of at least 0, but got -1. "
        "Use 6 to 10 for a usual margin, 0 to pay for every distance.",
    ):
        margin_loss(logits, labels, margin=-1)
    with refused(
        ValueError,
        "weight must be a finite number of at least 0, but got -0.1. Use 0.1 for the usual price, 0 for none.",
    ):
        margin_loss(logits, labels, weight=-0.1)
    with refused(ValueError, "over_classes must be one of 'mean', 'sum', but got 'none'. Pick one of those."):
        margin_loss(logits, labels, over_classes="none")
