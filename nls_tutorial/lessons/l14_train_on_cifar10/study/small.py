"""The study at desk scale: ten ways to train a ResNet-8 on a few thousand pictures of CIFAR-10."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.calibration import chance_calibration_errors
from nls_tutorial.data import cifar10
from nls_tutorial.data.cifar10 import READS
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LARGER, LOSSES, Recipe
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, Predictions, Results, Score, Verdict, chance_floors, verdict
from nls_tutorial.studies import DataFolder, Study, images_digest
from nls_tutorial.studies.overfit_digits import four_scores
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import Augmented, flip_and_shift, images_and_labels, train

PER_BATCH = 1000  # of each official file: 5,000 to learn from, 1,000 to test
ALL = 5000
FEWER = (1250, 2500)
RATE, MOMENTUM, DECAY, BATCH = 0.1, 0.9, 5e-4, 64
CHANCES = 40  # draws for the ECE that a calibrated network would get by chance
NAMES = ("accuracy", "ECE", "ECE by chance", "AECE", "NLL", "confidence", "fitted")


def columns(*axes: str) -> dict[str, Score]:
    """What each score is: shares, but for NLL in nats."""
    return {name: Score("nats", axes=axes, digits=2) if name == "NLL" else Score(axes=axes) for name in NAMES}


ARMS: dict[str, Recipe] = {
    "CE": Recipe("CE"),
    "LS": Recipe("LS"),
    "normLS": Recipe("normLS"),
    f"normLS × {LARGER:g}": Recipe("normLS", rate=LARGER),
    "normLS + PC": Recipe("normLS", padding="partial"),
    **{loss: Recipe(loss) for loss in LOSSES if loss not in ("CE", "LS", "normLS")},
}


def halved(pictures: Images, size: int) -> Images:
    """Pictures of `size` pixels a side: the mean over squares of pixels, where they were larger."""
    return replace(pictures, images=F.adaptive_avg_pool2d(pictures.images, size))


def drawn_from(part: Images, count: int, seed: int, *, setting: str = "pictures") -> Images:
    """So many pictures of a part, each class as often as it can be, in the order of a seed.

    `setting` is the study's name for the count. Raises ValueError where the part has fewer.
    First met in notebooks/14_train_on_cifar10.
    """
    if count > len(part):
        step = f"The folder holds a part of CIFAR-10: add --set {setting}={len(part)}, or get it whole."
        checks.refuse(f"{part.split} pictures", f"must not be above the {len(part):,} there", f"{count:,}", step)
    return part.select(disjoint_indices(len(part), {"own": count}, seed, labels=part.labels)["own"])


def train_once(
    network: nn.Module,
    data: Images,
    recipe: Recipe,
    *,
    epochs: int,
    seed: int,
    device: str,
    augment: bool,
    batch: int = BATCH,
    checkpoint: Path | None = None,
) -> nn.Module:
    """SGD with Nesterov momentum and a cosine schedule: what all small networks of lesson 14 get.

    With a `checkpoint`, a run that was killed goes on from there.
    First met in notebooks/14_train_on_cifar10.
    """
    train(
        network,
        data,
        LOSSES[recipe.loss],
        epochs=epochs,
        batch_of=Augmented(flip_and_shift) if augment else images_and_labels,
        batch_size=batch,
        optimizer=partial(torch.optim.SGD, lr=recipe.rate * RATE, momentum=MOMENTUM, weight_decay=DECAY, nesterov=True),
        scheduler=partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        progress=False,
    )
    return network


def scores_of(test: Predictions, learnt: Predictions) -> dict[str, float]:
    """The scores of one network on test pictures; "fitted" is its accuracy on those it learnt."""
    floor = float(chance_calibration_errors(test.confidence, draws=CHANCES).mean())
    sure = float(test.confidence.double().mean())
    return {**four_scores(test), "ECE by chance": floor, "confidence": sure, "fitted": learnt.accuracy}


def _small(
    arm: Recipe,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    epochs: int,
    size: int,
    width: int,
    augment: bool,
    pictures: Sequence[int],
) -> Outcome:
    splits = cifar10(data.path, per_batch=PER_BATCH, calibration=0)
    everything, test = halved(splits.train, size), halved(splits.test, size)
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    kept: dict[str, Any] = {}
    for count in pictures:
        some = drawn_from(everything, count, seed)
        network = arm.build(some.classes, seed=seed, width=width)
        train_once(network, some, arm, epochs=epochs, seed=seed, device=device, augment=augment)
        seen, learnt = (collect(network, part, device=device) for part in (test, some))
        for name, number in scores_of(seen, learnt).items():
            found[name].append(number)
        kept = {"correct": (seen.predicted == seen.labels).numpy().astype(np.uint8)}
        if seed == 0:
            kept |= {
                "probabilities": seen.probabilities.numpy().astype(np.float16),
                "labels": seen.labels.numpy().astype(np.uint8),
            }
    return found, kept


def fingerprint(folder: Path) -> str:
    """What the first thousand pictures of each file are, as a text."""
    splits = cifar10(folder, per_batch=PER_BATCH, calibration=0)
    return images_digest(splits.train, splits.test)


SETTINGS = {"epochs": 60, "size": 32, "width": 16, "augment": True}
BUDGETS = {
    "quick": {"epochs": 1, "size": 12, "width": 4, "augment": False, "seeds": 1},
    "class": {"epochs": 10, "size": 12, "augment": False, "seeds": 5},
}
SETUP = (
    "A ResNet-8 of width {width} on photographs of CIFAR-10 (the first 1,000 of each official file), averaged to "
    "{size}×{size} pixels, 1,000 others to test; mirrored and shifted: {augment}; {epochs} epochs of SGD (learning "
    "rate 0.1, cosine schedule, Nesterov momentum 0.9, weight decay 5e-4, batches of 64)."
)
CIFAR10_SMALL = Study(
    "cifar10_small",
    "The losses of NLS Table 3 and of the MbLS poster with a ResNet-8 on 5,000 pictures of CIFAR-10.",
    ARMS,
    _small,
    columns("pictures"),
    {**SETTINGS, "pictures": (ALL,)},
    axes={"pictures": (ALL,)},
    seeds=10,
    budgets=BUDGETS,
    setup=SETUP,
    reads=READS,
    fingerprint=fingerprint,
)
CIFAR10_FEWER = Study(
    "cifar10_fewer",
    "The same with 1,250 and 2,500 pictures, for three losses.",
    {loss: ARMS[loss] for loss in ("CE", "LS", "MbLS")},
    _small,
    columns("pictures"),
    {**SETTINGS, "pictures": FEWER},
    axes={"pictures": FEWER},
    seeds=10,
    budgets=BUDGETS,
    setup=SETUP,
    reads=READS,
    fingerprint=fingerprint,
)


def compare(
    results: Results, score: str, arm: str, other: str, claim: str, *, relevant: float | None = None, **at: Any
) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than `other`", in points, paired by seed.

    For an ECE, the floors that chance gives the two are said with it, and two scores at their floors are not ranked.
    First met in notebooks/14_train_on_cifar10.
    """
    pair = (results.scores(one, score, **at) for one in (arm, other))
    floors = chance_floors(results, (arm, score, at), (other, score, at))
    return verdict(*pair, claim=claim, relevant=relevant, floors=floors, scale=100, unit=" points", digits=1)
