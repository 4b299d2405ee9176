"""Depth against the recipe: does a deeper network lie below a shallower one since it has not finished learning?"""

from collections.abc import Sequence
from typing import Any

from nls_tutorial.data import cifar10
from nls_tutorial.data.cifar10 import READS
from nls_tutorial.lessons.l14_train_on_cifar10.study.networks import files_digest
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import SMALL, Recipe
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import (
    BATCH,
    NAMES,
    columns,
    compare,
    drawn_from,
    halved,
    scores_of,
    train_once,
)
from nls_tutorial.predictions import collect
from nls_tutorial.records import Results, Verdict, verdict
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome

LOSSES = ("CE", "LS", "normLS")  # the columns of NLS Table 3
SHORT, LONG = 3, 12  # epochs
ARMS = {f"{network}, {loss}": Recipe(loss, network=network) for loss in LOSSES for network in SMALL}


def _depth(
    arm: Recipe,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    epochs: Sequence[int],
    pictures: int,
    size: int,
    width: int,
    batch: int,
    augment: bool,
) -> Outcome:
    splits = cifar10(data.path, calibration=0)
    some, test = halved(drawn_from(splits.train, pictures, seed), size), halved(splits.test, size)
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for count in epochs:
        network = arm.build(some.classes, seed=seed, width=width)
        kept = cell_checkpoint(f"epochs_{count}")
        own: dict[str, Any] = {"epochs": count, "seed": seed, "device": device, "augment": augment, "batch": batch}
        train_once(network, some, arm, checkpoint=kept, **own)
        seen, learnt = (collect(network, part, device=device) for part in (test, some))
        for name, number in scores_of(seen, learnt).items():
            found[name].append(number)
    return found, {}


CIFAR10_DEPTH = Study(
    "cifar10_depth",
    "Networks of 8, 20 and 32 layers by a short recipe and by one four times as long, for the losses of NLS Table 3.",
    ARMS,
    _depth,
    columns("epochs"),
    {"epochs": (SHORT, LONG), "pictures": 50000, "size": 32, "width": 16, "batch": BATCH, "augment": True},
    axes={"epochs": (SHORT, LONG)},
    seeds=5,
    budgets={
        "quick": {"pictures": 200, "size": 12, "width": 8, "augment": False, "seeds": 1},
        "class": {"pictures": 2500, "size": 12, "width": 8, "augment": False, "seeds": 5},
    },
    setup="Residual networks of width {width} on {pictures:,} photographs of CIFAR-10, averaged to {size}×{size} "
    "pixels, and those of the test file to test; mirrored and shifted: {augment}; {epochs} epochs of SGD (learning "
    "rate 0.1, cosine schedule to the last epoch, Nesterov momentum 0.9, weight decay 5e-4, batches of {batch}).",
    reads=READS,
    fingerprint=files_digest,
)


def catches_up(results: Results, deep: str, shallow: str) -> Verdict:
    """The verdict on "what `deep` lacks in accuracy against `shallow` is less by the long recipe", paired by seed.

    First met in notebooks/14_train_on_cifar10.

    >>> from nls_tutorial.studies import bundled
    >>> catches_up(bundled("cifar10_depth"), "ResNet-32, CE", "ResNet-8, CE").word
    'not settled with 3 seeds'
    """
    short, long = (
        results.scores(shallow, "accuracy", epochs=epochs) - results.scores(deep, "accuracy", epochs=epochs)
        for epochs in results.axes["epochs"]
    )
    return verdict(long, short, claim="lower", scale=100, unit=" points", digits=1)


def by_depth(results: Results, deep: str, shallow: str) -> dict[str, Verdict]:
    """Verdicts on "`deep` is less accurate than `shallow`" on new and on learnt pictures, by each recipe.

    The last is that of `catches_up`. First met in notebooks/14_train_on_cifar10.

    >>> from nls_tutorial.studies import bundled
    >>> list(by_depth(bundled("cifar10_depth"), "ResNet-32, CE", "ResNet-8, CE"))[:2]
    ['3 epochs, less accurate on new pictures', '3 epochs, less accurate on learnt pictures']
    """
    found = {
        f"{epochs} epochs, less accurate on {told}": compare(results, score, deep, shallow, "lower", epochs=epochs)
        for epochs in results.axes["epochs"]
        for score, told in (("accuracy", "new pictures"), ("fitted", "learnt pictures"))
    }
    return {**found, "more epochs shorten the distance": catches_up(results, deep, shallow)}
