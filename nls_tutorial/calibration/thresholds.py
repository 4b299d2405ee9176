"""Answer only where sure: what a threshold on confidence keeps, and how often that is right."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.inputs import check_confidence_correct, check_nonempty


def coverage(confidences: Tensor, thresholds: Tensor) -> Float[Tensor, " T"]:
    r"""Coverage: the share of samples whose confidence reaches a threshold, $\mathrm{mean}_i\,1[\hat p_i \ge t]$.

    `confidences` (N,), N ≥ 1, in [0, 1]; `thresholds` t (T,) floats. Returns (T,) float64 in [0, 1]. On samples
    without an object it is the share of false alarms.

    Raises TypeError for confidences or thresholds that are not floats, and ValueError for other shapes, no samples,
    NaN, and confidences outside [0, 1].

    Source: ALS sec. 1, "easily be thresholded". First met in notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> coverage(tensor([0.5, 0.7, 0.9, 0.95]), tensor([0.6, 0.9, 0.99])).tolist()
    [0.75, 0.5, 0.0]
    """
    checks.floating("confidences", confidences)
    answered = _answered(confidences, torch.ones_like(confidences, dtype=torch.bool), thresholds)
    # mean 1[p̂ ≥ t]
    return answered.double().mean(dim=1)


def selective_accuracy(confidences: Tensor, right: Tensor, thresholds: Tensor) -> Float[Tensor, " T"]:
    r"""The accuracy of what is answered: the share of right predictions among those with $\hat p \ge t$.

    `confidences` (N,), N ≥ 1, in [0, 1] and `right` (N,) bool, as `top_label` gives them; `thresholds` t (T,) floats.
    Returns (T,) float64 in [0, 1]; NaN where nothing is answered, for then there is no accuracy.

    Raises what `coverage` raises, and TypeError for `right` that is not bool or does not fit.

    Source: ALS sec. 1, "easily be thresholded". First met in notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> confidences, right = tensor([0.5, 0.7, 0.9, 0.95]), tensor([False, True, False, True])
    >>> selective_accuracy(confidences, right, tensor([0.0, 0.95, 0.99])).tolist()  # of all, of one, of none
    [0.5, 1.0, nan]
    """
    answered = _answered(confidences, right, thresholds)
    # Σ 1[ŷ = y, p̂ ≥ t] / Σ 1[p̂ ≥ t]
    return (answered & right).double().sum(dim=1) / answered.double().sum(dim=1)


def auroc(confidences: Tensor, others: Tensor) -> Float[Tensor, ""]:
    r"""How well any threshold can tell two groups apart: $P(a > b) + \tfrac12 P(a = b)$, a from `confidences`, b from
    `others`, over all pairs: the area under the curve of answers over false alarms (AUROC).

    `confidences` (N,) of samples that should be answered, `others` (M,) of those that should not; N, M ≥ 1, both in
    [0, 1]. Returns a float64 number: 1 where every a is above every b, ½ where confidence tells nothing. It asks for
    order alone: making all confidences smaller by one rising function changes nothing.

    Raises TypeError for what are not floats, and ValueError for other shapes, no samples, NaN, and values outside
    [0, 1].

    Source: Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve".
    First met in notebooks/11_take_the_object_away.
    """
    for name, numbers in (("confidences", confidences), ("others", others)):
        checks.floating(name, numbers)
        checks.with_numbers(name, numbers, beside=confidences)
    nothing = confidences.new_zeros(0)
    confidences, others = checks.where_double_is(confidences), checks.where_double_is(others)
    for numbers in (confidences, others):
        _answered(numbers, torch.ones_like(numbers, dtype=torch.bool), nothing)
    wide = torch.promote_types(confidences.dtype, others.dtype)
    first, ordered = confidences.detach().to(wide).contiguous(), others.detach().to(wide).sort().values
    # for each a: the b below it, and half of those equal to it
    below, up_to = (torch.searchsorted(ordered, first, right=side).double() for side in (False, True))
    return (below + up_to).mean() / 2 / len(ordered)


def _answered(confidences: Tensor, right: Tensor, thresholds: Tensor) -> Bool[Tensor, "T N"]:
    """Whether each confidence reaches each threshold, in the wider type of the two."""
    confidences = check_confidence_correct(confidences, right)
    checks.floating("thresholds", thresholds)
    for name, numbers, letter in (("confidences", confidences, "N"), ("thresholds", thresholds, "T")):
        if numbers.ndim != 1:
            checks.refuse(name, f"must have shape ({letter},)", tuple(numbers.shape), "Put them in one row.")
    check_nonempty("confidences", confidences.numel())
    checks.finite("thresholds", thresholds)
    wide = torch.promote_types(confidences.dtype, thresholds.dtype)
    return confidences.detach().to(wide) >= thresholds.to(confidences.device, wide)[:, None]
