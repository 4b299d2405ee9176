"""A share in [0, 1]: one number for all samples, or one for each label."""

import torch
from torch import Tensor

from nls_tutorial import checks


def share(argument: str, value: float | Tensor, labels: Tensor) -> float | Tensor:
    """`value` as a float, or as a tensor (B, 1) or (B, 1, H, W) that stands beside targets (B, K) or (B, K, H, W)."""
    if not isinstance(value, Tensor):
        return checks.fraction(argument, value)
    checks.floating(argument, value)
    if value.ndim > 0 and value.shape != labels.shape:
        checks.refuse(
            argument,
            f"must be one number, or hold one for each label, with shape {tuple(labels.shape)}",
            tuple(value.shape),
            "Take both from the same samples, in the same order.",
        )
    if not torch.compiler.is_compiling() and not bool(((value >= 0) & (value <= 1)).all()):
        low, high = (float(end) for end in torch.aminmax(value.detach()))  # a NaN shows as nan
        checks.refuse(
            argument,
            "must lie in [0, 1]",
            f"values from {low:g} to {high:g}",
            "Give shares between nothing (0) and all (1).",
        )
    return value.unsqueeze(1) if value.ndim > 0 else value
