"""Two networks from the same start, by the library's own steps: one by cross-entropy, one by the reader's loss."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.playground.choices import choice
from nls_tutorial.playground.knobs import knobs_of
from nls_tutorial.playground.look import OUTPUTS, looker
from nls_tutorial.playground.points import PlanePoints, plane_points
from nls_tutorial.playground.step import rows, start, train_step

LEFT = "cross_entropy"


@dataclass(frozen=True)
class Side:
    """One network: its `state` (2, P), and the `loss` before its last step, NaN where it has made none."""

    state: Tensor
    loss: float


@dataclass(frozen=True)
class Frame:
    """What is seen of both networks after `step` steps: for each the `losses` before it, and what `looker` gives."""

    step: int
    losses: tuple[float, ...]
    looks: tuple[dict[str, Tensor], ...]


@cache
def task_of(kind: str, seed: int) -> tuple[PlanePoints, PlanePoints]:
    """`plane_points(kind, seed=seed)`, drawn once."""
    return plane_points(kind, seed=seed)


class Trainer:
    """Trains both networks with `settings`, as `settings()` gives them; other settings act from the next step on.

    >>> from nls_tutorial.playground import settings
    >>> trainer = Trainer(settings(loss="margin", margin=6))
    >>> trainer.train(3)
    True
    >>> frame = trainer.look()
    >>> frame.step, sorted(frame.looks[1])
    (3, ['accuracies', 'confidences', 'distances', 'plane', 'scores'])
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = dict(settings)
        self._looker = looker()
        self.reset()

    def reset(self) -> None:
        """Both networks as they were before their first step."""
        self.step = 0
        state = start(self.settings["seed"])
        self.sides = tuple(Side(state, float("nan")) for _ in range(2))

    def set(self, settings: Mapping[str, Any]) -> bool:
        """Takes other settings; other points or another seed begin again. Returns whether they did."""
        other = any(settings[name] != self.settings[name] for name in ("kind", "seed"))
        self.settings = dict(settings)
        if other:
            self.reset()
        return other

    def train(self, steps: int = 1) -> bool:
        """So many steps of both. Returns whether both losses are still numbers."""
        with checks.off():  # a loss that runs away is told, not raised
            self.sides = tuple(self._trained(*one, steps) for one in zip(self._losses(), self.sides, strict=True))
        self.step += steps
        return all(torch.isfinite(torch.tensor(side.loss)) for side in self.sides)

    def _losses(self) -> tuple[str, str]:
        return LEFT, str(self.settings["loss"])

    def _trained(self, loss: str, side: Side, steps: int) -> Side:
        asked = self.settings
        train, _ = task_of(asked["kind"], asked["seed"])
        points, labels = train.points[: asked["number"]], train.noisy(asked["noise"], asked["number"])
        knobs = {name: torch.tensor(value) for name, value in knobs_of({**asked, "loss": loss}).items()}
        state, told, rate = side.state, torch.tensor(side.loss), torch.tensor(float(asked["rate"]))
        for step in range(self.step, self.step + steps):
            some = rows(step, len(labels))
            state, told = train_step(choice(loss).loss, state, points[some], labels[some], rate, **knobs)
        return Side(state, float(told))

    def look(self) -> Frame:
        """What is seen of both networks now, on held-out points whose labels are as wrong as those to train on."""
        asked = self.settings
        _, test = task_of(asked["kind"], asked["seed"])
        labels, temperature = test.noisy(asked["noise"]), torch.tensor(float(asked["temperature"]))
        with checks.off():
            looks = [self._looker(side.state, test.points, labels, temperature) for side in self.sides]
        named = tuple(dict(zip(OUTPUTS, outputs, strict=True)) for outputs in looks)
        return Frame(self.step, tuple(side.loss for side in self.sides), named)
