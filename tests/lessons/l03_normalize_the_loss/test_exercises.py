import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial import losses, targets
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l03_normalize_the_loss.exercises import (
    both_sides,
    four_places,
    matching_rate,
    nce_from_norm_lsce,
)


def norm_lsce(logits: torch.Tensor, labels: torch.Tensor, epsilon: float, reduction: str = "mean") -> torch.Tensor:
    soft = targets.smooth_uniform(labels, logits.shape[1], epsilon).to(logits.dtype)
    return losses.normalized_cross_entropy(logits, soft / soft.sum(1, keepdim=True), reduction=reduction)


def slope(loss: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    return torch.autograd.grad(loss, logits)[0]


@given(epsilon=st.floats(0, 0.95), classes=st.integers(2, 30), seed=st.integers(0, 100))
def test_nce_comes_back(epsilon: float, classes: int, seed: int) -> None:
    logits = 3 * torch.randn(4, classes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    labels = torch.arange(4) % classes
    smooth, plain = norm_lsce(logits, labels, epsilon).item(), norm_lsce(logits, labels, 0.0).item()
    assert nce_from_norm_lsce(smooth, epsilon, classes) == pytest.approx(plain, abs=1e-5)


@given(epsilon=st.floats(0, 1), classes=st.integers(2, 30), seed=st.integers(0, 100))
def test_both_sides_are_the_librarys_gradient(epsilon: float, classes: int, seed: int) -> None:
    logits = 3 * torch.randn(4, classes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    labels = torch.arange(4) % classes
    first, second = both_sides(logits, labels, epsilon)
    moving = logits.clone().requires_grad_()
    expected = slope(norm_lsce(moving, labels, epsilon, "sum"), moving)
    assert torch.allclose(first, expected, atol=1e-6)
    assert torch.allclose(second, expected, atol=1e-6)


@given(epsilon=st.floats(0, 0.9), classes=st.integers(2, 50), rate=st.floats(1e-3, 10))
def test_the_first_steps_agree(epsilon: float, classes: int, rate: float) -> None:
    logits = torch.zeros(2, classes, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, classes - 1])
    plain = rate * slope(torch.nn.functional.cross_entropy(logits, labels), logits)
    normalized = matching_rate(rate, epsilon, classes) * slope(norm_lsce(logits, labels, epsilon), logits)
    assert torch.allclose(plain, normalized, rtol=1e-5)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_far_out_nce_is_near_its_four_places(classes: int) -> None:
    far = 1e6
    logits = torch.zeros(4, classes, dtype=torch.float64)
    logits[0, 0], logits[2, 1], logits[3, 0] = far, far, -far
    found = norm_lsce(logits, torch.zeros(4, dtype=torch.int64), 0.0, "none")
    assert four_places(classes) == pytest.approx(found.tolist(), abs=1e-4)


def test_numbers_by_hand() -> None:
    assert nce_from_norm_lsce(0.061, 0.5, 10) == pytest.approx(0.022)
    assert matching_rate(0.1, 0.0, 10) == pytest.approx(math.log(10))
    assert 6_900 < matching_rate(1.0, 0.0, 1000) < 7_000
    assert four_places(2) == [0.0, 0.5, 1.0, 1.0]


def test_a_proof_with_the_library_is_accepted() -> None:
    def proof(logits: torch.Tensor, labels: torch.Tensor, epsilon: float) -> torch.Tensor:
        halves = []
        for share, factor in ((epsilon, 1.0), (0.0, 1 - epsilon)):
            z = logits.clone().requires_grad_()
            halves.append(factor * slope(norm_lsce(z, labels, share, "sum"), z))
        return torch.stack(halves)

    assert check("03.2", proof).passed


def test_limits_by_numbers_are_accepted() -> None:
    def far_out(classes: int) -> list[float]:
        logits = torch.zeros(4, classes, dtype=torch.float64)
        logits[0, 0], logits[2, 1], logits[3, 0] = 1e9, 1e9, -1e9
        return norm_lsce(logits, torch.zeros(4, dtype=torch.int64), 0.0, "none").tolist()

    assert check("03.4", far_out).passed
