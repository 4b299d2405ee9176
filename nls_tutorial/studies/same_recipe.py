"""The same recipe, again and again: networks that differ by nothing but their seed."""

from collections.abc import Sequence
from functools import partial

import torch

from nls_tutorial import checks
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.records import Predictions
from nls_tutorial.studies.side_by_side import EPOCHS, RATE, Loss, overfit_digits
from nls_tutorial.training import train


def same_recipe(loss: Loss, *, seeds: Sequence[int], epochs: int = EPOCHS) -> list[Predictions]:
    r"""What networks of one recipe say about the same 600 test digits, one record for each seed.

    All learn the same 256 digits, `overfit_digits(0)`, by the recipe of `side_by_side`: a perceptron, Adam, learning
    rate 0.01, batches of 64. A seed decides the first weights and the order of the batches, and nothing else.
    `loss` takes (logits, labels).

    Raises ValueError for no seeds and epochs < 1. First met in notebooks/08_read_a_table_critically.
    """
    checks.whole("epochs", epochs, 1)
    if len(seeds) == 0:
        checks.refuse("seeds", "must hold at least one", "none", "Add one.")
    splits = overfit_digits(0)
    adam = partial(torch.optim.Adam, lr=RATE)
    runs = []
    for seed in seeds:
        network = mlp(in_features=64, classes=10, seed=seed)
        train(network, splits.train, loss, epochs=epochs, optimizer=adam, seed=seed, device="cpu", progress=False)
        runs.append(collect(network, splits.test, seed=seed, device="cpu"))
    return runs
