"""Calibration from its definitions: plain Python, one sample at a time, sums without rounding."""

import math


def top(row):
    """Confidence and prediction; the first class wins a tie."""
    best = 0
    for k, p in enumerate(row):
        if p > row[best]:
            best = k
    return row[best], best


def width_edges(bins):
    return [b / bins for b in range(bins + 1)]


def mass_edges(confidences, bins):
    """The sample of rank ⌈bN/M⌉ ends bin b."""
    ordered = sorted(confidences)
    inner = [ordered[math.ceil(b * len(ordered) / bins) - 1] for b in range(1, bins)]
    return [0.0, *inner, 1.0]


def bin_of(confidence, edges):
    """(lo, hi], and 0 in the first."""
    if confidence == 0:
        return 0
    for b in range(len(edges) - 1):
        if edges[b] < confidence <= edges[b + 1]:
            return b
    raise AssertionError(confidence)


def reliability(confidences, right, edges):
    """For each bin: how many, how many right, the sum of confidences."""
    held = [[] for _ in edges[1:]]
    for c, r in zip(confidences, right, strict=True):
        held[bin_of(c, edges)].append((c, r))
    return [(len(b), sum(r for _, r in b), math.fsum(c for c, _ in b)) for b in held]


def gaps(table):
    return [(n, abs(right / n - total / n)) for n, right, total in table if n > 0]


def expected_calibration_error(table):
    samples = sum(n for n, _, _ in table)
    return sum(n / samples * gap for n, gap in gaps(table))


def maximum_calibration_error(table):
    return max(gap for _, gap in gaps(table))


def tops(probabilities, labels):
    looked = [top(row) for row in probabilities]
    return [c for c, _ in looked], [k == y for (_, k), y in zip(looked, labels, strict=True)]


def ece(probabilities, labels, bins=15):
    confidences, right = tops(probabilities, labels)
    return expected_calibration_error(reliability(confidences, right, width_edges(bins)))


def classwise(probabilities, labels, bins=15):
    classes = len(probabilities[0])
    return (
        sum(
            expected_calibration_error(
                reliability([row[k] for row in probabilities], [y == k for y in labels], width_edges(bins))
            )
            for k in range(classes)
        )
        / classes
    )


def simplex(probabilities, labels, bins=10):
    edges = width_edges(bins)
    cells = {}
    for row, y in zip(probabilities, labels, strict=True):
        cells.setdefault(tuple(bin_of(p, edges) for p in row), []).append((row, y))
    total = 0.0
    for held in cells.values():
        for k in range(len(probabilities[0])):
            mean = math.fsum(row[k] for row, _ in held) / len(held)
            share = sum(y == k for _, y in held) / len(held)
            total += len(held) / len(labels) * abs(share - mean) / 2
    return total


def mean_or_nan(numbers):
    return math.fsum(numbers) / len(numbers) if numbers else math.nan


def overconfidence(probabilities, labels):
    confidences, right = tops(probabilities, labels)
    return mean_or_nan([c for c, r in zip(confidences, right, strict=True) if not r])


def underconfidence(probabilities, labels):
    confidences, right = tops(probabilities, labels)
    return mean_or_nan([1 - c for c, r in zip(confidences, right, strict=True) if r])


def brier(probabilities, labels):
    return math.fsum(
        (p - (k == y)) ** 2 for row, y in zip(probabilities, labels, strict=True) for k, p in enumerate(row)
    ) / len(labels)


def log_sum_exp(row):
    largest = max(row)
    return largest + math.log(math.fsum(math.exp(z - largest) for z in row))


def nll(logits, labels, temperature=1.0):
    rows = [[z / temperature for z in row] for row in logits]
    return math.fsum(log_sum_exp(row) - row[y] for row, y in zip(rows, labels, strict=True)) / len(labels)


def slope(logits, labels, beta):
    """The derivative of the likelihood by β = 1/T: the mean of Σ_k p_k z_k − z_y."""
    total = []
    for row, y in zip(logits, labels, strict=True):
        scaled = [beta * z for z in row]
        norm = log_sum_exp(scaled)
        total.extend(math.exp(s - norm) * (z - row[y]) for s, z in zip(scaled, row, strict=True))
    return math.fsum(total) / len(labels)
