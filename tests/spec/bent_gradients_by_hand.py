"""What the scenes of lesson 04 must show, one prediction at a time, in plain loops from the definitions."""

import math
from collections.abc import Callable

from spec import losses_spec

K = 10
Loss = Callable[[list[float], int], float]


def gap_logits(gap: float) -> list[float]:
    return [gap] + [0.0] * (K - 1)


def gap_of(share: float) -> float:
    return math.log(share / ((1 - share) / (K - 1)))


def probability(gap: float) -> float:
    return 1 / (1 + (K - 1) * math.exp(-gap))


def entropy(logits: list[float]) -> float:
    return -sum(math.exp(value) * value for value in losses_spec.log_softmax(logits))


def slope(loss: Loss, gap: float, step: float = 1e-5) -> float:
    """The gradient on the true logit, by moving that logit a little both ways."""
    return (loss(gap_logits(gap + step), 0) - loss(gap_logits(gap - step), 0)) / (2 * step)


def focal_bend(p: float, gamma: float) -> float:
    return (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * math.log(p)


def penalty_bend(gap: float, weight: float) -> float:
    return 1 - weight * probability(gap) * gap


def bound(logits: list[float], gamma: float) -> float:
    return -losses_spec.log_softmax(logits)[0] - gamma * entropy(logits)


def sum_over_labels(loss: Loss, logits: list[float]) -> float:
    total = 0.0
    for label in range(len(logits)):
        total += loss(logits, label)
    return total
