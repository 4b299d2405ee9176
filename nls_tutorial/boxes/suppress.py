"""One box for one object: of boxes that overlap much, the surest stays."""

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import float_type
from nls_tutorial.boxes.iou import pairwise, rows_of


def suppress(
    boxes: Tensor, scores: Tensor, labels: Tensor | None = None, *, overlap: float = 0.5
) -> Int64[Tensor, " kept"]:
    r"""Non-maximum suppression: walk down the scores; a box stays unless its IoU with one that stayed is > `overlap`.

    Args:
        boxes: (n, 4) xyxy pixels, half-open.
        scores: (n,) of any size; of equal ones the first in order comes first.
        labels: (n,) int64; boxes of different classes do not suppress each other. Without it all are of one class.
        overlap: in [0, 1]; a box whose IoU is just `overlap` stays.

    Returns:
        The numbers of the boxes that stay, by falling score: what torchvision.ops.nms (batched_nms with labels) gives.
        Raises what `iou` raises, and ValueError for scores or labels that do not fit, or that are NaN.

    Source: Neubeck and Van Gool 2006, Efficient Non-Maximum Suppression.

    >>> from torch import tensor
    >>> three = tensor([[0.0, 0, 10, 10], [1.0, 0, 11, 10], [20.0, 0, 30, 10]])
    >>> suppress(three, tensor([0.6, 0.9, 0.5])).tolist()
    [1, 2]
    """
    checks.fraction("overlap", overlap, "Use 0.5.")
    corners = rows_of("boxes", boxes).to(float_type(boxes))
    scores = scores_of(scores, len(boxes))
    labels = torch.zeros_like(scores, dtype=torch.int64) if labels is None else labels_of("labels", labels, len(boxes))
    order = scores.argsort(descending=True, stable=True)
    near = (pairwise(corners, corners) > overlap) & (labels[:, None] == labels)
    kept: list[int] = []
    gone = torch.zeros(len(order), dtype=torch.bool, device=order.device)
    for one in order.tolist():
        if not gone[one]:
            kept.append(one)
            gone |= near[one]
    return torch.tensor(kept, dtype=torch.int64, device=boxes.device)


def scores_of(scores: object, count: int) -> Tensor:
    """Scores (count,), none of them NaN."""
    checks.tensor("scores", scores)
    assert isinstance(scores, Tensor)
    checks.with_numbers("scores", scores)
    if scores.shape != (count,):
        checks.refuse("scores", f"must have shape ({count},)", tuple(scores.shape), "Give one score a box.")
    if bool(scores.isnan().any()):
        checks.refuse("scores", "must be numbers", "NaN", "Look for a training that diverged.")
    return scores.detach()


def labels_of(argument: str, labels: object, count: int) -> Tensor:
    """Labels (count,) int64."""
    checks.tensor(argument, labels)
    assert isinstance(labels, Tensor)
    if labels.dtype != torch.int64:
        checks.refuse(argument, "must be int64", labels.dtype, "Convert it with .long().", error=TypeError)
    if labels.shape != (count,):
        checks.refuse(argument, f"must have shape ({count},)", tuple(labels.shape), "Give one label a box.")
    return labels
