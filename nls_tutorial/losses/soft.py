"""Cross-entropy with soft targets."""

from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.checks import look
from nls_tutorial.losses.batch import check_targets, reduce, weighted_logs


def soft_cross_entropy(
    logits: Tensor, targets: Tensor, *, reduction: str = "mean", ignore: Tensor | None = None
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy of soft targets: $L = -\sum_k q_k \log p_k$ with $p = \mathrm{softmax}(z)$, in nats.

    `logits` z and `targets` q, both (B, K) or (B, K, H, W), K ≥ 2; a target row is not negative and sums to 1;
    `reduction` is "mean" (over samples or pixels), "sum" or "none" (B,) or (B, H, W); `ignore` is a bool tensor of
    that shape, True for rows to leave out. The loss is at least the entropy of q, and equal to it where p = q. Its
    gradient with respect to z is p − q.

    Raises ValueError for shapes that do not fit, target rows that are no distribution, logits with NaN, and a mean
    over nothing.

    Source: NLS eq. 1 and 2. First met in notebooks/02_soften_a_label.
    """
    batch = check_targets(logits, targets, ignore, look.start(logits, targets))
    return reduce(partial(_formula, batch.target), batch, reduction)


def _formula(targets: Tensor, logits: Tensor, careful: bool) -> Tensor:
    log_probabilities = F.log_softmax(logits, 1)
    # L = −Σ_k q_k log p_k
    return -weighted_logs(targets, log_probabilities, careful).sum(1)
