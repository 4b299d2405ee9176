"""Attacks as their definitions say: one picture at a time, one number at a time, the gradient by finite differences."""

import math
from collections.abc import Callable

Picture = list[float]
Score = Callable[[Picture], float]


def slope(score: Score, picture: Picture, by: float = 1e-6) -> Picture:
    """The gradient of `score`, by central differences."""
    found = []
    for place in range(len(picture)):
        up, down = list(picture), list(picture)
        up[place] += by
        down[place] -= by
        found.append((score(up) - score(down)) / (2 * by))
    return found


def sign(number: float) -> float:
    return 0.0 if number == 0 else math.copysign(1.0, number)


def length(change: Picture) -> float:
    return math.sqrt(sum(part * part for part in change))


def clip(picture: Picture, low: float, high: float) -> Picture:
    return [min(max(pixel, low), high) for pixel in picture]


def project(picture: Picture, around: Picture, radius: float, norm: str) -> Picture:
    change = [pixel - middle for pixel, middle in zip(picture, around, strict=True)]
    if norm == "linf":
        change = [min(max(part, -radius), radius) for part in change]
    elif length(change) > radius:
        change = [part * radius / length(change) for part in change]
    return [middle + part for middle, part in zip(around, change, strict=True)]


def fgsm(score: Score, picture: Picture, radius: float, low: float, high: float) -> Picture:
    steps = [radius * sign(part) for part in slope(score, picture)]
    return clip([pixel + step for pixel, step in zip(picture, steps, strict=True)], low, high)


def pgd(
    score: Score, start: Picture, radius: float, norm: str, steps: int, step: float, low: float, high: float
) -> Picture:
    """`steps` steps of length `step`, each followed by the projection and the clip."""
    picture = list(start)
    for _ in range(steps):
        found = slope(score, picture)
        way = [sign(part) for part in found] if norm == "linf" else [part / length(found) for part in found]
        moved = [pixel + step * part for pixel, part in zip(picture, way, strict=True)]
        picture = clip(project(moved, start, radius, norm), low, high)
    return picture
