"""The one loss that the NLS authors' code folds the others into."""

from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import add_at_label, at_label, check_labels, ratio, reduce
from nls_tutorial.losses.blocks import Formula, in_blocks
from nls_tutorial.losses.exponential import exponential
from nls_tutorial.losses.focus import focal_terms, through_softmax


def consolidated_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    epsilon: Number = 0.1,
    gamma: Number = 0.0,
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
    rules = look.start(logits, labels)
    epsilon = look.fraction(rules, "epsilon", epsilon, "Use 0.1 for the usual amount of smoothing.")
    gamma = look.at_least(rules, "gamma", gamma, 0.0, "Use 0 for the paper's loss.")
    checks.flag("cosine", cosine)
    checks.flag("normalized", normalized)
    batch = check_labels(logits, labels, ignore_index, rules)
    classes = logits.shape[1]
    # q = (1 − ε)·onehot + ε/K
    on_label, on_each = 1 - epsilon, epsilon / classes
    if cosine:
        # q/‖q‖
        length = ((on_label + on_each) ** 2 + (classes - 1) * on_each**2) ** 0.5
        on_label, on_each = on_label / length, on_each / length
    formula = partial(_formula, on_label=on_label, on_each=on_each, gamma=gamma, normalized=normalized, cosine=cosine)
    return reduce(partial(_losses, batch.target, formula), batch, reduction)


def _losses(labels: Tensor, formula: Formula, logits: Tensor, careful: bool) -> Tensor:
    return in_blocks(partial(formula, careful=careful), logits, labels)


def _formula(
    logits: Tensor,
    labels: Tensor,
    on_label: Number,
    on_each: Number,
    gamma: Number,
    normalized: bool,
    cosine: bool,
    careful: bool,
) -> tuple[Tensor, Callable[[], Tensor]]:
    # z/‖z‖, where ‖z‖ is at least 1e-12 as in torch.nn.functional.normalize
    lengths = logits.square().sum(1, keepdim=True).clamp_min(1e-24).sqrt() if cosine else None
    directions = logits if lengths is None else logits / lengths
    log_probabilities = F.log_softmax(directions, 1)
    probabilities = exponential(log_probabilities)
    if careful:  # a masked class adds 0, or makes the loss infinite where it has weight
        masked = log_probabilities == -torch.inf
        infinite = masked.any(1)
        if not normalized:
            weighs = torch.as_tensor(on_each != 0, device=masked.device)
            infinite = at_label(masked, labels) | (infinite & weighs)
        log_probabilities = log_probabilities.masked_fill(masked, 0)
    terms, term_slopes = focal_terms(log_probabilities, probabilities, gamma)
    # Σ_k q_k f_k with f_k = (1 − p_k)^γ log p_k
    weighed = on_label * at_label(terms, labels) + on_each * terms.sum(1)
    # L = Σ_k q_k f_k / Σ_k log p_k, or −Σ_k q_k f_k where nothing normalizes
    below = log_probabilities.sum(1) if normalized else -torch.ones_like(weighed)
    losses = ratio(weighed, below)
    if lengths is not None:  # NaN where ‖z‖ overflows, and the direction would be 0
        losses = losses + 0 * lengths.detach().squeeze(1)
    if careful:
        losses = losses.masked_fill(infinite, torch.inf)
    shift = losses if normalized else torch.zeros_like(losses)
    slopes = partial(_slopes, labels=labels, on_label=on_label, on_each=on_each, shift=shift, below=below)
    return losses, lambda: _to_logits(through_softmax(slopes(term_slopes()), probabilities), directions, lengths)


def _slopes(each: Tensor, labels: Tensor, on_label: Number, on_each: Number, shift: Tensor, below: Tensor) -> Tensor:
    # ∂L/∂log p_k = (q_k · ∂f_k/∂log p_k − L) / Σ_j log p_j, without L where nothing normalizes
    label_part = on_label * at_label(each, labels)
    slopes = add_at_label(each.mul_(on_each), labels, label_part)
    return slopes.sub_(shift.unsqueeze(1)).div_(below.unsqueeze(1))


def _to_logits(gradient: Tensor, directions: Tensor, lengths: Tensor | None) -> Tensor:
    if lengths is None:
        return gradient
    # ∂L/∂z = (g − u·(u·g)) / ‖z‖ with u = z/‖z‖ and g = ∂L/∂u
    along = (directions * gradient).sum(1, keepdim=True)
    return gradient.addcmul_(directions, along, value=-1).div_(lengths)
