"""A share in [0, 1]: one number for all samples, or one for each label."""

import torch
from torch import Tensor

from nls_tutorial import checks


def as_unit_interval(argument: str, value: float | Tensor, labels: Tensor) -> float | Tensor:
    """`value` as a float, or as a tensor (B, 1) or (B, 1, H, W) that stands beside targets (B, K) or (B, K, H, W)."""
    if not isinstance(value, Tensor):
        return checks.fraction(argument, value)
    checks.floating(argument, value)
    if value.ndim > 0 and not torch.jit.is_tracing() and value.shape != labels.shape:
        checks.refuse(
            argument,
            f"must be one number, or hold one for each label, with shape {tuple(labels.shape)}",
            tuple(value.shape),
            "Take both from the same samples, in the same order.",
        )
    if checks.readable(value) and value.numel() > 0:
        low, high = torch.stack(torch.aminmax(value.detach())).tolist()  # a NaN shows as nan
        beyond = checks.rounding(value.dtype)
        if not (low >= -beyond and high <= 1 + beyond):
            checks.refuse(
                argument,
                "must lie in [0, 1]",
                checks.span(low, high),
                "Give shares between nothing (0) and all (1).",
            )
        if low < 0 or high > 1:  # by rounding
            value = value.clamp(0, 1)
    return value.unsqueeze(1) if value.ndim > 0 else value
