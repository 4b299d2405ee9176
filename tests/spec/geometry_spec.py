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
