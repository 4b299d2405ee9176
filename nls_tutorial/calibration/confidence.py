"""What a reliability diagram looks at: how sure the network was, and whether it was right."""

from collections.abc import Iterator

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.inputs import (
    check_labels,
    check_probabilities,
    chunks,
    probability_shape,
    probability_values,
    row_sums,
)

_SHORT = 32  # classes


def top_label(
    probabilities: Tensor, labels: Tensor, *, ignore_index: int | None = None
) -> tuple[Float[Tensor, " N"], Bool[Tensor, " N"]]:
    r"""Confidence $\hat p = \max_k p_k$ and correctness $1[\hat y = y]$, $\hat y = \arg\max_k p_k$.

    `probabilities` p (B, K), or (B, K, H, W) for one decision a pixel, K ≥ 2, rows in [0, 1] that sum to 1; `labels`
    int64 (B,) or (B, H, W); samples whose label is `ignore_index` are taken out, and their probabilities are not
    looked at. Returns confidences (N,) and right predictions (N,) of the N samples (pixels) that count. Where classes
    tie, the first of them is the prediction, as in torch.argmax. No gradient is kept.

    Raises TypeError for probabilities that are not floats or labels that are not int64, and ValueError for shapes that
    do not fit, labels outside 0 … K − 1, and probabilities outside [0, 1] or that do not sum to 1 (within 0.001).

    Source: MbLS and ALS, "confidence". First met in notebooks/06_read_a_reliability_diagram.
    """
    probabilities, labels = check_labels(probabilities, labels, ignore_index)
    confidence, right = zip(*iter_confidence_correct(probabilities, labels), strict=True)
    return torch.cat(confidence), torch.cat(right)


def confidences(probabilities: Tensor) -> Float[Tensor, "B *pixels"]:
    r"""The confidences alone, $\hat p = \max_k p_k$: (B,) or (B, H, W).

    `probabilities` as for `top_label`, which also says what is refused. First met in
    notebooks/06_read_a_reliability_diagram.
    """
    probability_shape(probabilities)
    parts = []
    for (rows,) in chunks(checks.where_double_is(probabilities.detach())):
        rows = probability_values(rows)
        # p̂ = max_k p_k
        parts.append(rows.amax(1))
    return torch.cat(parts)


def iter_confidence_correct(
    probabilities: Tensor, labels: Tensor
) -> Iterator[tuple[Float[Tensor, " n"], Bool[Tensor, " n"]]]:
    """Confidences and right predictions, a part at a time; the probabilities' values are checked on the way."""
    if labels.numel() == 0:
        yield probabilities.new_empty(0), torch.empty(0, dtype=torch.bool, device=probabilities.device)
        return
    copy = probabilities.new_empty(0)
    for rows, own in chunks(probabilities, labels):
        if rows.ndim == 2 and rows.shape[1] <= _SHORT:
            # short rows: turned on their side, what follows runs along samples and not along classes
            rows, own = rows.T.unsqueeze(0), own.unsqueeze(0)
        if copy.shape != rows.shape:
            copy = torch.empty(rows.shape, dtype=rows.dtype, device=rows.device)  # one for all parts but the last
        yield _look(copy.copy_(rows), own)


def _look(rows: Float[Tensor, "B K *pixels"], labels: Int64[Tensor, "B *pixels"]) -> tuple[Tensor, Tensor]:
    """Looks at a copy, which it writes over: the label against the best of the others.

    torch's maximum with its place costs several maxima without, and the place is needed in a tie only.
    """
    low, sums = rows.amin(), row_sums(rows)
    label = labels.unsqueeze(1)
    own = rows.gather(1, label).squeeze(1)
    others = rows.scatter_(1, label, -1.0)
    best = others.amax(1)
    # p̂ = max_k p_k
    confidence = torch.maximum(own, best)
    if check_probabilities(rows.dtype, low, confidence.max(), sums):  # beyond by rounding
        confidence = confidence.clamp(0, 1)
    # 1[ŷ = y]; in a tie the label must come first
    right = own > best
    tied = own == best
    if bool(tied.any()):
        right[tied] = labels[tied] < others.movedim(1, -1)[tied].argmax(-1)
    return confidence.flatten(), right.flatten()
