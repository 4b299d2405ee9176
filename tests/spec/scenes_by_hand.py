"""What the lessons' scenes must show, one position at a time, in plain loops from the definitions."""

import math


def entropy(label: list[float]) -> float:
    return -sum(share * math.log(share) for share in label if share > 0)


def label_on_triangle(first: float, rest: float) -> list[float]:
    return [first, (1 - first) * (1 - rest), (1 - first) * rest]


def over_all(epsilon: float, classes: int) -> list[float]:
    return [(1 - epsilon if k == 0 else 0.0) + epsilon / classes for k in range(classes)]


def over_others(alpha: float, classes: int) -> list[float]:
    return [1 - alpha if k == 0 else alpha / (classes - 1) for k in range(classes)]


def softmax(logits: list[float]) -> list[float]:
    top = max(logits)
    weights = [math.exp(z - top) for z in logits]
    return [weight / sum(weights) for weight in weights]


def cross_entropy(label: list[float], logits: list[float]) -> float:
    top = max(logits)
    total = top + math.log(sum(math.exp(z - top) for z in logits))
    return sum(share * (total - z) for share, z in zip(label, logits, strict=True))


def gap_logits(gap: float, classes: int) -> list[float]:
    return [gap] + [0.0] * (classes - 1)


def best_gap(epsilon: float, classes: int) -> float:
    return math.inf if epsilon == 0 else math.log(1 + classes * (1 - epsilon) / epsilon)


def template_places(length: float) -> list[tuple[float, float]]:
    angles = [math.radians(degrees) for degrees in (90, 210, 330)]
    return [(length * math.cos(angle), length * math.sin(angle)) for angle in angles]
