"""Margin-based label smoothing: logit distances may grow up to a margin, and pay beyond it."""

from collections.abc import Callable
from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import check_labels, reduce, weighted_loss
from nls_tutorial.losses.blocks import in_blocks


def margin_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    margin: Number = 10.0,
    weight: Number = 0.1,
    over_classes: str = "mean",
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy with a price on logit distances beyond a margin (MbLS):
    $L = -\log p_y + \lambda \sum_k \max(0,\ \max_j z_j - z_k - m)$, in nats.

    `over_classes` is "sum" as the paper prints it, or "mean" (the sum divided by K) as its authors' released code
    has it; the released code's is the default, with its m = 10 and λ = 0.1. `logits` (B, K) or (B, K, H, W), K ≥ 2;
    `labels` int64 (B,) or (B, H, W); `margin` m ≥ 0, in logits; `weight` λ ≥ 0; `reduction` is "mean", "sum" or
    "none"; labels equal to `ignore_index` count nowhere. Where logits tie for the largest they share its gradient
    evenly (the released code gives it to the first of them); a distance of exactly m pulls at nothing.

    Raises ValueError for m < 0 or λ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a
    mean over nothing; TypeError for labels that are not int64.

    Source: MbLS eq. 4. First met in notebooks/05_keep_a_margin.
    """
    rules = look.start(logits, labels)
    margin = look.at_least(rules, "margin", margin, 0.0, "Use 6 to 10 for a usual margin, 0 to pay for every distance.")
    weight = look.at_least(rules, "weight", weight, 0.0, "Use 0.1 for the usual price, 0 for none.")
    checks.choice("over_classes", over_classes, ("mean", "sum"))
    batch = check_labels(logits, labels, ignore_index, rules)
    price = weight / logits.shape[1] if over_classes == "mean" else weight
    return reduce(partial(_formula, batch.target, margin, price), batch, reduction)


def _formula(labels: Tensor, margin: Number, price: Number, logits: Tensor, careful: bool) -> Tensor:
    cross_entropy = F.cross_entropy(logits, labels, reduction="none")
    # L = −log p_y + λ Σ_k max(0, d_k − m)
    return cross_entropy + weighted_loss(price, lambda: in_blocks(partial(_excess, margin=margin), logits), careful)


def _excess(logits: Tensor, margin: Number) -> tuple[Tensor, Callable[[], Tensor]]:
    # d_k = max_j z_j − z_k
    distances = logits.amax(1, keepdim=True) - logits
    # Σ_k max(0, d_k − m)
    excess = (distances - margin).relu()
    return excess.sum(1), lambda: _gradient(distances, excess)


def _gradient(distances: Tensor, excess: Tensor) -> Tensor:
    # 1[d_k > m] and 1[d_k > 0]: nothing here is negative, so a sign is 0 or 1
    beyond, smaller = excess.sign_(), distances.sign_()
    # ∂/∂z_k = 1[d_k = 0]·(how many d_j > m) / (how many d_j = 0) − 1[d_k > m]
    pull = beyond.sum(1, keepdim=True) / (smaller.shape[1] - smaller.sum(1, keepdim=True))
    return (pull - beyond).addcmul_(smaller, pull, value=-1)
