"""Losses of many passes over the logits: value and gradient in one visit of each block, while it stays in the cache."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from nls_tutorial import checks

# From logits (B, K) or (B, K, H, W) and what goes with them, such as labels: one loss a row, and a function that gives
# each row's gradient ∂L/∂z. The losses are written so that autograd can follow them. The gradient is the closed form,
# and may use up what the losses left behind.
Formula = Callable[..., tuple[Tensor, Callable[[], Tensor]]]
Place = tuple[slice, ...]

# Logits in a block, for each thread: few enough for the cache, enough to outweigh the calls. On a GPU a block only
# bounds the memory of what lies between.
CPU_BLOCK = 200_000
SMALL = 50_000  # in all: up to here the calls cost more than the passes
GPU_BLOCK = 16_000_000


def in_blocks(formula: Formula, logits: Tensor, *others: Tensor) -> Tensor:
    """One loss a row, `formula(logits, *others)`, in which each row stands alone; gradients flow to the logits only."""
    if _plain(formula, logits):
        return formula(logits, *others)[0]
    size = CPU_BLOCK * torch.get_num_threads() if logits.device.type == "cpu" else GPU_BLOCK
    if torch.is_grad_enabled() and logits.requires_grad:
        losses, _ = _InBlocks.apply(formula, size, logits, *others)
        return losses
    losses = _empty_losses(logits)
    for block, rows in _places(logits, size):
        losses[rows], _ = formula(*_parts((logits, *others), logits, block, rows))
    return losses


def _plain(formula: Formula, logits: Tensor) -> bool:
    """Whether autograd is to follow the losses themselves.

    So it is for few logits, where it is faster; under a compiler, which fuses the passes itself, and under all else
    that traces; for derivatives in forward mode; and where the loss has a number that may be learned.
    """
    if checks.tracing(logits) or logits.numel() <= SMALL or forward_ad._current_level >= 0:
        return True
    settings = formula.keywords.values() if isinstance(formula, partial) else ()
    return any(isinstance(setting, Tensor) for setting in settings)


def _empty_losses(logits: Tensor) -> Tensor:
    return logits.new_empty((logits.shape[0], *logits.shape[2:]))


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


def _parts(tensors: tuple[Tensor, ...], logits: Tensor, block: Place, rows: Place) -> list[Tensor]:
    return [tensor[block] if tensor.ndim == logits.ndim else tensor[rows] for tensor in tensors]


class _InBlocks(torch.autograd.Function):
    """Losses and their gradients in one visit of each block; the way back only scales the gradients."""

    @staticmethod
    def forward(formula: Formula, size: int, logits: Tensor, *others: Tensor) -> tuple[Tensor, Tensor]:
        losses = _empty_losses(logits)
        gradients = torch.empty_like(logits)
        for block, rows in _places(logits, size):
            losses[rows], gradient = formula(*_parts((logits, *others), logits, block, rows))
            gradients[block] = gradient()
        return losses, gradients

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
        ctx.formula, _, *tensors = inputs
        _, gradients = output
        ctx.save_for_backward(gradients, *tensors)
        ctx.mark_non_differentiable(gradients)
        ctx.set_materialize_grads(False)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor | None, _: None) -> tuple[Tensor | None, ...]:
        gradients, logits, *others = ctx.saved_tensors
        gradient = None
        if (
            upstream is not None and torch.is_grad_enabled()
        ):  # a second derivative is wanted: autograd follows the losses
            losses, _ = ctx.formula(logits, *others)
            (gradient,) = torch.autograd.grad(losses, logits, upstream, create_graph=True)
        elif upstream is not None:
            gradient = gradients * upstream.unsqueeze(1)
        return None, None, gradient, *[None for _ in others]
