"""Batch norm over the parts of a batch that several processes hold: the same numbers as in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial.training.ranks import sum_over_ranks, together


class _Sum(torch.autograd.Function):
    """The sum over all processes; what each of them asks of it is asked of every summand."""

    @staticmethod
    def forward(ctx: Any, numbers: Tensor) -> Tensor:
        return sum_over_ranks(numbers)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return sum_over_ranks(gradient.contiguous())


class GlobalBatchNorm2d(nn.BatchNorm2d):
    """`nn.BatchNorm2d`, whose mean and variance are those of all processes' parts together.

    torch's own SyncBatchNorm does so on GPUs only. Alone, or in evaluation, it is `nn.BatchNorm2d`.
    """

    def forward(self, input: Tensor) -> Tensor:
        """(B, C, H, W) → the same shape."""
        if not (self.training and together()):
            return super().forward(input)
        dims = (0, 2, 3)
        count = input.new_tensor([input.numel() / input.shape[1]])
        # μ = Σx / n and σ² = Σ(x − μ)² / n, both over all processes
        total = _Sum.apply(torch.cat([input.sum(dims), count]))
        n = total[-1].detach()
        mean = total[:-1] / n
        centred = input - mean[:, None, None]
        variance = _Sum.apply((centred * centred).sum(dims)) / n
        if self.track_running_stats and self.running_mean is not None and self.running_var is not None:
            with torch.no_grad():
                assert self.num_batches_tracked is not None
                self.num_batches_tracked += 1
                share = self.momentum if self.momentum is not None else 1 / float(self.num_batches_tracked)
                self.running_mean.lerp_(mean, share)
                self.running_var.lerp_(variance * (n / (n - 1)), share)
        normal = centred * (variance + self.eps).rsqrt()[:, None, None]
        return normal if self.weight is None else normal * self.weight[:, None, None] + self.bias[:, None, None]


@contextmanager
def global_batch_norm(model: nn.Module) -> Iterator[None]:
    """Inside, each `nn.BatchNorm2d` of the model is a `GlobalBatchNorm2d`, with its own weights and buffers."""
    plain = [module for module in model.modules() if type(module) is nn.BatchNorm2d]
    for module in plain:
        module.__class__ = GlobalBatchNorm2d
    try:
        yield
    finally:
        for module in plain:
            module.__class__ = nn.BatchNorm2d
