"""The one loss that the NLS authors' code folds the others into."""

import math
from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.losses.batch import labelled, reduced
from nls_tutorial.losses.blocks import in_blocks
from nls_tutorial.losses.focus import focal_terms, through_softmax


def consolidated_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    epsilon: float = 0.1,
    gamma: float = 0.0,
    cosine: bool = False,
    normalized: bool = True,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Smoothing, focus, normalization and cosine in one formula, as the NLS authors coded it:
    $L = \dfrac{-\sum_k q_k (1-p_k)^\gamma \log p_k}{-\sum_k \log p_k}$ with
    $q = (1-\varepsilon)\,\mathrm{onehot}(y) + \varepsilon/K$.

    The focal factor stands on every class above and on none below, so for γ > 0 this is not the normalized focal loss
    of Ma et al. (`normalized_focal_loss`). `normalized=False` leaves the denominator out. `cosine=True` takes p from
    $z/\lVert z\rVert_2$ and divides q by $\lVert q\rVert_2$, so q no longer sums to 1; there the loss depends on the
    direction of z only, and its gradient grows without bound as z goes to 0.

    `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W); `epsilon` in [0, 1]; `gamma` γ ≥ 0;
    `reduction` is "mean" (of the samples' ratios), "sum" or "none"; labels equal to `ignore_index` count nowhere.
    With γ = 0 it is `normalized_cross_entropy`, or label smoothing cross-entropy if not normalized; with ε = 0 and
    not normalized, focal loss.

    Raises ValueError for ε outside [0, 1] or γ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN,
    and a mean over nothing; TypeError for labels that are not int64.

    Source: the released code of NLS (its discussion calls for such a study). First met in
    notebooks/04_focus_and_penalize.
    """
    epsilon = checks.fraction("epsilon", epsilon, "Use 0.1 for the usual amount of smoothing.")
    gamma = checks.at_least("gamma", gamma, 0.0, "Use 0 for the paper's loss.")
    logits, labels, counted = labelled(logits, labels, ignore_index)
    classes = logits.shape[1]
    # q = (1 − ε)·onehot + ε/K
    on_label, on_each = 1 - epsilon, epsilon / classes
    directions = logits
    if cosine:
        # z/‖z‖ and q/‖q‖
        directions = F.normalize(logits, dim=1)
        length = math.sqrt((on_label + on_each) ** 2 + (classes - 1) * on_each**2)
        on_label, on_each = on_label / length, on_each / length
    formula = partial(_formula, on_label=on_label, on_each=on_each, gamma=gamma, normalized=normalized)
    return reduced(in_blocks(formula, directions, labels), logits, reduction, counted)


def _formula(
    logits: Tensor, labels: Tensor, on_label: float, on_each: float, gamma: float, normalized: bool
) -> tuple[Tensor, Callable[[], Tensor]]:
    log_probabilities = F.log_softmax(logits, 1)
    probabilities = log_probabilities.exp()
    terms, term_slopes = focal_terms(log_probabilities, probabilities, gamma)
    rows = labels.unsqueeze(1)
    # Σ_k q_k f_k with f_k = (1 − p_k)^γ log p_k
    weighed = on_label * terms.gather(1, rows) + on_each * terms.sum(1, keepdim=True)
    # Σ_k log p_k, or −1 where nothing normalizes
    below = log_probabilities.sum(1, keepdim=True) if normalized else weighed.new_full((1,), -1.0).expand_as(weighed)
    # L = Σ_k q_k f_k / Σ_k log p_k
    ratio = weighed / below
    shift = ratio / below if normalized else torch.zeros_like(ratio)
    return ratio.squeeze(1), lambda: _slopes(
        term_slopes(), probabilities, on_label / below, on_each / below, shift, rows
    )


def _slopes(
    each: Tensor, probabilities: Tensor, on_label: Tensor, on_each: Tensor, shift: Tensor, rows: Tensor
) -> Tensor:
    # ∂L/∂log p_k = (q_k · ∂f_k/∂log p_k − L) / Σ_j log p_j, without L where nothing normalizes
    label_part = each.gather(1, rows) * on_label
    return through_softmax(each.mul_(on_each).sub_(shift).scatter_add_(1, rows, label_part), probabilities)
