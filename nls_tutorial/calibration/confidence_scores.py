"""How sure a network is: when it is right, when it is wrong, and when little of an object is in view."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.confidence import confidences, top_label
from nls_tutorial.calibration.inputs import check_nonempty, check_unit_interval


def average_confidence(probabilities: Tensor) -> Float[Tensor, ""]:
    r"""Average confidence: $\mathrm{mean}_i\,\hat p_i$ with $\hat p = \max_k p_k$.

    `probabilities` (B, K) or (B, K, H, W), B ≥ 1, rows in [0, 1] that sum to 1. Returns a float64 number in [1/K, 1].
    It equals acc·(1 − underconfidence) + (1 − acc)·overconfidence.

    Raises TypeError for probabilities that are not floats, and ValueError for other shapes, no samples, and
    probabilities outside [0, 1] or that do not sum to 1.

    Source: ALS, table 1, "A.conf". First met in notebooks/06_read_a_reliability_diagram.
    """
    confidence = confidences(probabilities)
    check_nonempty("probabilities", confidence.numel())
    # mean p̂
    return confidence.mean(dtype=torch.float64)


def overconfidence(probabilities: Tensor, labels: Tensor, *, ignore_index: int | None = None) -> Float[Tensor, ""]:
    r"""Overconfidence: the mean of $\hat p$ over the wrong predictions.

    `probabilities` (B, K) or (B, K, H, W), B ≥ 1, rows in [0, 1] that sum to 1; `labels` int64 (B,) or (B, H, W);
    samples whose label is `ignore_index` are left out. Returns a float64 number in [1/K, 1]: large where the network is
    sure of its errors. NaN where there is no wrong prediction: then it is undefined, and not 0.

    Raises what `top_label` raises, and ValueError for no samples.

    Source: ALS, table 1, "O.conf". First met in notebooks/06_read_a_reliability_diagram.
    """
    confidence, right = top_label(probabilities, labels, ignore_index=ignore_index)
    check_nonempty("labels", right.numel())
    # mean p̂ where ŷ ≠ y
    return confidence[~right].mean(dtype=torch.float64)


def underconfidence(probabilities: Tensor, labels: Tensor, *, ignore_index: int | None = None) -> Float[Tensor, ""]:
    r"""Underconfidence: the mean of $1 - \hat p$ over the right predictions.

    `probabilities` (B, K) or (B, K, H, W), B ≥ 1, rows in [0, 1] that sum to 1; `labels` int64 (B,) or (B, H, W);
    samples whose label is `ignore_index` are left out. Returns a float64 number in [0, 1 − 1/K]: large where the
    network doubts what it gets right. NaN where there is no right prediction: then it is undefined, and not 0.

    Raises what `top_label` raises, and ValueError for no samples.

    Source: ALS, table 1, "U.conf". First met in notebooks/06_read_a_reliability_diagram.
    """
    confidence, right = top_label(probabilities, labels, ignore_index=ignore_index)
    check_nonempty("labels", right.numel())
    # mean (1 − p̂) where ŷ = y
    return 1 - confidence[right].mean(dtype=torch.float64)


def mean_objectness_deviation(probabilities: Tensor, objectness: Tensor) -> Float[Tensor, ""]:
    r"""Mean objectness deviation: $\mathrm{mean}_i\,|\hat p_i - o_i|$, how far confidence is from the share of the
    crop that the object fills.

    `probabilities` (B, K), B ≥ 1, rows in [0, 1] that sum to 1; `objectness` o (B,) floats in [0, 1]. Returns a float64
    number in [0, 1].

    Raises TypeError for probabilities or objectness that are not floats, and ValueError for other shapes, no samples,
    probabilities outside [0, 1] or that do not sum to 1, and objectness outside [0, 1].

    Source: ALS sec. 4. First met in notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> sure = tensor([[0.9, 0.1], [0.9, 0.1]])
    >>> round(mean_objectness_deviation(sure, tensor([0.9, 0.3])).item(), 2)  # 0 for the first crop, 0.6 for the second
    0.3
    """
    confidence = confidences(probabilities)
    check_nonempty("probabilities", confidence.numel())
    checks.floating("objectness", objectness)
    if objectness.shape != confidence.shape:
        checks.refuse(
            "objectness",
            f"must have shape {tuple(confidence.shape)} to fit probabilities of shape {tuple(probabilities.shape)}",
            tuple(objectness.shape),
            "Give one share for each sample.",
        )
    checks.same_place("objectness", objectness, probabilities)
    objectness = check_unit_interval(
        "objectness", checks.where_double_is(objectness), "Make it with nls_tutorial.boxes.objectness."
    )
    # mean |p̂ − objectness|
    return (confidence.double() - objectness.double()).abs().mean()
