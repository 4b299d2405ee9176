"""Losses that need many passes over the logits, computed block by block while a block stays in the cache."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

# From logits and labels: one loss a row, and a function that gives each row's gradient. The losses are written so that
# autograd can follow them; the gradient is the closed form, and may use up what the losses left behind.
Formula = Callable[[Tensor, Tensor], tuple[Tensor, Callable[[], Tensor]]]
Place = tuple[slice, ...]

# Logits in a block, for each thread: few enough for a core's cache, enough to outweigh the calls. On a GPU a block only
# bounds the memory of what lies between.
CPU_BLOCK = 100_000
GPU_BLOCK = 16_000_000


def in_blocks(formula: Formula, logits: Tensor, labels: Tensor) -> Tensor:
    """One loss a row by `formula`, in which each row stands alone; never holds more than a block in between."""
    if torch.compiler.is_compiling():  # the compiler fuses the passes itself
        return formula(logits, labels)[0]
    size = CPU_BLOCK * torch.get_num_threads() if logits.device.type == "cpu" else GPU_BLOCK
    if torch.is_grad_enabled() and logits.requires_grad:
        losses, _ = _InBlocks.apply(logits, labels, formula, size)
        return losses
    losses = logits.new_empty(labels.shape)
    for block, rows in _places(logits, size):
        losses[rows], _ = formula(logits[block], labels[rows])
    return losses


def _places(logits: Tensor, size: int) -> Iterator[tuple[Place, Place]]:
    """Where each block lies in logits (B, K) or (B, K, H, W), and its rows in labels (B,) or (B, H, W)."""
    if logits.ndim == 2:
        samples, classes = logits.shape
        step = max(1, size // classes)
        for first in range(0, samples, step):
            some = slice(first, first + step)
            yield (some,), (some,)
        return
    images, classes, height, width = logits.shape
    step = max(1, size // max(1, classes * width))
    for image in range(images):
        one = slice(image, image + 1)
        for first in range(0, height, step):
            lines = slice(first, first + step)
            yield (one, slice(None), lines), (one, lines)


class _InBlocks(torch.autograd.Function):
    """Losses and their gradients in one visit of each block; the way back only scales the gradients."""

    @staticmethod
    def forward(logits: Tensor, labels: Tensor, formula: Formula, size: int) -> tuple[Tensor, Tensor]:
        losses = logits.new_empty(labels.shape)
        slopes = torch.empty_like(logits)
        for block, rows in _places(logits, size):
            losses[rows], slope = formula(logits[block], labels[rows])
            slopes[block] = slope()
        return losses, slopes

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, Formula, int], output: tuple[Tensor, Tensor]) -> None:
        logits, labels, ctx.formula, _ = inputs
        _, slopes = output
        ctx.save_for_backward(logits, labels, slopes)
        ctx.mark_non_differentiable(slopes)
        ctx.set_materialize_grads(False)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor | None, _: None) -> tuple[Tensor | None, None, None, None]:
        if upstream is None:
            return None, None, None, None
        logits, labels, slopes = ctx.saved_tensors
        if torch.is_grad_enabled():  # a second derivative is wanted: let autograd follow the losses
            losses, _ = ctx.formula(logits, labels)
            (gradient,) = torch.autograd.grad(losses, logits, upstream, create_graph=True)
            return gradient, None, None, None
        return slopes * upstream.unsqueeze(1), None, None, None
