"""Many losses and seeds, trained together and measured on the way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.records import Splits
from nls_tutorial.training import train_many

Loss = Callable[[Tensor, Tensor], Tensor]


def measure_along_training(
    losses: Mapping[str, Loss],
    seeds: Sequence[int],
    stops: Sequence[int],
    measure: Callable[[nn.Module, Splits], Sequence[float]],
    *,
    splits: Callable[..., Splits],
    network: Callable[..., nn.Module],
    **recipe: Any,
) -> dict[str, npt.NDArray[np.float64]]:
    r"""Train one network for every loss and every seed, all of them together, and measure each after some epochs.

    Args:
        losses: name → `loss(logits, labels)`.
        seeds: each decides the data, the first weights and the order of the samples.
        stops: numbers of epochs, rising, from 1 on; training ends at the last.
        measure: `measure(network, splits)` gives a list of numbers.
        splits: `splits(seed=…)` gives the data.
        network: `network(seed=…)` gives a fresh network; all of one shape.
        recipe: what else `training.train_many` takes, such as `optimizer` and `batch_size`.

    Returns for each name an array (stops, seeds, numbers). Raises ValueError for no loss, seed or stop and for stops
    that do not rise, and what `train_many` raises. First met in notebooks/03_normalize_the_loss.

    >>> from functools import partial
    >>> from nls_tutorial.data import digits
    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> from nls_tutorial.models import mlp
    >>> from nls_tutorial.predictions import collect
    >>> found = measure_along_training(
    ...     {"LS": label_smoothing_cross_entropy}, seeds=[0, 1, 2], stops=[1, 2],
    ...     measure=lambda network, splits: [collect(network, splits.test).accuracy],
    ...     splits=partial(digits, train=64), network=partial(mlp, 64, 10, width=8))
    >>> found["LS"].shape
    (2, 3, 1)
    """
    for argument, values in (("losses", losses), ("seeds", seeds), ("stops", stops)):
        if len(values) == 0:
            checks.refuse(argument, "must hold at least one", "none", "Add one.")
    for before, stop in zip((0, *stops), stops, strict=False):
        checks.whole("stops", stop, before + 1, "Give rising numbers of epochs, such as (10, 20).")
    pairs = [(name, seed) for name in losses for seed in seeds]
    networks, data = [network(seed=seed) for _, seed in pairs], [splits(seed=seed) for _, seed in pairs]
    looks: list[list[Sequence[float]]] = []

    def look(epochs: int) -> None:
        if epochs in stops:
            looks.append([measure(model, parts) for model, parts in zip(networks, data, strict=True)])

    train_many(
        networks,
        [parts.train for parts in data],
        [losses[name] for name, _ in pairs],
        epochs=stops[-1],
        seed=[seed for _, seed in pairs],
        after_epoch=look,
        progress=False,
        **recipe,
    )
    by_loss = np.asarray(looks, dtype=np.float64).reshape(len(stops), len(losses), len(seeds), -1).swapaxes(0, 1)
    return dict(zip(losses, by_loss, strict=True))
