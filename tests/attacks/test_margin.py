"""The logit margin: by loop, its sign, its gradient where cross-entropy's is gone."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from nls_tutorial.attacks import logit_margin


@pytest.mark.slow
@given(st.integers(2, 6), st.integers(0, 5), st.integers(0, 10_000))
def test_it_is_the_best_wrong_logit_less_the_labels(classes: int, label: int, seed: int) -> None:
    logits = 5 * torch.randn(1, classes, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    label %= classes
    row = logits[0].tolist()
    expected = max(z for k, z in enumerate(row) if k != label) - row[label]
    assert logit_margin(logits, torch.tensor([label])).item() == pytest.approx(expected)
    assert (expected > 0) == (int(logits.argmax()) != label)


def test_its_gradient_is_there_when_cross_entropys_has_rounded_to_nothing() -> None:
    logits, labels = torch.tensor([[200.0, 0.0, 1.0]], requires_grad=True), torch.tensor([0])
    (gone,) = torch.autograd.grad(F.cross_entropy(logits, labels), logits)
    (there,) = torch.autograd.grad(logit_margin(logits, labels).sum(), logits)
    assert gone.tolist() == [[0.0, 0.0, 0.0]]
    assert there.tolist() == [[-1.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("logits", "labels", "told"),
    [
        (torch.zeros(1, 3), torch.tensor([3]), "labels must lie in 0 … 2"),
        (torch.zeros(1, 3), torch.tensor([0, 1]), "labels must have shape"),
        (torch.zeros(1, 3, 2, 2), torch.zeros(1, 2, 2).long(), r"logits must have shape \(B, K\)"),
        (torch.zeros(1, 3).long(), torch.tensor([0]), "logits must hold floating-point"),
    ],
)
def test_what_does_not_fit_is_refused(logits: torch.Tensor, labels: torch.Tensor, told: str) -> None:
    with pytest.raises((ValueError, TypeError), match=told):
        logit_margin(logits, labels)
