"""The focal terms and their slopes, for every class at once."""

import pytest
import torch
from spec import losses_spec
from spec.loss_checks import a_batch

from nls_tutorial.losses.focus import focal_terms, through_softmax


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 2.7])
def test_terms_and_slopes(gamma: float) -> None:
    logits, _ = a_batch((5, 4))
    log_p = logits.log_softmax(1).requires_grad_()
    terms, slopes = focal_terms(log_p, log_p.exp(), gamma)
    expected = [[-losses_spec.focal_term(value, gamma) for value in row] for row in log_p.tolist()]
    torch.testing.assert_close(terms, torch.tensor(expected, dtype=torch.float64))
    (by_autograd,) = torch.autograd.grad(terms.sum(), log_p)
    with torch.no_grad():
        torch.testing.assert_close(slopes(), by_autograd)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("gamma", [0, 0.01, 0.5, 3])
def test_where_a_class_is_certain(gamma: float, dtype: torch.dtype) -> None:
    """p = 1, and log p either 0 or just below: the term is as good as 0 and the slope between 0 and 1."""
    eps = torch.finfo(dtype).eps
    log_p = torch.tensor([[0.0, -200.0], [-eps / 4, -40.0], [-eps, -40.0]], dtype=dtype)
    terms, slopes = focal_terms(log_p, log_p.exp(), gamma)
    assert (terms[:, 0].abs() <= eps).all()
    with torch.no_grad():
        slope = slopes()
    assert torch.isfinite(slope).all()
    assert (slope[:, 0].abs() <= 1 + eps).all()


def test_through_softmax() -> None:
    logits, _ = a_batch((5, 4))
    slopes, _ = a_batch((5, 4), seed=1)
    logits.requires_grad_()
    (expected,) = torch.autograd.grad((slopes * logits.log_softmax(1)).sum(), logits)
    torch.testing.assert_close(through_softmax(slopes, logits.detach().softmax(1)), expected)
