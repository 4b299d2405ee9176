"""Which detections count as right: the greedy rule of the COCO and VOC benchmarks."""

import torch
from jaxtyping import Bool
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.iou import pairwise, rows_of
from nls_tutorial.boxes.suppress import labels_of, scores_of


def hits(
    boxes: Tensor, scores: Tensor, labels: Tensor, true_boxes: Tensor, true_labels: Tensor, *, overlap: float = 0.5
) -> Bool[Tensor, " n"]:
    r"""For each detection of one picture, whether it is right: it finds an object that no surer one has found.

    By falling score, a detection takes, of the true boxes of its class that are still free, the one with the largest
    IoU, if that is at least `overlap`. A second detection of the same object is wrong, however well it lies.

    Args:
        boxes, scores, labels: the detections, (n, 4) xyxy pixels half-open, (n,), (n,) int64.
        true_boxes, true_labels: the objects, (m, 4) and (m,) int64; m may be 0, and then nothing is right.
        overlap: in [0, 1].

    Returns:
        (n,) bool, in the order given. Raises what `suppress` raises, and ValueError for a true box of no area, which
        nothing could find.

    Source: Lin et al. 2014, arXiv 1405.0312; Everingham et al. 2010.

    >>> from torch import tensor
    >>> found = tensor([[0.0, 0, 10, 10], [0.0, 0, 10, 9], [30.0, 0, 40, 10]])
    >>> hits(found, tensor([0.7, 0.9, 0.8]), tensor([1, 1, 1]), tensor([[0.0, 0, 10, 10]]), tensor([1])).tolist()
    [False, True, False]
    """
    checks.fraction("overlap", overlap, "Use 0.5.")
    corners, scores = rows_of("boxes", boxes), scores_of(scores, len(boxes))
    labels = labels_of("labels", labels, len(boxes))
    truth = with_area("true_boxes", true_boxes)
    true_labels = labels_of("true_labels", true_labels, len(true_boxes))
    fit = pairwise(corners, truth)
    fit = fit.where(labels[:, None] == true_labels, fit.new_tensor(-1.0))
    right = torch.zeros(len(corners), dtype=torch.bool, device=corners.device)
    if len(truth) == 0:
        return right.to(boxes.device)
    for one in scores.argsort(descending=True, stable=True).tolist():
        best = int(fit[one].argmax())
        if fit[one, best] >= overlap:
            right[one] = True
            fit[:, best] = -1.0  # found: it is no longer free
    return right.to(boxes.device)


def with_area(argument: str, boxes: Tensor) -> Tensor:
    """`boxes` (m, 4), each with a width and a height, in float64."""
    corners = rows_of(argument, boxes)
    flat = ~(corners[:, 2:] > corners[:, :2]).all(1)
    if bool(flat.any()):
        at = int(flat.nonzero()[0])
        seen = f"({', '.join(f'{number:g}' for number in corners[at].tolist())}) in row {at}"
        checks.refuse(argument, "must have a width and a height", seen, "Leave padded boxes out.")
    return corners
