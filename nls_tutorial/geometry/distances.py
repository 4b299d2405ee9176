"""How far each logit lies below the largest one."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks


def logit_distances(logits: Tensor) -> Float[Tensor, "B K *pixels"]:
    r"""Logit distances: $d_k = \max_j z_j - z_k \ge 0$.

    `logits` z (B, K), or (B, K, H, W) for one decision a pixel, K ≥ 2. Returns the same shape; the predicted class
    has distance 0, and a distance d means that the class is e^d times less probable than the predicted one. The
    gradient of the maximum is shared evenly between logits that tie for it.

    Raises TypeError for logits that are not floats, and ValueError for other shapes, K < 2, and NaN or infinity.

    Source: MbLS eq. 1. First met in notebooks/05_keep_a_margin.
    """
    checks.floating("logits", logits)
    if logits.ndim not in (2, 4) or logits.shape[1] < 2:
        checks.refuse(
            "logits",
            "must have shape (B, K) or (B, K, H, W) with K ≥ 2",
            tuple(logits.shape),
            "Put one row of K logits for each sample.",
        )
    if not torch.compiler.is_compiling():
        checks.finite("logits", logits)
    # d_k = max_j z_j − z_k
    return logits.amax(dim=1, keepdim=True) - logits
