"""in_blocks: every row once, whatever the block; gradients through any reduction; no large temporary."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import a_batch

from nls_tutorial.losses import blocks, margin_loss, normalized_focal_loss
from nls_tutorial.losses.blocks import in_blocks


def squares(logits, labels):
    """A loss that is easy to follow: (z_y)² + Σ_k z_k, with gradient 2·z_y·onehot + 1."""
    rows = labels.unsqueeze(1)
    label_logit = logits.gather(1, rows)
    losses = (label_logit**2).squeeze(1) + logits.sum(1)
    return losses, lambda: torch.ones_like(logits).scatter_add_(1, rows, 2 * label_logit.detach())


@given(
    st.one_of(
        st.tuples(st.integers(1, 9), st.integers(2, 5)),
        st.tuples(st.integers(1, 3), st.integers(2, 4), st.integers(1, 5), st.integers(1, 4)),
    ),
    st.integers(1, 60),
)
def test_every_row_is_visited_once(shape: tuple[int, ...], size: int) -> None:
    logits, labels = a_batch(shape)
    logits.requires_grad_()
    expected, slope = squares(logits, labels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CPU_BLOCK", size)
        patch.setattr(blocks, "SMALL", 0)
        losses = in_blocks(squares, logits, labels)
        # each row's loss is weighed by its own upstream gradient
        upstream = torch.arange(1.0, losses.numel() + 1, dtype=torch.float64).reshape(losses.shape)
        (gradient,) = torch.autograd.grad(losses, logits, upstream)
        with torch.no_grad():
            assert torch.equal(in_blocks(squares, logits, labels), expected)
    assert torch.equal(losses, expected)
    torch.testing.assert_close(gradient, slope() * upstream.unsqueeze(1))


def test_no_block_is_larger_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def watched(logits, labels):
        seen.append(tuple(logits.shape))
        return squares(logits, labels)

    monkeypatch.setattr(blocks, "CPU_BLOCK", 24)
    monkeypatch.setattr(blocks, "SMALL", 0)
    in_blocks(watched, *a_batch((10, 4)))
    in_blocks(watched, *a_batch((2, 3, 5, 4)))
    assert seen == [(6, 4), (4, 4), *[(1, 3, 2, 4), (1, 3, 2, 4), (1, 3, 1, 4)] * 2]


@pytest.fixture(autouse=True)
def _however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SMALL", 0)


def test_few_logits_are_left_to_autograd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to SMALL logits no block is made; one more, and there is one."""

    def none(*_):
        pytest.fail("made blocks")

    logits, labels = a_batch((4, 3))
    monkeypatch.setattr(blocks, "_places", none)
    monkeypatch.setattr(blocks, "SMALL", 12)
    in_blocks(squares, logits.requires_grad_(), labels)
    monkeypatch.setattr(blocks, "SMALL", 11)
    with pytest.raises(pytest.fail.Exception):
        in_blocks(squares, logits, labels)


def test_without_gradients_no_slope_is_computed() -> None:
    def no_slope(logits, labels):
        return squares(logits, labels)[0], lambda: pytest.fail("asked for a slope")

    logits, labels = a_batch((4, 3))
    in_blocks(no_slope, logits, labels)
    with torch.no_grad():
        in_blocks(no_slope, logits.requires_grad_(), labels)


def test_a_second_derivative_through_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    logits, labels = a_batch((4, 3), scale=1.0)
    logits.requires_grad_()
    for loss in (normalized_focal_loss, margin_loss):
        (whole,) = torch.autograd.grad(loss(logits, labels), logits, create_graph=True)
        with monkeypatch.context() as patch:
            patch.setattr(blocks, "CPU_BLOCK", 3)
            patch.setattr(blocks, "SMALL", 0)
            (parts,) = torch.autograd.grad(loss(logits, labels), logits, create_graph=True)
            torch.testing.assert_close(parts, whole)
            (twice,) = torch.autograd.grad((parts**2).sum(), logits)
        (expected,) = torch.autograd.grad((whole**2).sum(), logits)
        torch.testing.assert_close(twice, expected)


def test_backward_twice_gives_the_same_gradient_twice() -> None:
    logits, labels = a_batch((4, 3))
    logits.requires_grad_()
    loss = margin_loss(logits, labels)
    loss.backward(retain_graph=True)
    first = logits.grad.clone()
    loss.backward()
    torch.testing.assert_close(logits.grad, 2 * first)


def test_functional_transforms() -> None:
    logits, labels = a_batch((4, 3))
    gradient = torch.func.grad(lambda z: margin_loss(z, labels))(logits)
    logits.requires_grad_()
    (expected,) = torch.autograd.grad(margin_loss(logits, labels), logits)
    torch.testing.assert_close(gradient, expected)


def test_channels_last_and_slices() -> None:
    """Logits in another memory order give the same answer."""
    dense, labels = a_batch((2, 3, 4, 5))
    plain = normalized_focal_loss(dense, labels)
    torch.testing.assert_close(
        normalized_focal_loss(dense.contiguous(memory_format=torch.channels_last), labels), plain
    )
    wide, labels = a_batch((6, 8))
    torch.testing.assert_close(
        normalized_focal_loss(wide[::2, 1:5], labels[::2] % 4),
        normalized_focal_loss(wide[::2, 1:5].clone(), labels[::2] % 4),
    )
