"""The picture that stands before anything is trained: both networks after a while, by the library's own steps."""

import base64
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from nls_tutorial.playground.knobs import settings
from nls_tutorial.playground.look import SCORES
from nls_tutorial.playground.task_file import task_file
from nls_tutorial.playground.trainer import Frame, Trainer

STEPS, APART = 1000, 50  # steps trained, and from one look to the next


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _numbers(part: Tensor) -> list[float | None]:
    """Four digits are more than a picture shows; what is not there is null."""
    return [round(value, 4) if value == value else None for value in part.tolist()]


def frames(steps: int = STEPS, asked: Mapping[str, Any] | None = None) -> list[Frame]:
    """What is seen of both networks at first, after every 50 steps, and after the last, with the settings `asked`."""
    trainer = Trainer(settings() if asked is None else asked)
    told = [trainer.look()]
    while trainer.step < steps:
        trainer.train(min(APART, steps - trainer.step))
        told.append(trainer.look())
    return told


def still(steps: int = STEPS, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Both networks with the settings `asked`, or where all stands at first, after `steps`, as the page draws them.

    `step`; `sides`, for the left and the right network what `looker` gives, with the plane in bytes (255 for a
    probability of 1) as base64; `history`, the scores every 50 steps; `task`, the file of the points as base64.

    >>> told = still(steps=0)
    >>> told["step"], [len(side["scores"]) for side in told["sides"]]
    (0, [5, 5])
    """
    given = settings() if asked is None else asked
    return still_of(frames(steps, given), given)


def still_of(seen: list[Frame], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Frames in the order of their steps as the page takes them, the last one whole: see `still`."""
    task = _text(task_file(asked["kind"], asked["seed"]))
    history = [{"step": frame.step, "sides": [_scores(look) for look in frame.looks]} for frame in seen]
    last = seen[-1]
    return {"step": last.step, "sides": [_side(look) for look in last.looks], "history": history, "task": task}


def _side(look: dict[str, Tensor]) -> dict[str, Any]:
    numbers = {name: _numbers(part) for name, part in look.items() if name != "plane"}
    return {**numbers, "plane": _text(plane_bytes(look["plane"]))}


def plane_bytes(plane: Tensor) -> bytes:
    """Probabilities in bytes, 255 for 1; what is no number becomes 0."""
    data: bytes = (plane.nan_to_num(0.0) * 255).round().byte().numpy().tobytes()
    return data


def _scores(look: dict[str, Tensor]) -> dict[str, float | None]:
    told = dict(zip(SCORES, _numbers(look["scores"]), strict=True))
    return {name: told[name] for name in ("accuracy", "ece", "nll")}
