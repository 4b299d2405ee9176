"""Average precision: how good a list of detections is at every threshold, in one number."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.suppress import scores_of

LEVELS = 101  # of recall, from 0 to 1


def average_precision(scores: Tensor, right: Tensor, objects: int) -> Float[Tensor, ""]:
    r"""The mean of the best precision that reaches a recall r: $\frac{1}{101}\sum_r \max_{t:\, R_t \ge r} P_t$.

    With the detections in falling order of score, $P_t$ is the share of right ones among the first t, and $R_t$ their
    number over all objects; where no t reaches a recall, 0 is counted. r goes from 0 to 1 in steps of 0.01.

    Args:
        scores: (n,) of any size, of the detections of all pictures and one class; of equal ones the first comes first.
        right: (n,) bool, whether each found an object (`hits`).
        objects: how many there are in all pictures, from 1 on.

    Returns:
        A float64 number in [0, 1]; 0 for no detections. Raises TypeError or ValueError for scores that are NaN, shapes
        that do not fit, `right` that is not bool, no objects, and more right ones than objects.

    Source: Lin et al. 2014 (COCO), arXiv 1405.0312, as its evaluation code counts.

    >>> from torch import tensor
    >>> average_precision(tensor([0.9, 0.8]), tensor([True, True]), objects=2).item()
    1.0
    >>> round(average_precision(tensor([0.9, 0.8]), tensor([False, True]), objects=2).item(), 3)  # ½ up to recall ½
    0.252
    """
    checks.tensor("scores", scores)
    scores = scores_of(scores, scores.numel())
    checks.whole("objects", objects, 1, "Without an object there is nothing to find.")
    checks.tensor("right", right)
    checks.with_numbers("right", right, scores)
    if right.dtype != torch.bool:
        checks.refuse("right", "must be a bool tensor", right.dtype, "Give what boxes.hits says.", error=TypeError)
    if right.shape != scores.shape:
        checks.refuse("right", f"must have shape {tuple(scores.shape)}", tuple(right.shape), "Give one a detection.")
    found = int(right.sum())
    if found > objects:
        checks.refuse("right", f"must be at most the {objects} objects", found, "An object is found once.")
    hit = right[scores.argsort(descending=True, stable=True)].double().cumsum(0)
    recall, precision = hit / objects, hit / torch.arange(1, len(hit) + 1, device=hit.device)
    best = precision.flip(0).cummax(0).values.flip(0)  # of this place and all behind it
    # k · 0.01, not k / 100: so the last bit falls as in COCO's own code
    levels = torch.arange(LEVELS, dtype=torch.float64, device=hit.device) * 0.01
    first = torch.searchsorted(recall, levels)  # the first place that reaches each level
    return torch.cat([best, best.new_zeros(1)])[first].mean()
