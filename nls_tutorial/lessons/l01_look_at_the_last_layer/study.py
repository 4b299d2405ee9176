"""The study of lesson 01: last layers of networks that were trained with more and more smoothing."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from nls_tutorial import checks
from nls_tutorial.data import cifar10
from nls_tutorial.geometry import project, scale, tightness
from nls_tutorial.losses import label_smoothing_cross_entropy
from nls_tutorial.models import resnet_cifar, templates
from nls_tutorial.predictions import collect
from nls_tutorial.records import Predictions, Results, Score, Splits
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint, images_digest
from nls_tutorial.studies.cell import as_cell
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import Augmented, flip_and_shift, train

Triple = tuple[int, int, int]
PARTS = ("training", "test")
SCORES = {
    "tightness": Score("", axes=("part",), digits=3),
    "scale": Score("", axes=("part",), digits=2),
    "accuracy": Score(axes=("part",)),
}


def look_at_last_layers(
    epsilons: Sequence[float],
    networks: Sequence[Sequence[nn.Module]],
    splits: Sequence[Splits],
    triples: Mapping[str, Triple],
    *,
    per_class: int = 60,
    setup: str = "this notebook",
) -> Results:
    """Measure networks[e][s], trained with epsilons[e] on the training part of splits[s], on training and test data.

    `triples` names three classes each, by number; at most `per_class` samples of a class keep their point. The arms are
    "ε = 0", "ε = 0.1", …; scores "tightness", "scale" and "accuracy" have the axis "part"; the first seed keeps
    "points" (triples, parts, 3, per_class, 2), the features on the plane through the templates of their classes.
    Errors: networks that do not fill the grid of ε and splits. First met in notebooks/01_look_at_the_last_layer.
    """
    rows = [len(row) for row in networks]
    if rows != [len(splits)] * len(epsilons) or not rows or not splits:
        checks.refuse(
            "networks",
            f"must hold {len(epsilons)} rows of {len(splits)} networks, one row for each ε",
            f"rows of {rows}",
            "Train one network for each ε and each split.",
        )
    cells = {}
    for epsilon, row in zip(epsilons, networks, strict=True):
        for seed, (network, split) in enumerate(zip(row, splits, strict=True)):
            outcome = _look(network, split, triples if seed == 0 else {}, per_class)
            cells[arm_of(epsilon), seed] = as_cell(arm_of(epsilon), seed, outcome, SCORES, {"part": PARTS})
    return Results(
        "last_layer",
        tuple(arm_of(epsilon) for epsilon in epsilons),
        tuple(range(len(splits))),
        cells,
        SCORES,
        {"part": PARTS},
        settings_of(triples, splits[0].train.class_names),
        setup,
    )


def arm_of(epsilon: float) -> str:
    """The arm of an ε.

    >>> arm_of(0.1)
    'ε = 0.1'
    """
    return f"ε = {epsilon:g}"


def settings_of(triples: Mapping[str, Triple], class_names: Sequence[str]) -> dict[str, Any]:
    """What a scene must know beside the numbers: the triples, and the names of their classes."""
    return {"triples": {name: list(classes) for name, classes in triples.items()}, "class_names": list(class_names)}


def _look(network: nn.Module, split: Splits, triples: Mapping[str, Triple], per_class: int) -> Outcome:
    """Scores of one network on both parts, and the points of the triples."""
    points = np.full((len(triples), len(PARTS), 3, per_class, 2), np.nan, dtype=np.float32)
    numbers = np.zeros((len(SCORES), len(PARTS)))
    for p, part in enumerate((split.train, split.test)):
        seen = collect(network, part, features=True)
        numbers[:, p] = _measure(seen)
        for t, classes in enumerate(triples.values()):
            points[t, p] = _points(seen, network, classes, per_class)
    return dict(zip(SCORES, numbers, strict=True)), {"points": points} if triples else {}


def _measure(seen: Predictions) -> tuple[float, float, float]:
    assert seen.features is not None
    return float(tightness(seen.features, seen.labels)), float(scale(seen.features)), seen.accuracy


def _points(seen: Predictions, network: nn.Module, classes: Triple, per_class: int) -> np.ndarray:
    assert seen.features is not None
    plane = project(seen.features, seen.labels, templates(network), classes)
    found = np.full((3, per_class, 2), np.nan, dtype=np.float32)
    for k, label in enumerate(classes):
        own = plane.points[plane.labels == label][:per_class]
        found[k, : len(own)] = own.numpy()
    return found


def _compute(
    arm: float,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    epochs: int,
    per_batch: int,
    per_class: int,
    triples: Mapping[str, Triple],
    class_names: Sequence[str],
) -> Outcome:
    splits = cifar10(data.path, per_batch=per_batch, calibration=0)
    network = resnet_cifar(3, splits.train.classes, width=16, blocks=1, seed=seed)
    train(
        network,
        splits.train,
        partial(label_smoothing_cross_entropy, epsilon=arm),
        epochs=epochs,
        optimizer=partial(torch.optim.SGD, lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True),
        scheduler=partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
        batch_of=Augmented(flip_and_shift),
        seed=seed,
        device=device,
        checkpoint=cell_checkpoint(),
        progress=False,
    )
    return _look(network, splits, triples if seed == 0 else {}, per_class)


def _fingerprint(folder: Path) -> str:
    splits = cifar10(folder, per_batch=PER_BATCH, calibration=0)
    return images_digest(splits.train, splits.test)


PER_BATCH = 1000
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
LAST_LAYER_CIFAR10 = Study(
    "last_layer_cifar10",
    "Features of photographs on the plane of their templates, with hard labels and with ε = 0.1.",
    {arm_of(epsilon): epsilon for epsilon in (0.0, 0.1)},
    _compute,
    SCORES,
    {
        "epochs": 30,
        "per_batch": PER_BATCH,
        "per_class": 100,
        **settings_of({"airplane, automobile, bird": (0, 1, 2), "cat, dog, deer": (3, 5, 4)}, CLASSES),
    },
    axes={"part": PARTS},
    seeds=3,
    budgets={"quick": {"epochs": 3}, "class": {"epochs": 10}},
    setup="ResNet-8 (width 16), photographs of CIFAR-10 (the first {per_batch:,} of each official file), flip and "
    "shift by 4 pixels, SGD 0.1 with Nesterov momentum 0.9 and weight decay 5e-4, cosine schedule, batch 64, "
    "{epochs} epochs",
    reads="a folder with the official binary files of CIFAR-10",
    fingerprint=_fingerprint,
)
