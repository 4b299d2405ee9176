"""What a split must be, counted one index at a time in plain Python."""

from fractions import Fraction


def shared(parts):
    """Every index that stands in more than one part, or twice in one."""
    seen, twice = set(), set()
    for part in parts:
        for index in part:
            (twice if index in seen else seen).add(index)
    return twice


def farthest_from_even(labels, indices):
    """The largest gap, over the classes, between the count among `indices` and the even share of each class."""
    gaps = []
    for label in set(labels):
        of_class = sum(1 for seen in labels if seen == label)
        taken = sum(1 for index in indices if labels[index] == label)
        gaps.append(abs(taken - Fraction(of_class * len(indices), len(labels))))
    return max(gaps)
