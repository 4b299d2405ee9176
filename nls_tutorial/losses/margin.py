"""Margin-based label smoothing: logit distances may grow up to a margin, and pay beyond it."""

from collections.abc import Callable
from functools import partial

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.losses.batch import at_label, labelled, less_one_at_label, reduced
from nls_tutorial.losses.blocks import in_blocks


def margin_loss(
    logits: Tensor,
    labels: Tensor,
    *,
    margin: float = 10.0,
    weight: float = 0.1,
    over_classes: str = "mean",
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy with a price on logit distances beyond a margin (MbLS):
    $L = -\log p_y + \lambda \sum_k \max(0,\ \max_j z_j - z_k - m)$, in nats.

    `over_classes` is "sum" as the paper prints it, or "mean" (the sum divided by K) as its authors' released code
    has it; the released code's is the default, with its m = 10 and λ = 0.1. `logits` (B, K) or (B, K, H, W), K ≥ 2;
    `labels` int64 (B,) or (B, H, W); `margin` m ≥ 0, in logits; `weight` λ ≥ 0; `reduction` is "mean", "sum" or
    "none"; labels equal to `ignore_index` count nowhere. Where logits tie for the largest, the price pulls at the
    first of them, as in the released code; at a distance of exactly m it does not pull.

    Raises ValueError for m < 0 or λ < 0, labels outside 0 … K − 1, shapes that do not fit, logits with NaN, and a
    mean over nothing; TypeError for labels that are not int64.

    Source: MbLS eq. 4. First met in notebooks/05_keep_a_margin.
    """
    margin = checks.at_least("margin", margin, 0.0, "Use 6 to 10 for a usual margin, 0 to pay for every distance.")
    weight = checks.at_least("weight", weight, 0.0, "Use 0.1 for the usual price, 0 for none.")
    checks.choice("over_classes", over_classes, ("mean", "sum"))
    logits, labels, counted = labelled(logits, labels, ignore_index)
    price = weight / logits.shape[1] if over_classes == "mean" else weight
    formula = partial(_formula, margin=margin, price=price)
    return reduced(in_blocks(formula, logits, labels), logits, reduction, counted)


def _formula(logits: Tensor, labels: Tensor, margin: float, price: float) -> tuple[Tensor, Callable[[], Tensor]]:
    # max_j z_j − z_k = max_j log p_j − log p_k
    log_probabilities = F.log_softmax(logits, 1)
    largest, first = log_probabilities.max(1, keepdim=True)
    excess = (largest - margin - log_probabilities).relu()
    # L = −log p_y + λ Σ_k max(0, max_j z_j − z_k − m)
    losses = -at_label(log_probabilities, labels) + price * excess.sum(1)
    return losses, lambda: _slopes(log_probabilities, excess, first, labels, price)


def _slopes(log_probabilities: Tensor, excess: Tensor, first: Tensor, labels: Tensor, price: float) -> Tensor:
    # ∂L/∂z_k = p_k − 1[k = y] + λ·(1[k = arg max]·(how many d_j > m) − 1[d_k > m])
    beyond = excess.sign_()
    pull = price * beyond.sum(1, keepdim=True)
    slopes = log_probabilities.exp_().sub_(beyond, alpha=price).scatter_add_(1, first, pull)
    return less_one_at_label(slopes, labels)
