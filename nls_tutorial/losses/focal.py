"""Focal loss: the more probable its label already is, the less a sample counts."""

from collections.abc import Sequence
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import check_labels, reduce

THREE = "Give γ for p < 0.2, p < 0.5 and p ≥ 0.5."
STEP = "Use 0 for plain cross-entropy, 3 for the usual focus."


def focal_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    gamma: Number = 3.0,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Focal loss: $L = -(1-p_y)^\gamma \log p_y$, in nats.

    `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W); `gamma` γ ≥ 0, 0 for cross-entropy;
    `reduction` is "mean", "sum" or "none"; labels equal to `ignore_index` count nowhere.

    Raises ValueError for γ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a mean over
    nothing; TypeError for labels that are not int64.

    Source: Lin et al. 2017 (arXiv 1708.02002) eq. 4. First met in notebooks/04_focus_and_penalize.
    """
    rules = look.start(logits, labels)
    gamma = look.at_least(rules, "gamma", gamma, 0.0, STEP)
    batch = check_labels(logits, labels, ignore_index, rules)
    return reduce(partial(_focal, batch.target, gamma), batch, reduction)


def _focal(labels: Tensor, gamma: Number, logits: Tensor, careful: bool) -> Tensor:
    return _focused(F.cross_entropy(logits, labels, reduction="none"), gamma)


def flsd_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    gammas: Sequence[Number] | Tensor = (5.0, 3.0, 3.0),
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Focal loss whose γ depends on the sample (FLSD): $L = -(1-p_y)^{\gamma(p_y)} \log p_y$, in nats.

    `gammas` are the three values ≥ 0 for p_y < 0.2, for 0.2 ≤ p_y < 0.5 and for p_y ≥ 0.5; 5, 3, 3 is the schedule
    called FLSD-53. γ is a constant of the sample: no gradient goes through the choice, and the loss jumps where two
    ranges with different γ meet. `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W);
    `reduction` is "mean", "sum" or "none"; labels equal to `ignore_index` count nowhere.

    Raises ValueError for other than three γ or a γ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with
    NaN, and a mean over nothing; TypeError for labels that are not int64.

    Source: Mukhoti et al. 2020 (arXiv 2002.09437) sec. 5. First met in notebooks/04_focus_and_penalize.
    """
    if not isinstance(gammas, Sequence | Tensor) or isinstance(gammas, str):
        seen = f"{gammas!r} ({type(gammas).__name__})"
        checks.refuse("gammas", "must hold three numbers", seen, THREE, error=TypeError)
    if isinstance(gammas, Tensor):
        checks.tensor("gammas", gammas)
    if (isinstance(gammas, Tensor) and gammas.ndim != 1) or len(gammas) != 3:
        seen = f"shape {tuple(gammas.shape)}" if isinstance(gammas, Tensor) else len(gammas)
        checks.refuse("gammas", "must hold three numbers", seen, THREE)
    rules = look.start(logits, labels)
    three = [look.at_least(rules, "gammas", gamma, 0.0, STEP) for gamma in gammas]
    batch = check_labels(logits, labels, ignore_index, rules)
    return reduce(partial(_sample_dependent, batch.target, three), batch, reduction)


def _sample_dependent(labels: Tensor, gammas: list[Number], logits: Tensor, careful: bool) -> Tensor:
    unsure, middling, sure = gammas
    cross_entropy = F.cross_entropy(logits, labels, reduction="none")
    # γ(p_y) in its three ranges
    label_probability = torch.exp(-cross_entropy.detach())
    gamma = torch.where(label_probability < 0.5, middling, sure)
    gamma = torch.where(label_probability < 0.2, unsure, gamma).to(cross_entropy.dtype)
    return _focused(cross_entropy, gamma)


def _focused(cross_entropy: Tensor, gamma: Number) -> Tensor:
    # 1 − p_y, straight from log p_y. At p_y = 1 the loss and its slope are 0 for γ > 0, but the slope of 0^γ alone is
    # infinite for γ < 1: the smallest positive number stands in for 0. Beyond 1000 nats p_y is 0, and so is its slope,
    # which times a loss near the largest number would be NaN.
    doubt = -torch.expm1(-cross_entropy.clamp_max(1000.0))
    doubt = doubt.clamp_min(torch.finfo(doubt.dtype).tiny)
    # L = (1 − p_y)^γ · (−log p_y)
    return doubt.pow(gamma) * cross_entropy
