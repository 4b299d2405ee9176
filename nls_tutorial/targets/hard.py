"""Hard targets: all on the label."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks


def one_hot(labels: Tensor, classes: int, *, dtype: torch.dtype | None = None) -> Float[Tensor, "B K *pixels"]:
    r"""The target that asks for full confidence: $q_y = 1$, $q_k = 0$ for $k \ne y$.

    `labels` int64 (B,), or (B, H, W) for one label a pixel, in 0 … K − 1; `classes` is K ≥ 2; `dtype` is torch's
    default float type unless given. Returns (B, K) or (B, K, H, W), each row a distribution over the classes.

    Raises TypeError for labels that are not int64, and ValueError for labels outside 0 … K − 1 or K < 2.

    Source: NLS eq. 1. First met in notebooks/02_soften_a_label.
    """
    checks.class_count("classes", classes)
    checks.class_labels("labels", labels, classes)
    checks.float_type("dtype", dtype)
    if labels.ndim not in (1, 3):
        checks.refuse("labels", "must have shape (B,) or (B, H, W)", tuple(labels.shape), "Give one label a sample.")

    shape = (labels.shape[0], classes, *labels.shape[1:])
    zeros = torch.zeros(shape, dtype=dtype or torch.get_default_dtype(), device=labels.device)
    # q_y = 1, and 0 elsewhere
    return zeros.scatter(1, labels.unsqueeze(1), 1.0)
