"""The picture that stands before anything is trained: both networks after a while, by the library's own steps."""

import base64
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.playground.choices import choice
from nls_tutorial.playground.knobs import START, knobs_of
from nls_tutorial.playground.look import OUTPUTS, SCORES, looker
from nls_tutorial.playground.points import plane_points
from nls_tutorial.playground.step import rows, start, train_step
from nls_tutorial.playground.task_file import task_file

STEPS, APART = 1000, 50  # steps trained, and from one look to the next
LEFT = "cross_entropy"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _numbers(part: Tensor) -> list[float | None]:
    """Four digits are more than a picture shows; what is not there is null."""
    return [round(value, 4) if value == value else None for value in part.tolist()]


def _looks(loss: str, steps: int) -> list[dict[str, Tensor]]:
    """What is seen of the network with this loss, at first and after every APART steps."""
    train, test = plane_points(START["kind"], seed=START["seed"])
    points, labels = train.points, train.noisy(START["noise"], START["number"])
    held_out = test.noisy(START["noise"])
    one, look = choice(loss), looker()
    knobs = {name: torch.tensor(value) for name, value in knobs_of({**START, "loss": loss}).items()}
    state, told = start(START["seed"]), []
    for step in range(steps + 1):
        if step % APART == 0:
            told.append(look(state, test.points, held_out, torch.tensor(START["temperature"])))
        some = rows(step, len(labels))
        state, _ = train_step(one.loss, state, points[some], labels[some], torch.tensor(START["rate"]), **knobs)
    return [dict(zip(OUTPUTS, outputs, strict=True)) for outputs in told]


def still(steps: int = STEPS) -> dict[str, Any]:
    """Both networks where everything stands at first, trained for so many steps, as the page draws them.

    `step`; `sides`, for the left and the right network what `looker` gives, with the plane in bytes (255 for a
    probability of 1) as base64; `history`, the scores every 50 steps; `task`, the file of the points as base64.

    >>> told = still(steps=0)
    >>> told["step"], [len(side["scores"]) for side in told["sides"]]
    (0, [5, 5])
    """
    both = [_looks(loss, steps) for loss in (LEFT, START["loss"])]
    task = _text(task_file(START["kind"], START["seed"]))
    history = [{"step": at * APART, "sides": [_scores(looks[at]) for looks in both]} for at in range(len(both[0]))]
    return {"step": steps, "sides": [_side(looks[-1]) for looks in both], "history": history, "task": task}


def _side(look: dict[str, Tensor]) -> dict[str, Any]:
    numbers = {name: _numbers(part) for name, part in look.items() if name != "plane"}
    return {**numbers, "plane": _text((look["plane"] * 255).round().byte().numpy().tobytes())}


def _scores(look: dict[str, Tensor]) -> dict[str, float | None]:
    told = dict(zip(SCORES, _numbers(look["scores"]), strict=True))
    return {name: told[name] for name in ("accuracy", "ece", "nll")}
