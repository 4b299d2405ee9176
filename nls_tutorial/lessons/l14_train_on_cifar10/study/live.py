"""What trains while the reader waits: a few losses and seeds on digits, or on the reader's CIFAR-10."""

import os
from collections.abc import Sequence
from pathlib import Path

from nls_tutorial.data import MissingFileError, cifar10
from nls_tutorial.data.cifar10 import GET_IT
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LOSSES, Recipe
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import columns, halved, scores_of, train_once
from nls_tutorial.predictions import collect
from nls_tutorial.records import Results, Splits
from nls_tutorial.studies import compare_losses_together
from nls_tutorial.studies.cell import as_cell

FOLDER = "NLS_CIFAR10"  # the environment variable that names the reader's folder
PICTURES, SIZE, WIDTH = 500, 12, 8


def own_cifar10(folder: str | os.PathLike[str] | None = None) -> tuple[Splits | None, str]:
    """The first thousand pictures of each file of the reader's CIFAR-10, and what to tell; None, and how to get it.

    `folder` is the one named, or else what the environment variable NLS_CIFAR10 says. What is missing is told, not
    raised: the lesson goes on with digits. Raises ValueError for a file that is damaged.
    First met in notebooks/14_train_on_cifar10.
    """
    place = os.environ.get(FOLDER, "") if folder is None else folder
    if not str(place):
        return None, f"Digits stand in for CIFAR-10. {GET_IT} Set {FOLDER} to that folder."
    try:
        return cifar10(Path(place), per_batch=1000, calibration=0), "CIFAR-10, the first 1,000 pictures of each file."
    except MissingFileError as error:
        return None, f"Digits stand in: {error}"


def train_live(losses: Sequence[str], seeds: Sequence[int], *, epochs: int, splits: Splits | None = None) -> Results:
    """These losses with these seeds: perceptrons on 256 noisy digits, or small ResNet-8s on 500 pictures of `splits`.

    Scores are accuracy, ECE and the ECE that chance gives. First met in notebooks/14_train_on_cifar10.
    """
    if splits is None:
        return compare_losses_together({name: LOSSES[name] for name in losses}, seeds=seeds, epochs=epochs)
    everything, test = halved(splits.train, SIZE), halved(splits.test, SIZE)
    cells = {}
    for seed in seeds:
        own = disjoint_indices(len(everything), {"own": PICTURES}, seed, labels=everything.labels)["own"]
        some = everything.select(own)
        for name in losses:
            recipe = Recipe(name)
            network = recipe.build(some.classes, seed=seed, width=WIDTH)
            train_once(network, some, recipe, epochs=epochs, seed=seed, device="cpu", augment=False)
            seen = [collect(network, part) for part in (test, some)]
            cells[name, seed] = as_cell(name, seed, (scores_of(*seen), {}), columns(), {})
    setup = f"ResNet-8s of width {WIDTH} on {PICTURES} pictures of CIFAR-10, {SIZE}×{SIZE} pixels, {epochs} epochs"
    return Results("live", tuple(losses), tuple(seeds), cells, columns(), setup=setup)
