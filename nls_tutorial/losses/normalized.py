"""Normalized cross-entropy: the loss as a share of what all labels together would cost."""

from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.checks import look
from nls_tutorial.losses.batch import check_targets, ratio, reduce, weighted_logs


def normalized_cross_entropy(
    logits: Tensor, targets: Tensor, *, reduction: str = "mean", ignore: Tensor | None = None
) -> Float[Tensor, "*rows"]:
    r"""Normalized cross-entropy: $L = \dfrac{-\sum_k q_k \log p_k}{-\sum_k \log p_k}$ with $p = \mathrm{softmax}(z)$.

    NCE where q is one-hot, normLSCE where q is smoothed. The denominator is the cross-entropy summed over all labels
    that could have been: $\sum_j q^{(j)} = 1$ in every class, for hard and for smoothed targets.

    `logits` z and `targets` q, both (B, K) or (B, K, H, W), K ≥ 2; a target row is not negative and sums to 1;
    `reduction` is "mean" (of the samples' ratios), "sum" or "none"; `ignore` is a bool tensor (B,) or (B, H, W), True
    for rows to leave out. No unit; between 0 and 1. With targets smoothed over all K classes it is exactly
    (1 − ε)·NCE + ε/K, so ε scales the gradient and does nothing else.

    Raises ValueError for shapes that do not fit, target rows that are no distribution, logits with NaN, and a mean
    over nothing.

    Source: NLS eq. 3; Ma et al. 2020 (arXiv 2006.13554). First met in notebooks/03_normalize_the_loss.
    """
    batch = check_targets(logits, targets, ignore, look.start(logits, targets))
    return reduce(partial(_formula, batch.target), batch, reduction)


def _formula(targets: Tensor, logits: Tensor, careful: bool) -> Tensor:
    log_probabilities = F.log_softmax(logits, 1)
    # L = (−Σ_k q_k log p_k) / (−Σ_k log p_k)
    return ratio(weighted_logs(targets, log_probabilities, careful).sum(1), log_probabilities.sum(1))
