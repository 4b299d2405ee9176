"""Cross-entropy with label smoothing, straight from the labels."""

import math
from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import check_labels, reduce, weighted_loss


def label_smoothing_cross_entropy(
    logits: Tensor,
    labels: Tensor,
    *,
    epsilon: Number = 0.1,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy with labels smoothed over all K classes:
    $L = -(1-\varepsilon)\log p_y - \frac{\varepsilon}{K}\sum_k \log p_k$, in nats.

    `logits` (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W); `epsilon` in [0, 1]; `reduction` is
    "mean", "sum" or "none"; labels equal to `ignore_index` count nowhere. The same as `soft_cross_entropy` on
    `targets.smooth_uniform`, without building the targets. ε = 0 is plain cross-entropy; for ε > 0 the loss is
    smallest at the finite `optimal_gap`.

    Raises ValueError for ε outside [0, 1], labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a
    mean over nothing; TypeError for labels that are not int64.

    Source: NLS eq. 2; torch.nn.CrossEntropyLoss(label_smoothing=ε). First met in notebooks/02_soften_a_label.
    """
    rules = look.start(logits, labels)
    epsilon = look.fraction(rules, "epsilon", epsilon, "Use 0.1 for the usual amount of smoothing.")
    batch = check_labels(logits, labels, ignore_index, rules)
    return reduce(partial(_formula, batch.target, epsilon), batch, reduction)


def _formula(labels: Tensor, epsilon: Number, logits: Tensor, careful: bool) -> Tensor:
    log_probabilities = F.log_softmax(logits, 1)
    on_label, on_each = 1 - epsilon, epsilon / logits.shape[1]
    # L = −(1 − ε)·log p_y − (ε/K)·Σ_k log p_k
    losses = on_label * F.nll_loss(log_probabilities, labels, reduction="none")
    return losses - weighted_loss(on_each, lambda: log_probabilities.sum(1), careful)


def optimal_gap(epsilon: float, classes: int) -> float:
    r"""The gap between the label's logit and the others at which label smoothing is content:
    $\log\left(1 + \frac{K(1-\varepsilon)}{\varepsilon}\right)$.

    `epsilon` in [0, 1]; `classes` is K ≥ 2. Where all other logits are equal, the loss falls up to this gap and
    rises beyond it. Infinite at ε = 0: a hard label is never content. 0 at ε = 1.

    Raises ValueError for ε outside [0, 1] or K < 2.

    Source: set p = q with q of NLS eq. 2. First met in notebooks/02_soften_a_label.
    """
    epsilon = checks.fraction("epsilon", epsilon, "Use 0.1 for the usual amount of smoothing.")
    checks.class_count("classes", classes)
    if epsilon == 0:
        return math.inf
    # log(q_y / q_k) = log((1 − ε + ε/K) / (ε/K))
    return math.log1p(classes * (1 - epsilon) / epsilon)
