"""What the margin's scenes must show and what a study must score, one number at a time, from the definitions."""

import math


def winner_logits(distance: float, classes: int) -> list[float]:
    return [0.0] + [-distance] * (classes - 1)


def probabilities(logits: list[float]) -> list[float]:
    top = max(logits)
    weights = [math.exp(z - top) for z in logits]
    return [weight / sum(weights) for weight in weights]


def smoothing_price(distance: float, classes: int, epsilon: float) -> float:
    # LS = −(1 − ε) log p_y − ε/K Σ log p_k, less cross-entropy; at d = 0 it is 0
    p = probabilities(winner_logits(distance, classes))
    loss = -(1 - epsilon) * math.log(p[0]) - epsilon / classes * sum(math.log(q) for q in p)
    return loss + math.log(p[0])


def entropy_price(distance: float, classes: int, weight: float) -> float:
    p = probabilities(winner_logits(distance, classes))
    return weight * (math.log(classes) + sum(q * math.log(q) for q in p if q > 0))


def focal_price(distance: float, classes: int, gamma: float) -> float:
    def added(d: float) -> float:
        p = probabilities(winner_logits(d, classes))[0]
        return ((1 - p) ** gamma - 1) * -math.log(p)

    return added(distance) - added(0.0)


def margin_price(distance: float, classes: int, margin: float, weight: float) -> float:
    logits = winner_logits(distance, classes)
    price = 0.0
    for z in logits:
        price += max(0.0, max(logits) - z - margin)
    return weight * price / classes


def margin_rest(margin: float, classes: int, weight: float) -> float:
    """The d with the smallest cross-entropy + price, which is convex in d: thirds of what is left."""

    def cost(d: float) -> float:
        p = probabilities(winner_logits(d, classes))[0]
        return -math.log(p) + margin_price(d, classes, margin, weight)

    low, high = 0.0, 16.0
    while high - low > 1e-6:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if cost(left) < cost(right) else (left, high)
    return (low + high) / 2


def units(distances: list[float], reach: int) -> list[float]:
    counts = [0] * (reach + 1)
    for d in distances:
        counts[min(int(d), reach)] += 1
    return [count / len(distances) for count in counts]


def four_scores(logits: list[list[float]], labels: list[int], bins: int) -> tuple[float, float, float]:
    """Accuracy, ECE with equal-width bins (lo, hi], and NLL."""
    right, nll = 0, 0.0
    sums = [[0.0, 0.0] for _ in range(bins)]
    for row, label in zip(logits, labels, strict=True):
        p = probabilities(row)
        predicted = max(range(len(p)), key=p.__getitem__)
        place = max(math.ceil(bins * p[predicted]) - 1, 0)
        sums[place][0] += p[predicted]
        sums[place][1] += predicted == label
        right += predicted == label
        nll -= math.log(p[label])
    ece = sum(abs(confidence - hits) for confidence, hits in sums) / len(labels)
    return right / len(labels), ece, nll / len(labels)
