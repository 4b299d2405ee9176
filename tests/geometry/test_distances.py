"""How far each logit lies below the largest, against the definition and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import geometry_spec as spec

from nls_tutorial.geometry import logit_distances


def test_by_hand() -> None:
    assert logit_distances(torch.tensor([[2.0, -1.0, 0.5]])).tolist() == [[0.0, 3.0, 1.5]]


@given(st.integers(1, 5), st.integers(2, 6), st.integers(0, 999))
def test_equals_the_definition(rows, classes, seed) -> None:
    logits = torch.randn(rows, classes, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    assert logit_distances(logits).tolist() == spec.logit_distances(logits.tolist())


def test_a_distance_is_a_log_ratio_of_probabilities() -> None:
    logits = torch.tensor([[1.3, -0.2, 0.9, -80.0]], dtype=torch.float64)
    probabilities = logits.softmax(1)
    ratios = probabilities.amax(1, keepdim=True) / probabilities
    torch.testing.assert_close(logit_distances(logits), ratios.log())


def test_pixels_are_samples() -> None:
    logits = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    flat = logits.permute(0, 2, 3, 1).reshape(-1, 3)
    dense = logit_distances(logits)
    assert torch.equal(dense.permute(0, 2, 3, 1).reshape(-1, 3), logit_distances(flat))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_keeps_the_type_and_survives_80(dtype) -> None:
    distances = logit_distances(torch.tensor([[80.0, -80.0]], dtype=dtype))
    assert distances.dtype == dtype
    assert distances.tolist() == [[0.0, 160.0]]


def test_ties_share_the_gradient() -> None:
    logits = torch.tensor([[1.0, 1.0, 0.0]], dtype=torch.float64, requires_grad=True)
    logit_distances(logits)[0, 2].backward()
    assert logits.grad.tolist() == [[0.5, 0.5, -1.0]]


def test_gradient() -> None:
    logits = torch.randn(3, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(logit_distances, logits)


def test_an_empty_batch_stays_empty() -> None:
    assert logit_distances(torch.zeros(0, 3)).shape == (0, 3)


@pytest.mark.parametrize(
    ("logits", "error", "message"),
    [
        (
            torch.zeros(2, 3, dtype=torch.int64),
            TypeError,
            r"logits must hold floating-point numbers, but got torch.int64",
        ),
        (torch.zeros(3), ValueError, r"logits must have shape \(B, K\) or \(B, K, H, W\) with K ≥ 2, but got \(3,\)"),
        (torch.zeros(3, 1), ValueError, r"with K ≥ 2, but got \(3, 1\)"),
        (torch.tensor([[0.0, float("nan")]]), ValueError, r"logits must be finite, but got 1 of 2 entries"),
    ],
)
def test_refusals(logits, error, message) -> None:
    with pytest.raises(error, match=message):
        logit_distances(logits)
