"""What every loss is held to, whatever its formula: the loop spec, its gradient, extreme logits, refusals."""

from contextlib import contextmanager

import jaxtyping
import pytest
import torch
from torch import Tensor

from nls_tutorial.losses import blocks
from nls_tutorial.targets import smooth_uniform

SHAPES = [(7, 5), (1, 2), (3, 40), (2, 3, 4, 5)]


def rows_of(shape):
    return (shape[0], *shape[2:])


def a_batch(shape, seed=0, dtype=torch.float64, scale=3.0):
    """Logits and labels of this shape."""
    generator = torch.Generator().manual_seed(seed)
    logits = scale * torch.randn(shape, generator=generator, dtype=torch.float64)
    labels = torch.randint(shape[1], rows_of(shape), generator=generator)
    return logits.to(dtype), labels


def row_by_row(spec, logits, *others):
    """`spec` applied to each row of logits (B, K) or (B, K, H, W) in turn; others are labels or shaped as logits."""

    def listed(tensor):
        if tensor.ndim < logits.ndim:
            return tensor.flatten().tolist()
        return tensor.movedim(1, -1).flatten(0, -2).tolist()

    losses = [spec(*row) for row in zip(*map(listed, (logits, *others)), strict=True)]
    return torch.tensor(losses, dtype=torch.float64).reshape(rows_of(logits.shape))


def follows(loss, spec, seed=0):
    """A loss on labels equals its loop spec: flat and dense, every reduction, with and without ignored labels."""
    for shape in SHAPES:
        for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-5)):
            logits, labels = a_batch(shape, seed, dtype)
            expected = row_by_row(spec, logits.double(), labels)
            assert_reductions(lambda **how: loss(logits, labels, **how), expected, None, dtype, tolerance)  # noqa: B023
            if labels.numel() > 1:
                some = torch.arange(labels.numel()).reshape(labels.shape) % 3 == 1
                marked = labels.masked_fill(some, 255)
                assert_reductions(
                    lambda **how: loss(logits, marked, ignore_index=255, **how),  # noqa: B023
                    expected,
                    some,
                    dtype,
                    tolerance,
                )


def follows_targets(loss, spec, seed=0):
    """A loss on soft targets equals its loop spec: flat and dense, every reduction, with and without ignored rows."""
    for shape in SHAPES:
        for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-5)):
            logits, labels = a_batch(shape, seed, dtype)
            targets = smooth_uniform(labels, shape[1], 0.3, dtype=dtype)
            some = torch.arange(labels.numel()).reshape(labels.shape) % 3 == 1
            expected = row_by_row(spec, logits.double(), targets.double())
            assert_reductions(lambda **how: loss(logits, targets, **how), expected, None, dtype, tolerance)  # noqa: B023
            if labels.numel() > 1:
                assert_reductions(
                    lambda **how: loss(logits, targets, ignore=some, **how),  # noqa: B023
                    expected,
                    some,
                    dtype,
                    tolerance,
                )


def assert_reductions(loss, expected, ignored, dtype, tolerance):
    counted = torch.ones_like(expected, dtype=torch.bool) if ignored is None else ~ignored
    expected = torch.where(counted, expected, 0.0)
    close = {"rtol": tolerance, "atol": tolerance}
    losses = loss(reduction="none")
    assert losses.dtype == dtype
    torch.testing.assert_close(losses.double(), expected, **close)
    torch.testing.assert_close(loss(reduction="sum").double(), expected.sum(), **close)
    torch.testing.assert_close(loss(reduction="mean").double(), expected.sum() / counted.sum(), **close)
    torch.testing.assert_close(loss(), loss(reduction="mean"), rtol=0, atol=0)


def differentiates(loss, monkeypatch):
    """Gradients, and gradients of gradients, agree with finite differences; blocks change nothing."""
    for shape in ((3, 3), (2, 3, 2, 1)):
        logits, labels = a_batch(shape, seed=1, scale=1.5)
        logits.requires_grad_()
        marked = labels.clone()
        marked[0] = 7

        def each(z):
            return loss(z, marked, ignore_index=7, reduction="none")  # noqa: B023

        whole = each(logits)
        (slope,) = torch.autograd.grad(whole.sum(), logits)
        assert not slope[0].any()  # what is ignored pulls at nothing
        with monkeypatch.context() as patch:
            patch.setattr(blocks, "CPU_BLOCK", 1)
            patch.setattr(blocks, "SMALL", 0)
            parts = each(logits)
            torch.testing.assert_close(parts, whole, rtol=1e-12, atol=1e-14)
            (part_slope,) = torch.autograd.grad(parts.sum(), logits)
            torch.testing.assert_close(part_slope, slope, rtol=1e-12, atol=1e-14)
            with torch.no_grad():
                torch.testing.assert_close(each(logits), whole, rtol=1e-12, atol=1e-14)
        assert torch.autograd.gradcheck(each, logits)
    logits, labels = a_batch((3, 3), seed=1, scale=1.5)
    logits.requires_grad_()
    assert torch.autograd.gradcheck(lambda z: loss(z, labels), logits, fast_mode=True)
    assert torch.autograd.gradgradcheck(lambda z: loss(z, labels), logits, fast_mode=True)


