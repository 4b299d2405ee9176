"""The logit margin as a loss to attack with: it has a gradient where cross-entropy's has rounded to 0."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks


def logit_margin(logits: Tensor, labels: Tensor) -> Float[Tensor, "B"]:
    r"""How far the best wrong class stands above the label, $\max_{k \neq y} z_k - z_y$: above 0 where it is wrong.

    Use it as `loss` of an attack. Cross-entropy's gradient on the logits is $p - q$, which rounds to 0 in float32 when
    a network is sure; this one's is +1 and −1 however sure it is.

    Args:
        logits: (B, K), K ≥ 2.
        labels: int64 (B,), 0 … K − 1.

    Returns:
        One number a sample, (B,), in logits.

    Raises:
        ValueError or TypeError for shapes and labels that do not fit, or logits with NaN.

    Source: Carlini and Wagner 2017 (arXiv 1608.04644), f6. First met in notebooks/20_attack_and_corrupt.

    >>> logit_margin(torch.tensor([[3.0, 1.0, -2.0], [0.0, 2.5, 1.0]]), torch.tensor([0, 2]))
    tensor([-2.0000,  1.5000])
    """
    checks.label_logits(logits, labels)
    if logits.ndim != 2:
        checks.refuse("logits", "must have shape (B, K)", tuple(logits.shape), "Give one row a sample.")
    own = torch.arange(logits.shape[1], device=logits.device) == labels[:, None]
    # max over k ≠ y of z_k, minus z_y
    wrong = logits.masked_fill(own, -torch.inf).amax(dim=1)
    return wrong - logits.gather(1, labels[:, None]).squeeze(1)
