"""Geometry from its definitions, one number at a time in plain Python."""

import math


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def length(a):
    return math.sqrt(dot(a, a))


def minus(a, b):
    return [x - y for x, y in zip(a, b, strict=True)]


def mean(vectors):
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]


def logit_distances(logits):
    """d_k = max_j z_j − z_k."""
    return [[max(row) - z for z in row] for row in logits]


def axes(first, second, third):
    """Right and up on the plane through three points: the first stands straight up from their centroid."""
    centroid = mean([first, second, third])
    up = minus(first, centroid)
    up = [u / length(up) for u in up]
    side = minus(third, second)
    right = [s - dot(side, up) * u for s, u in zip(side, up, strict=True)]
    return [r / length(right) for r in right], up, centroid


def seen_on_plane(feature, first, second, third):
    """The two coordinates of a feature, and its distance to the plane by Pythagoras."""
    right, up, centroid = axes(first, second, third)
    centred = minus(feature, centroid)
    x, y = dot(centred, right), dot(centred, up)
    return (x, y), math.sqrt(max(0.0, dot(centred, centred) - x * x - y * y))


def tightness(features, labels):
    """Root of the pooled within-class variance over the mean distance between class means."""
    members = {k: [f for f, y in zip(features, labels, strict=True) if y == k] for k in set(labels)}
    means = {k: mean(own) for k, own in members.items()}
    total = sum(dot(minus(f, means[y]), minus(f, means[y])) for f, y in zip(features, labels, strict=True))
    spread = math.sqrt(total / (len(labels) - len(means)))
    present = sorted(means)
    pairs = [(a, b) for i, a in enumerate(present) for b in present[i + 1 :]]
    return spread / (sum(length(minus(means[a], means[b])) for a, b in pairs) / len(pairs))


def mutual_information(values):
    """Mean over all values of log N(v; its row's mean, σ²) less the log of the mean density over all rows."""
    means = [sum(row) / len(row) for row in values]
    count = sum(len(row) for row in values)
    variance = sum((v - mean) ** 2 for row, mean in zip(values, means, strict=True) for v in row) / count
    total = 0.0
    for row, mean in zip(values, means, strict=True):
        for v in row:
            exponents = [-((v - other) ** 2) / (2 * variance) for other in means]
            top = max(exponents)
            mixture = top + math.log(sum(math.exp(e - top) for e in exponents) / len(means))
            total += -((v - mean) ** 2) / (2 * variance) - mixture
    return total / count


def two_gaussians(distance, steps=20_000, reach=12.0):
    """∫ N(x; 0, 1) [log 2 − log(1 + exp(d·x − d²/2))] dx, by the midpoint rule."""
    width = 2 * reach / steps
    total = 0.0
    for step in range(steps):
        x = -reach + (step + 0.5) * width
        exponent = distance * x - distance**2 / 2
        density = math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
        total += density * (math.log(2) - max(exponent, 0) - math.log1p(math.exp(-abs(exponent)))) * width
    return total
