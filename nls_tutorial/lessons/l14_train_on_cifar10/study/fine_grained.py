"""The study on many classes that look alike: five losses on generated birds, by number of kinds and by likeness."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch

from nls_tutorial.data import birds
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LOSSES
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import columns, scores_of
from nls_tutorial.models import gap_cnn
from nls_tutorial.predictions import collect
from nls_tutorial.records import Results, Verdict, verdict
from nls_tutorial.studies import Study
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import train

SETS: dict[str, tuple[int, float]] = {  # kinds, likeness
    "10 kinds, alike": (10, 1.0),
    "40 kinds, unlike": (40, 0.0),
    "40 kinds, alike": (40, 1.0),
}
RATE, BATCH = 0.05, 16


def _birds(
    arm: str, *, seed: int, device: str, epochs: int, pictures: int, test: int, size: int, width: int
) -> Outcome:
    found: dict[str, list[float]] = {}
    for classes, likeness in SETS.values():
        splits = birds(classes=classes, likeness=likeness, train=pictures, test=test, size=size, seed=seed)
        network = gap_cnn(3, classes, width=width, seed=seed)
        train(
            network,
            splits.train,
            LOSSES[arm],
            epochs=epochs,
            batch_size=BATCH,
            optimizer=partial(torch.optim.SGD, lr=RATE, momentum=0.9),
            scheduler=partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
            seed=seed,
            device=device,
            progress=False,
        )
        seen, learnt = (collect(network, part, device=device) for part in (splits.test, splits.train))
        for name, number in scores_of(seen, learnt).items():
            found.setdefault(name, []).append(number)
    return found, {}


FINE_GRAINED = Study(
    "fine_grained",
    "Five losses on generated birds: ten kinds that look alike, and forty, unlike and alike.",
    {loss: loss for loss in ("CE", "ECP", "LS", "FL", "MbLS")},
    _birds,
    columns("set"),
    {"epochs": 60, "pictures": 2000, "test": 4000, "size": 24, "width": 16},
    axes={"set": tuple(SETS)},
    seeds=10,
    budgets={
        "quick": {"epochs": 1, "pictures": 80, "test": 80, "size": 16, "width": 4, "seeds": 1},
        "class": {"epochs": 30, "pictures": 400, "test": 1000, "size": 16, "width": 12, "seeds": 5},
    },
    setup="Generated birds of {size}×{size} pixels, {pictures} to learn from whatever the number of kinds, {test} "
    "others to test; four convolutions with batch norm (width {width}); {epochs} epochs of SGD (learning rate 0.05, "
    "cosine schedule, momentum 0.9, no weight decay, batches of 16).",
)


def lead(
    results: Results, here: str, there: str, *, arm: str = "MbLS", other: str = "CE", score: str = "ECE"
) -> Verdict:
    """The verdict on "by how much `arm` is below `other` in ECE is more on the set `here` than on `there`".

    In points, paired by seed. First met in notebooks/14_train_on_cifar10.
    """

    def leads(where: str) -> Any:
        at: Mapping[str, Any] = {"set": where}
        return results.scores(other, "ECE", **at) - results.scores(arm, "ECE", **at)

    return verdict(leads(here), leads(there), claim="higher", scale=100, unit=" points", digits=1)
