"""Call `train` and `train_many` with one argument wrong at a time: they answer, or name an argument in a refusal.

    python tests/fuzz/train_calls.py

Every argument is given each of the odd values of `random_calls`; numbers of epochs that are merely large are left out,
for they are a long training, not a mistake.
"""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from fuzz.random_calls import odd, outcome
from torch.nn.functional import cross_entropy

from nls_tutorial.data import digits
from nls_tutorial.models import mlp
from nls_tutorial.training import train, train_many

FEW = digits(train=12).train
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Callable[[], Any]]]] = {
    "train": (
        train,
        {"model": lambda: mlp(64, 10, width=4, features=3), "data": lambda: FEW, "loss": lambda: cross_entropy},
    ),
    "train_many": (
        train_many,
        {
            "models": lambda: [mlp(64, 10, width=4, features=3, seed=seed) for seed in (0, 1)],
            "data": lambda: FEW,
            "losses": lambda: cross_entropy,
        },
    ),
}
OTHERS = (
    *("epochs", "validation", "batch_of", "batch_size", "optimizer", "scheduler", "seed", "device", "checkpoint"),
    *("assume_same", "after_epoch", "progress"),
)


def values(count: int, seed: int = 0) -> list[Any]:
    """`count` odd values."""
    chance = random.Random(seed)
    return [odd(chance) for _ in range(count)]


def long(name: str, value: Any) -> bool:
    """Whether a value asks for a training that is merely long."""
    return name == "epochs" and isinstance(value, int) and not isinstance(value, bool) and value > 100


def faults(count: int, seed: int = 0) -> Iterator[str]:
    """Every call that neither answers nor refuses with an argument's name."""
    for what, (function, needed) in CALLS.items():
        for name in (*needed, *OTHERS):
            if what == "train_many" and name in ("checkpoint", "assume_same"):
                continue
            for value in values(count, seed):
                if long(name, value):
                    continue
                given = {key: make() for key, make in needed.items()} | {"epochs": 1, "progress": False, name: value}
                told = outcome(function, [], given)
                if told not in ("answered", "refused"):
                    yield f"{what}({name}={str(value)[:60]!r}): {told[:300]}"


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = list(faults(int(sys.argv[1]) if len(sys.argv) > 1 else 150))
    sys.stdout.write("".join(f"{one}\n" for one in [*found, f"{len(found)} faults"]))
    sys.exit(bool(found))
