"""A study that is cheap enough to be killed often: eight arms of a second each, with checkpoints like a long one."""

import os
import time
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from nls_tutorial.data import digits
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.records import Score
from nls_tutorial.studies import Study, cell_checkpoint
from nls_tutorial.training import train

BATCHES = "TINY_STUDY_BATCHES"  # a file to which every batch adds a character, so that work can be counted


def loss_of(logits: Tensor, labels: Tensor, *, epsilon: float, pause: float) -> Tensor:
    time.sleep(pause)
    if BATCHES in os.environ:
        with Path(os.environ[BATCHES]).open("a") as file:
            file.write(".")
    return torch.nn.functional.cross_entropy(logits, labels, label_smoothing=epsilon)


def compute(arm: float, *, seed: int, device: str, epochs: int, pause: float):
    splits = digits(train=128, seed=seed)
    network = mlp(64, 10, seed=seed)
    history = train(
        network,
        splits.train,
        partial(loss_of, epsilon=arm, pause=pause),
        epochs=epochs,
        batch_size=128,
        seed=seed,
        device=device,
        progress=False,
        checkpoint=cell_checkpoint(),
    )
    seen = collect(network, splits.test, seed=seed, device=device)
    scores = {"accuracy": seen.accuracy, "loss": history.train_loss}
    return scores, {"confidence": seen.confidence.numpy()} if seed == 0 else {}


def tiny(epochs: int = 6, pause: float = 0.0, arms: int = 2) -> Study:
    return Study(
        "tiny",
        "Two amounts of smoothing on a few digits.",
        {f"ε = {0.1 * number:.1f}": 0.1 * number for number in range(arms)},
        compute,
        {"accuracy": Score(), "loss": Score("nats", axes=("epoch",), digits=2)},
        {"epochs": epochs, "pause": pause},
        {"epoch": tuple(range(epochs))},
        seeds=2,
        budgets={"quick": {"pause": 0.0, "seeds": 1}},
        setup="{epochs} epochs",
    )


def boom(arm: str, *, seed: int, device: str):
    if arm == "bad":
        raise ZeroDivisionError(f"seed {seed} cannot be")
    return {"number": seed}, {}


BOOM = Study("boom", "One arm fails.", {"good": "good", "bad": "bad"}, boom, {"number": Score("")}, seeds=2)
