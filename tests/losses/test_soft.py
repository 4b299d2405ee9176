"""soft_cross_entropy against its loop, torch, timm, and values by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import losses_spec
from spec.later import later
from spec.loss_checks import (
    a_batch,
    as_shipped,
    follows_targets,
    ignores_a_shift,
    refuses_bad_targets,
    slope_of,
    stays_finite,
    widens_halves,
)
from torch.nn import functional as F

from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.targets import one_hot, smooth_uniform

timm = later("timm.loss")


def on_labels(logits, labels, **options):
    """The loss on smoothed labels, so that the checks for losses on labels can be made."""
    dtype = torch.float64 if logits.dtype == torch.float64 else torch.float32
    return soft_cross_entropy(logits, smooth_uniform(labels, logits.shape[1], 0.2, dtype=dtype), **options)


def test_by_hand() -> None:
    # p = (3/4, 1/4), q = (1/2, 1/2): L = (log 4/3 + log 4)/2
    logits = torch.tensor([[math.log(3), 0.0]])
    loss = soft_cross_entropy(logits, torch.tensor([[0.5, 0.5]]))
    torch.testing.assert_close(loss, torch.tensor((math.log(4 / 3) + math.log(4)) / 2))


def test_follows_its_loop() -> None:
    follows_targets(soft_cross_entropy, losses_spec.soft_cross_entropy)


def test_torch_and_timm_agree() -> None:
    logits, labels = a_batch((9, 6))
    targets = smooth_uniform(labels, 6, 0.4, dtype=torch.float64)
    for reduction in ("mean", "sum", "none"):
        ours = soft_cross_entropy(logits, targets, reduction=reduction)
        torch.testing.assert_close(ours, F.cross_entropy(logits, targets, reduction=reduction))
    torch.testing.assert_close(soft_cross_entropy(logits, targets), timm.SoftTargetCrossEntropy()(logits, targets))
    dense, labels = a_batch((2, 4, 3, 5))
    targets = smooth_uniform(labels, 4, 0.4, dtype=torch.float64)
    torch.testing.assert_close(soft_cross_entropy(dense, targets), F.cross_entropy(dense, targets))


def test_the_gradient_is_p_minus_q() -> None:
    logits, labels = a_batch((5, 4))
    targets = smooth_uniform(labels, 4, 0.3, dtype=torch.float64)
    slope = slope_of(lambda z: soft_cross_entropy(z, targets, reduction="sum"), logits)
    torch.testing.assert_close(slope, logits.softmax(1) - targets)
    logits.requires_grad_()
    targets.requires_grad_()
    assert torch.autograd.gradcheck(lambda z, q: soft_cross_entropy(z, q / q.sum(1, keepdim=True)), (logits, targets))


def test_what_is_ignored_pulls_at_nothing() -> None:
    logits, labels = a_batch((2, 3, 4, 4))
    ignored = torch.zeros_like(labels, dtype=torch.bool)
    ignored[0] = True
    targets = smooth_uniform(labels, 3, 0.3, dtype=torch.float64)
    slope = slope_of(lambda z: soft_cross_entropy(z, targets, ignore=ignored), logits)
    assert not slope[0].any()
    alone = slope_of(lambda z: soft_cross_entropy(z, targets[1:]), logits[1:])
    torch.testing.assert_close(slope[1:], alone)


@given(st.integers(0, 10_000), st.integers(2, 12))
def test_least_where_p_is_q(seed: int, classes: int) -> None:
    """The loss is at least the entropy of q, and equal to it at p = q."""
    logits, _ = a_batch((3, classes), seed)
    targets = a_batch((3, classes), seed + 1)[0].softmax(1)
    entropy = -(targets * targets.log()).sum(1)
    assert (soft_cross_entropy(logits, targets, reduction="none") >= entropy - 1e-12).all()
    torch.testing.assert_close(soft_cross_entropy(targets.log(), targets, reduction="none"), entropy)


def test_hard_targets_are_plain_cross_entropy() -> None:
    logits, labels = a_batch((5, 4))
    hard = one_hot(labels, 4)  # float32 targets beside float64 logits: the logits' type decides
    loss = soft_cross_entropy(logits, hard)
    assert loss.dtype == torch.float64
    torch.testing.assert_close(loss, F.cross_entropy(logits, labels))


def test_stays_finite() -> None:
    stays_finite(on_labels)


def test_ignores_a_shift() -> None:
    ignores_a_shift(on_labels)


def test_widens_halves() -> None:
    widens_halves(on_labels)


def test_refusals() -> None:
    refuses_bad_targets(soft_cross_entropy)


def test_a_mask_of_another_layout_is_refused() -> None:
    logits, soft = torch.zeros(2, 2), torch.eye(2)
    with as_shipped(), pytest.raises(TypeError, match=r"^ignore must be a dense tensor"):
        soft_cross_entropy(logits, soft, ignore=torch.eye(2)[0].bool().to_sparse())
