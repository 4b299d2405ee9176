"""Adaptive smoothing: the smaller the object in the crop, the softer its label."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.targets.hard import one_hot
from nls_tutorial.targets.others import smooth_others
from nls_tutorial.targets.unit_interval import as_unit_interval


def smooth_by_objectness(
    labels: Tensor,
    objectness: float | Tensor,
    classes: int,
    beta: float | Tensor = 1.0,
    *,
    dtype: torch.dtype | None = None,
) -> Float[Tensor, "B K *pixels"]:
    r"""Adaptive label smoothing: $q = \beta\,[(1-\alpha)\,\mathrm{onehot} + \frac{\alpha}{K-1}(1-\mathrm{onehot})]
    + (1-\beta)\,\mathrm{onehot}$ with $\alpha = 1 - \mathrm{objectness}$.

    `labels` int64 (B,); `objectness` in [0, 1], the share of the crop that the object fills, a number or (B,);
    `classes` is K ≥ 2; `beta` in [0, 1]: 0 gives hard labels, 1 the full effect. Returns (B, K); every row sums to 1.

    With β = 1 the label's own target is the objectness, so below objectness 1/K it falls under the other classes;
    with β < 1 the label keeps at least 1 − β.

    Raises ValueError for objectness or β outside [0, 1], labels outside 0 … K − 1, or K < 2; TypeError for labels
    not int64.

    Source: ALS sec. 3. First met in notebooks/10_shrink_the_label_with_the_object.
    """
    if not isinstance(beta, Tensor):
        beta = checks.fraction("beta", beta, "Use 1 for the full effect of the object's size, 0 for hard labels.")
    hard = one_hot(labels, classes, dtype=dtype)
    strength = as_unit_interval("beta", beta, labels)
    as_unit_interval("objectness", objectness, labels)
    # α = 1 − objectness
    alpha = 1 - objectness
    soft = smooth_others(labels, classes, alpha, dtype=dtype)
    # q = β·soft + (1 − β)·onehot
    return (strength * soft + (1 - strength) * hard).to(hard.dtype)
