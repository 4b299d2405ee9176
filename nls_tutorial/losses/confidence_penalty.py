"""Cross-entropy that pays for entropy: the confidence penalty."""

from collections.abc import Callable
from functools import partial
from typing import cast

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import add_at_label, check_labels, reduce, weighted_logs
from nls_tutorial.losses.blocks import in_blocks
from nls_tutorial.losses.exponential import exponential


def confidence_penalty_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    weight: Number = 0.1,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy less a share of the prediction's entropy: $L = -\log p_y - \lambda H(p)$ with
    $H(p) = -\sum_k p_k \log p_k$, in nats.

    The entropy is summed over the classes, as the paper writes it; code that averages it over the classes needs λ to
    be K times as large for the same effect. `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W);
    `weight` λ ≥ 0; `reduction` is "mean", "sum" or "none"; labels equal to `ignore_index` count nowhere. The loss can
    be negative, down to −λ log K.

    Raises ValueError for λ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a mean over
    nothing; TypeError for labels that are not int64.

    Source: Pereyra et al. 2017 (arXiv 1701.06548) sec. 3. First met in notebooks/04_focus_and_penalize.
    """
    rules = look.start(logits, labels)
    weight = look.at_least(rules, "weight", weight, 0.0, "Use 0.1 for the usual penalty, 0 for none.")
    batch = check_labels(logits, labels, ignore_index, rules)
    return reduce(partial(_losses, batch.target, weight), batch, reduction)


def _losses(labels: Tensor, weight: Number, logits: Tensor, careful: bool) -> Tensor:
    return in_blocks(partial(_formula, weight=weight, careful=careful), logits, labels)


def _formula(logits: Tensor, labels: Tensor, weight: Number, careful: bool) -> tuple[Tensor, Callable[[], Tensor]]:
    log_probabilities = F.log_softmax(logits, 1)
    probabilities = exponential(log_probabilities)
    weighed = weighted_logs(probabilities, log_probabilities, careful)
    # H = −Σ_k p_k log p_k
    entropy = -weighed.sum(1)
    # L = −log p_y − λ·H
    losses = F.nll_loss(log_probabilities, labels, reduction="none") - weight * entropy
    return losses, lambda: _gradient(probabilities, weighed, entropy, labels, weight)


def _gradient(probabilities: Tensor, weighed: Tensor, entropy: Tensor, labels: Tensor, weight: Number) -> Tensor:
    # ∂L/∂z_k = p_k·(1 + λ·H) + λ·p_k log p_k − 1[k = y]
    share = (1 + weight * entropy).unsqueeze(1)
    return add_at_label(probabilities.mul_(share).add_(weighed, alpha=cast(float, weight)), labels, -1.0)
