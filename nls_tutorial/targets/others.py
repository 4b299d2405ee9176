"""Smoothing over the other K − 1 classes."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial.targets.hard import one_hot
from nls_tutorial.targets.unit_interval import as_unit_interval


def smooth_others(
    labels: Tensor, classes: int, alpha: float | Tensor, *, dtype: torch.dtype | None = None
) -> Float[Tensor, "B K *pixels"]:
    r"""Label smoothing over the other classes: $q_y = 1-\alpha$ and $q_k = \alpha/(K-1)$ for $k \ne y$.

    `labels` int64 (B,) or (B, H, W); `classes` is K ≥ 2; `alpha` in [0, 1], a number or a float tensor of the
    labels' shape (one α a sample, as adaptive smoothing needs). Returns (B, K) or (B, K, H, W); every row sums to 1.
    For α > 1 − 1/K the label gets less than each other class.

    Raises ValueError for α outside [0, 1], labels outside 0 … K − 1, or K < 2; TypeError for labels not int64.

    Source: ALS sec. 3, which follows Szegedy et al. 2016. Equal to `smooth_uniform` where α = ε(K − 1)/K.
    First met in notebooks/02_soften_a_label.
    """
    hard = one_hot(labels, classes, dtype=dtype)
    smoothing = as_unit_interval("alpha", alpha, labels)
    # q = (1 − α)·onehot + α/(K − 1)·(1 − onehot)
    return ((1 - smoothing) * hard + smoothing / (classes - 1) * (1 - hard)).to(hard.dtype)
