"""Normalized focal loss, as its authors define it."""

from collections.abc import Callable
from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import add_at_label, at_label, check_labels, ratio, reduce
from nls_tutorial.losses.blocks import in_blocks
from nls_tutorial.losses.exponential import exponential
from nls_tutorial.losses.focus import focal_terms, through_softmax


def normalized_focal_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    gamma: Number = 0.5,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Normalized focal loss: $L = \dfrac{-(1-p_y)^\gamma \log p_y}{-\sum_k (1-p_k)^\gamma \log p_k}$.

    The focal factor stands in the numerator and in every term of the denominator; `consolidated_loss` is the variant
    of the NLS code, which leaves it out below. `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or
    (B, H, W); `gamma` γ ≥ 0, 0 for normalized cross-entropy; `reduction` is "mean", "sum" or "none"; labels equal to
    `ignore_index` count nowhere. No unit; between 0 and 1.

    Raises ValueError for γ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a mean over
    nothing; TypeError for labels that are not int64.

    Source: Ma et al. 2020 (arXiv 2006.13554) sec. 3. First met in notebooks/04_focus_and_penalize.
    """
    rules = look.start(logits, labels)
    gamma = look.at_least(rules, "gamma", gamma, 0.0, "Use 0 for normalized cross-entropy, 0.5 for the usual focus.")
    batch = check_labels(logits, labels, ignore_index, rules)
    return reduce(partial(_losses, batch.target, gamma), batch, reduction)


def _losses(labels: Tensor, gamma: Number, logits: Tensor, careful: bool) -> Tensor:
    return in_blocks(partial(_formula, gamma=gamma), logits, labels)


def _formula(logits: Tensor, labels: Tensor, gamma: Number) -> tuple[Tensor, Callable[[], Tensor]]:
    log_probabilities = F.log_softmax(logits, 1)
    probabilities = exponential(log_probabilities)
    terms, term_slopes = focal_terms(log_probabilities, probabilities, gamma)
    everyone = terms.sum(1)
    # L = f_y / Σ_k f_k with f_k = (1 − p_k)^γ log p_k
    losses = ratio(at_label(terms, labels), everyone)
    return losses, lambda: _gradient(term_slopes(), probabilities, labels, losses, everyone)


def _gradient(each: Tensor, probabilities: Tensor, labels: Tensor, losses: Tensor, everyone: Tensor) -> Tensor:
    # ∂L/∂log p_k = (1[k = y] − L) / Σ_j f_j · ∂f_k/∂log p_k
    on_label = at_label(each, labels) / everyone
    slopes = add_at_label(each.mul_((-losses / everyone).unsqueeze(1)), labels, on_label)
    return through_softmax(slopes, probabilities)
