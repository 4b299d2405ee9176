"""Smoothing over all K classes, and the target that prefers none."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.targets.hard import one_hot
from nls_tutorial.targets.unit_interval import as_unit_interval


def smooth_uniform(
    labels: Tensor, classes: int, epsilon: float | Tensor, *, dtype: torch.dtype | None = None
) -> Float[Tensor, "B K *pixels"]:
    r"""Label smoothing over all K classes: $q = (1-\varepsilon)\,\mathrm{onehot}(y) + \varepsilon/K$.

    The label keeps 1 − ε + ε/K; every other class gets ε/K. `labels` int64 (B,) or (B, H, W); `classes` is K ≥ 2;
    `epsilon` in [0, 1], a number or a float tensor of the labels' shape. Returns (B, K) or (B, K, H, W); every row
    sums to 1.

    Raises ValueError for ε outside [0, 1], labels outside 0 … K − 1, or K < 2; TypeError for labels not int64.

    Source: NLS eq. 2; the definition of torch.nn.CrossEntropyLoss. `smooth_others` is the other definition in use.
    First met in notebooks/02_soften_a_label.
    """
    hard = one_hot(labels, classes, dtype=dtype)
    smoothing = as_unit_interval("epsilon", epsilon, labels)
    # q = (1 − ε)·onehot + ε/K
    return ((1 - smoothing) * hard + smoothing / classes).to(hard.dtype)


def uniform(
    batch: int, classes: int, *, dtype: torch.dtype | None = None, device: torch.device | str | None = None
) -> Float[Tensor, "B K"]:
    r"""The target that prefers no class: $q_k = 1/K$, for images whose every object was taken away.

    `batch` is B ≥ 0; `classes` is K ≥ 2. Returns (B, K), on torch's default device unless `device` is given.

    Raises ValueError for K < 2 or a negative batch.

    Source: ALS, the 'context' variant. First met in notebooks/11_take_the_object_away.
    """
    checks.class_count("classes", classes)
    checks.whole("batch", batch, 0, "Give the number of images.", high=2**31 // classes)
    checks.float_type("dtype", dtype)
    checks.place("device", device)
    # q_k = 1/K
    return torch.full((batch, classes), 1 / classes, dtype=dtype or torch.get_default_dtype(), device=device)
