"""A gallery of calibration errors, right and wrong: each wrong one has been met in code that people use or write.

All take confidences (N,), right (N,) bool and a number of bins, and say that they are ECE with bins of equal width.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.calibration import expected_calibration_error, reliability_of

CalibrationError = Callable[[Tensor, Tensor, int], float]


def by_the_library(confidences: Tensor, right: Tensor, bins: int) -> float:
    """ECE as the course defines it."""
    return float(expected_calibration_error(reliability_of(confidences, right, bins=bins)))


def by_masks(confidences: Tensor, right: Tensor, bins: int) -> float:
    """ECE by one mask a bin, right too."""
    total = 0.0
    for b in range(bins):
        inside = (confidences > b / bins) & (confidences <= (b + 1) / bins)
        inside |= (confidences == 0) & (b == 0)
        total += abs(float((right.double() - confidences.double())[inside].sum()))
    return total / len(confidences)


def phantom_bin(confidences: Tensor, right: Tensor, bins: int) -> float:
    """Bins [lo, hi): a confidence of exactly 1 gets a bin of its own, which nobody ordered."""
    return _weighted((confidences * bins).long(), right, confidences.double(), bins + 1)


def lowest_sample_lost(confidences: Tensor, right: Tensor, bins: int) -> float:
    """Edges from the smallest confidence on, and open on the left: that sample falls into no bin."""
    low = float(confidences.min())
    kept = confidences > low
    place = ((confidences[kept] - low) / (1 - low) * bins).ceil().long().clamp(1, bins) - 1
    gaps = torch.zeros(bins, dtype=torch.float64)
    gaps.index_add_(0, place, right[kept].double() - confidences[kept].double())
    return float(gaps.abs().sum()) / len(confidences)


def sums_in_float32(confidences: Tensor, right: Tensor, bins: int) -> float:
    """Right bins, but the sums are float32: with many samples each addition rounds, and always the same way."""
    return _weighted(_places(confidences, bins), right, confidences.float(), bins)


def bins_not_weighted(confidences: Tensor, right: Tensor, bins: int) -> float:
    """The mean over the bins that hold samples: a bin of one counts as much as a bin of a thousand."""
    sorted_in = reliability_of(confidences, right, bins=bins)
    return float(sorted_in.gap[sorted_in.counts > 0].abs().mean())


def gaps_that_cancel(confidences: Tensor, right: Tensor, bins: int) -> float:
    """The absolute value is taken after the sum: over- and underconfident bins make up for each other."""
    sorted_in = reliability_of(confidences, right, bins=bins)
    return abs(float((sorted_in.correct - sorted_in.confidence_sums).sum())) / sorted_in.total


RIGHT: dict[str, CalibrationError] = {function.__name__: function for function in (by_the_library, by_masks)}
WRONG: dict[str, CalibrationError] = {
    function.__name__: function
    for function in (phantom_bin, lowest_sample_lost, sums_in_float32, bins_not_weighted, gaps_that_cancel)
}


def _places(confidences: Tensor, bins: int) -> Tensor:
    return (confidences.double() * bins).ceil().long().clamp(1, bins) - 1


def _weighted(place: Tensor, right: Tensor, confidences: Tensor, bins: int) -> float:
    """Σ |right − confidence| over bins, divided by N, in the type of the confidences."""
    hits, sums = torch.zeros(2, bins, dtype=confidences.dtype)
    hits.index_add_(0, place, right.to(confidences.dtype))
    sums.index_add_(0, place, confidences)
    return float((hits - sums).abs().sum()) / len(confidences)