def extreme_logits(dtype):
    """Rows where careless formulas overflow, divide by zero, or take the log of zero."""
    big = 3e4
    rows = [
        [80.0, -80.0, 0.0],
        [-80.0, 80.0, 80.0],
        [0.0, 0.0, 0.0],
        [big, 0.0, -big],
        [-big, big, big],
        [500.0, 499.0, -500.0],
        [1e-30, -1e-30, 0.0],
        [17.0, 0.0, 0.0],
        [40.0, 3.0, 3.0],
    ]
    return torch.tensor([row for row in rows for _ in range(3)], dtype=dtype), torch.arange(3).repeat(len(rows))


def stays_finite(loss):
    """Finite losses and gradients on extreme logits, alike in both precisions; at two and at 100,000 classes too."""
    answers = []
    for dtype in (torch.float64, torch.float32):
        logits, labels = extreme_logits(dtype)
        logits.requires_grad_()
        losses = loss(logits, labels, reduction="none")
        (slope,) = torch.autograd.grad(losses.sum(), logits)
        assert torch.isfinite(losses).all()
        assert torch.isfinite(slope).all()
        answers.append((losses.double(), slope.double()))
    for precise, rough in zip(*answers, strict=True):
        torch.testing.assert_close(rough, precise, rtol=1e-4, atol=1e-4)

    for shape in ((5, 2), (2, 100_000)):
        precise, labels = a_batch(shape, seed=2)
        rough = precise.float()
        slopes = []
        for logits in (precise, rough):
            logits.requires_grad_()
            (slope,) = torch.autograd.grad(loss(logits, labels), logits)
            slopes.append(slope.double())
        torch.testing.assert_close(loss(rough, labels).double(), loss(precise, labels), rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(slopes[1], slopes[0], rtol=2e-3, atol=1e-6)


def ignores_a_shift(loss, tolerance=1e-9):
    """Adding one number to all logits of a row changes nothing."""
    for shape in ((6, 4), (2, 3, 2, 2)):
        logits, labels = a_batch(shape, seed=3)
        shift = torch.linspace(-50, 50, labels.numel(), dtype=torch.float64).reshape(labels.shape).unsqueeze(1)
        before, after = (loss(z, labels, reduction="none") for z in (logits, logits + shift))
        torch.testing.assert_close(after, before, rtol=tolerance, atol=tolerance)


def widens_halves(loss):
    """Half-precision logits, given or made by autocast, are computed in float32, and the gradient comes back."""
    logits, labels = a_batch((6, 10), seed=4, dtype=torch.float32)
    for dtype in (torch.bfloat16, torch.float16):
        half = logits.to(dtype).requires_grad_()
        answer = loss(half, labels)
        assert answer.dtype == torch.float32
        torch.testing.assert_close(answer, loss(half.detach().float(), labels))
        answer.backward()
        assert half.grad.dtype == dtype
    layer = torch.nn.Linear(10, 10)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        made = layer(logits)
        answer = loss(made, labels)
    assert made.dtype == torch.bfloat16
    assert answer.dtype == torch.float32
    torch.testing.assert_close(answer, loss(made.float(), labels), rtol=1e-6, atol=1e-6)
    answer.backward()
    assert torch.isfinite(layer.weight.grad).all()


@contextmanager
def as_shipped():
    """Calls as users make them: without the shape checker that the suite lays over every annotation."""
    jaxtyping.config.update("jaxtyping_disable", True)
    try:
        yield
    finally:
        jaxtyping.config.update("jaxtyping_disable", False)


@contextmanager
def refused(error, message):
    """`error` is raised with exactly this message."""
    with as_shipped(), pytest.raises(error) as caught:
        yield
    assert str(caught.value) == message


def refuses_bad_labels(loss, name="logits"):
    """The refusals that all losses on labels share."""
    logits, labels = a_batch((4, 3), dtype=torch.float32)
    nan = logits.clone()
    nan[2, 1] = torch.nan
    with refused(TypeError, f"{name} must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...)."):
        loss(logits.tolist(), labels)
    with refused(TypeError, f"{name} must hold floating-point numbers, but got torch.int64. Convert it with .float()."):
        loss(logits.long(), labels)
    with refused(
        ValueError,
        f"{name} must have shape (B, K) or (B, K, H, W), but got (3,). Put one row of K logits for each sample.",
    ):
        loss(logits[0], labels[:1])
    with refused(
        ValueError,
        f"{name} must hold at least two classes along dimension 1, but got (4, 1). Use K ≥ 2 logits.",
    ):
        loss(logits[:, :1], labels)
    with refused(TypeError, "labels must be int64, but got torch.int32. Convert it with .long()."):
        loss(logits, labels.int())
    with refused(
        ValueError,
        "labels must lie in 0 … 2, but got 3. "
        "Check that the classes are numbered from 0 and that the number of classes is right.",
    ):
        loss(logits, torch.full_like(labels, 3))
    with refused(
        ValueError,
        f"labels must have shape (4,) to fit {name} of shape (4, 3), but got (3,). "
        "Give one label for each row (or pixel) of logits.",
    ):
        loss(logits, labels[:3])
    with refused(
        ValueError,
        f"{name} must be finite, but got 1 of 12 entries that are NaN or infinite. "
        "Find the step that made them; a learning rate that is too high is the usual cause.",
    ):
        loss(nan, labels)
    with refused(ValueError, "reduction must be one of 'mean', 'sum', 'none', but got 'average'. Pick one of those."):
        loss(logits, labels, reduction="average")
    with refused(
        ValueError,
        f'{name} must hold at least one sample for a mean, but got none. Use reduction="sum" or "none".',
    ):
        loss(logits[:0], labels[:0])
    with refused(
        ValueError,
        f"{name} must hold at least one row that is not ignored for a mean, but got 4 that are all ignored. "
        'Leave such batches out, or use reduction="sum" or "none".',
    ):
        loss(logits, torch.full_like(labels, -1), ignore_index=-1)
    with refused(
        TypeError,
        "ignore_index must be a whole number, but got 2.5 (float). Give the label that marks what to leave out.",
    ):
        loss(logits, labels, ignore_index=2.5)
    empty = logits[:0].requires_grad_()
    assert loss(empty, labels[:0], reduction="sum") == 0
    assert loss(empty, labels[:0], reduction="none").shape == (0,)
    loss(empty, labels[:0], reduction="sum").backward()
    assert empty.grad.shape == (0, 3)
    ignored = torch.full_like(labels, -1)
    assert loss(logits, ignored, ignore_index=-1, reduction="sum") == 0


def refuses_bad_targets(loss):
    """The refusals that all losses on soft targets share."""
    logits, labels = a_batch((4, 3), dtype=torch.float32)
    targets = smooth_uniform(labels, 3, 0.1)
    nan = logits.clone()
    nan[2, 1] = torch.nan
    with refused(TypeError, "logits must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...)."):
        loss(logits.tolist(), targets)
    with refused(
        ValueError,
        "logits must have shape (B, K) or (B, K, H, W), but got (3,). Put one row of K logits for each sample.",
    ):
        loss(logits[0], targets[0])
    with refused(TypeError, "targets must hold floating-point numbers, but got torch.int64. Convert it with .float()."):
        loss(logits, labels)
    with refused(
        ValueError,
        "targets must have the logits' shape (4, 3), but got (3, 3). "
        "Make them with nls_tutorial.targets, for example one_hot(labels, classes).",
    ):
        loss(logits, targets[:3])
    with refused(
        ValueError,
        "targets must sum to 1 over the classes, but got a row that is off by 1. "
        "Divide by the sum, or pass probabilities and not logits.",
    ):
        loss(logits, 2 * targets)
    with refused(ValueError, "targets must not be negative or NaN, but got -1. A target is a probability."):
        loss(logits, torch.tensor([[2.0, -1.0, 0.0]]).expand(4, 3))
    with refused(
        ValueError,
        "logits must be finite, but got 1 of 12 entries that are NaN or infinite. "
        "Find the step that made them; a learning rate that is too high is the usual cause.",
    ):
        loss(nan, targets)
    with refused(ValueError, "reduction must be one of 'mean', 'sum', 'none', but got 'average'. Pick one of those."):
        loss(logits, targets, reduction="average")
    with refused(
        ValueError,
        'logits must hold at least one sample for a mean, but got none. Use reduction="sum" or "none".',
    ):
        loss(logits[:0], targets[:0])
    with refused(
        ValueError,
        "logits must hold at least one row that is not ignored for a mean, but got 4 that are all ignored. "
        'Leave such batches out, or use reduction="sum" or "none".',
    ):
        loss(logits, targets, ignore=torch.ones(4, dtype=torch.bool))
    step = "Make it from the labels, for example labels == 255."
    rule = "ignore must be a bool tensor of shape (4,), True where a row is left out, but got"
    with refused(ValueError, f"{rule} torch.bool of shape (3,). {step}"):
        loss(logits, targets, ignore=torch.ones(3, dtype=torch.bool))
    with refused(ValueError, f"{rule} torch.int64 of shape (4,). {step}"):
        loss(logits, targets, ignore=labels)
    with refused(ValueError, f"{rule} int. {step}"):
        loss(logits, targets, ignore=255)
    assert loss(logits[:0], targets[:0], reduction="sum") == 0


def slope_of(loss, logits: Tensor) -> Tensor:
    """The gradient of a loss with respect to its logits."""
    logits = logits.detach().requires_grad_()
    return torch.autograd.grad(loss(logits), logits)[0]
