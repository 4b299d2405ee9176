"""The last layers of networks for photographs: `python -m nls_tutorial.studies.photographs FOLDER`.

Trains on CIFAR-10 with hard and with smoothed labels and keeps the result in data/results. FOLDER holds the official
binary files; the shipped result used the first 1,000 records of each.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import torch

from nls_tutorial.data import cifar10
from nls_tutorial.losses import label_smoothing_cross_entropy
from nls_tutorial.models import Classifier, residual
from nls_tutorial.records import Splits
from nls_tutorial.studies.last_layer import look_at_last_layers, save_last_layer
from nls_tutorial.studies.shipped import RESULTS
from nls_tutorial.training import Augmented, flip_and_shift, train

EPSILONS = (0.0, 0.1)


def smooth_sgd(parameters: Any) -> torch.optim.Optimizer:
    """SGD 0.1 with Nesterov momentum 0.9 and weight decay 5e-4."""
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)


def main() -> None:
    """Train, measure, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="the official binary files of CIFAR-10")
    parser.add_argument("--per-batch", type=int, default=1000, help="records of each of the six files")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--checkpoints", type=Path, help="a folder for checkpoints, to go on after a stop")
    asked = parser.parse_args()
    splits = cifar10(asked.folder, per_batch=asked.per_batch, calibration=0)
    networks = [[trained(splits, epsilon, seed, asked) for seed in range(asked.seeds)] for epsilon in EPSILONS]
    number = splits.train.class_names.index
    study = look_at_last_layers(
        EPSILONS,
        networks,
        [splits] * asked.seeds,
        {
            "airplane, automobile, bird": (number("airplane"), number("automobile"), number("bird")),
            "cat, dog, deer": (number("cat"), number("dog"), number("deer")),
        },
        per_class=100,
        made_by=f"ResNet-8 (width 16), {len(splits.train):,} training and {len(splits.test):,} test photographs of "
        f"CIFAR-10 (the first {asked.per_batch:,} of each official file), flip and shift by 4 pixels, SGD 0.1 with "
        f"Nesterov momentum 0.9 and weight decay 5e-4, cosine schedule, batch 64, {asked.epochs} epochs, "
        f"{asked.seeds} seeds",
    )
    print(save_last_layer(study, RESULTS / "last_layer_cifar10.json"))  # noqa: T201


def trained(splits: Splits, epsilon: float, seed: int, asked: argparse.Namespace) -> Classifier:
    """One network."""
    network = residual(3, splits.train.classes, width=16, blocks=1, seed=seed)
    keep = asked.checkpoints and asked.checkpoints / f"epsilon_{epsilon}_seed_{seed}.pt"
    history = train(
        network,
        splits.train,
        partial(label_smoothing_cross_entropy, epsilon=epsilon),
        epochs=asked.epochs,
        optimizer=smooth_sgd,
        scheduler=lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, asked.epochs),
        batch_of=Augmented(flip_and_shift),
        seed=seed,
        checkpoint=keep,
    )
    print(f"ε = {epsilon}, seed {seed}\n{history}", flush=True)  # noqa: T201
    return network


if __name__ == "__main__":
    main()
