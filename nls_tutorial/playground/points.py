"""Points in the plane of three classes: blobs that overlap, moons that interlock, spirals that wind."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data import noisy_labels

KINDS = ("blobs", "moons", "spirals")
TRAIN, TEST = 512, 512  # points drawn to train on, of which a reader may take fewer, and held-out ones
CLASSES = 3
REACH = 3.0  # the square that is drawn goes from −REACH to REACH
SPREAD = {"blobs": 0.62, "moons": 0.18, "spirals": 0.13}  # of a point around where its class runs


@dataclass(frozen=True)
class PlanePoints:
    """Points (N, 2), their labels (N,), and the order and the classes in which labels become wrong.

    The first `round(share · N)` entries of `order` are the points whose labels are wrong at that share; `wrong` (N,)
    holds the class that each would be given.
    """

    points: Tensor
    labels: Tensor
    order: Tensor
    wrong: Tensor

    def noisy(self, share: float, number: int | None = None) -> Int64[Tensor, "N"]:
        """The labels of the first `number` points, of which about `share` are wrong."""
        share = checks.fraction("share", share, "Give the share of wrong labels, 0.2 for one in five.")
        labels = self.labels.clone()
        changed = self.order[: round(share * len(labels))]
        labels[changed] = self.wrong[changed]
        return labels[:number]


def plane_points(kind: str, *, seed: int = 0) -> tuple[PlanePoints, PlanePoints]:
    """Points to train on and as many held-out ones, of three classes in turn, from the same distribution.

    `kind` is "blobs", "moons" or "spirals"; `seed` draws the points, and which labels become wrong first.
    Raises ValueError for another kind and for a seed below 0.

    >>> train, test = plane_points("spirals")
    >>> train.points.shape, test.labels[:4].tolist(), int((train.noisy(0.25) != train.labels).sum())
    (torch.Size([512, 2]), [0, 1, 2, 0], 128)
    """
    checks.choice("kind", kind, KINDS)
    checks.whole("seed", seed, 0, "Count seeds from 0.", high=2**20)
    generator = torch.Generator().manual_seed(len(KINDS) * seed + KINDS.index(kind))
    first, second = (_draw(kind, number, generator) for number in (TRAIN, TEST))
    return _with_noise(*first, seed=2 * seed), _with_noise(*second, seed=2 * seed + 1)


def _draw(kind: str, number: int, generator: torch.Generator) -> tuple[Float[Tensor, "N 2"], Int64[Tensor, "N"]]:
    labels = torch.arange(number) % CLASSES
    along = torch.rand(number, generator=generator)
    turn = labels * (2 * math.pi / CLASSES)
    if kind == "blobs":
        middle = torch.stack([1.1 * turn.cos(), 1.1 * turn.sin()], 1)
    elif kind == "moons":  # half circles of radius 1, set around the middle so that each reaches into the next
        angle = turn + math.pi * along
        middle = torch.stack([1.1 * angle.cos() + 0.9 * turn.cos(), 1.1 * angle.sin() + 0.9 * turn.sin()], 1)
    else:  # the radius grows with the angle
        angle, radius = turn + 3.6 * along, 0.3 + 2.1 * along
        middle = torch.stack([radius * angle.cos(), radius * angle.sin()], 1)
    points = middle + SPREAD[kind] * torch.randn(number, 2, generator=generator)
    return points.clamp(-REACH, REACH), labels


def _with_noise(points: Tensor, labels: Tensor, *, seed: int) -> PlanePoints:
    """Which labels become wrong first, and how: what `noisy_labels` changes at each share."""
    wrong = noisy_labels(labels, CLASSES, 1.0, seed=seed)
    order: list[int] = []
    before = labels
    for count in range(1, len(labels) + 1):
        now = noisy_labels(labels, CLASSES, count / len(labels), seed=seed)
        order.append(int((now != before).nonzero()[0, 0]))
        before = now
    return PlanePoints(points, labels, torch.tensor(order), wrong)
