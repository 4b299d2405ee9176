"""What the normalized loss's scenes must show, in plain loops from the definitions."""

import itertools
import math

from spec.scenes_by_hand import cross_entropy, over_all, softmax


def normalized(epsilon: float, logits: list[float]) -> float:
    """NLS eq. 3 for true class 0: its cost, divided by the costs of all labels smoothed in the same way."""
    classes = len(logits)
    bill = 0.0
    for j in range(classes):
        label = [(1 - epsilon) * (k == j) + epsilon / classes for k in range(classes)]
        bill += cross_entropy(label, logits)
    return cross_entropy(over_all(epsilon, classes), logits) / bill


def normalized_slope(epsilon: float, logits: list[float]) -> float:
    """The derivative along the true logit, by the quotient rule: above/below with (log p_k)' = [k = 0] − p_0."""
    classes, p = len(logits), softmax(logits)
    label = over_all(epsilon, classes)
    above = cross_entropy(label, logits)
    below = sum(cross_entropy([float(k == j) for k in range(classes)], logits) for j in range(classes))
    above_slope = sum(-label[k] * ((k == 0) - p[0]) for k in range(classes))
    below_slope = sum(-((k == 0) - p[0]) for k in range(classes))
    return (above_slope * below - above * below_slope) / below**2


def between(points: dict[float, float], x: float) -> float:
    """The height at x of straight lines through (log10 of the rate, accuracy)."""
    known = sorted((math.log10(rate), height) for rate, height in points.items())
    for (left, low), (right, high) in itertools.pairwise(known):
        if left - 1e-9 <= x <= right + 1e-9:
            return low + (high - low) * (x - left) / (right - left)
    raise ValueError(x)


def misfit(plain: dict[float, float], runs: dict[float, float], factor: float) -> float:
    """Mean distance of the shifted points from CE's curve, between CE's lowest and its best rate."""
    best = max(plain, key=lambda rate: plain[rate])
    low, high = math.log10(min(plain)), math.log10(best)
    found = []
    for rate, height in runs.items():
        x = math.log10(rate / factor)
        if low - 1e-9 <= x <= high + 1e-9:
            found.append(abs(height - between(plain, min(max(x, low), high))))
    return sum(found) / len(found) if found else math.nan
