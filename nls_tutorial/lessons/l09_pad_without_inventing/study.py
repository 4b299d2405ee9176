"""The study of lesson 09: what a padding costs near the border, and how fast the loss falls."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR

from nls_tutorial import checks
from nls_tutorial.data import scene_splits, scenes
from nls_tutorial.models import plain_cnn
from nls_tutorial.partial_conv import to_partial
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, Results, Score
from nls_tutorial.studies import Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import train

Convert = Callable[[nn.Module], nn.Module]
CLASSES = ("circle", "star", "cross", "crescent")
SIZE, RADIUS, AGREEMENT = 20, (0.25, 0.3), 0.1  # at 0.1 the background says nothing about the class
DISTANCES = (0, 1, 2, 3, 4)  # shapes up to 12 pixels wide in pictures of 20
TRAIN, TEST, EPOCHS, RATE, BATCH = 800, 400, 8, 0.01, 32


def at_border(distance: int, seed: int = 0, *, count: int = TEST) -> Images:
    """The study's test pictures with every object's box `distance` pixels (0 to 4) from the border.

    The same objects on the same backgrounds for every distance. Raises ValueError for a distance that leaves no room.
    First met in notebooks/09_pad_without_inventing.
    """
    return scenes(count, **_pictures(seed), border=distance)


def compare_paddings(
    paddings: Mapping[str, Convert], *, epochs: int = EPOCHS, name: str = "paddings", **more: Any
) -> Study:
    r"""A study that trains `models.plain_cnn` with each padding and tests it with the same objects at every distance.

    `paddings` maps names to functions that take the network and give it back with that padding, the weights kept, such
    as `partial_conv.to_partial`. A seed decides pictures, first weights and order, alike for all paddings. Training
    pictures have their objects anywhere; Adam, learning rate 0.01 that falls to 0 along a cosine, batches of 32. The
    scores are "accuracy" where the object's box stands so many pixels from the border (axis "distance"), and the mean
    training "loss" of each epoch (axis "epoch").

    Raises ValueError for no paddings and epochs < 1.
    First met in notebooks/09_pad_without_inventing. Source: the claims of Liu et al. 2018 and NLS.

    >>> compare_paddings({"partial": to_partial}, epochs=2).axes["distance"]
    (0, 1, 2, 3, 4)
    """
    checks.whole("epochs", epochs, 1)
    return Study(
        name,
        more.pop("about", "Paddings compared: accuracy by the object's distance from the border, and training loss."),
        paddings,
        _compute,
        {"accuracy": Score(axes=("distance",)), "loss": Score("nats", axes=("epoch",), digits=2)},
        {"epochs": epochs},
        axes={"distance": DISTANCES, "epoch": tuple(range(1, epochs + 1))},
        setup=f"Trained here: {TRAIN} generated pictures of {SIZE}×{SIZE} with {len(CLASSES)} shapes, five "
        f"convolutions, {{epochs}} epochs of Adam; tested on {TEST} other objects, each at every distance.",
        **more,
    )


def drop(results: Results, padding: str) -> npt.NDArray[np.float64]:
    """What the border costs, for each seed: accuracy at the largest distance minus accuracy at the smallest.

    First met in notebooks/09_pad_without_inventing.
    """
    distances = results.axes["distance"]
    far, near = (results.scores(padding, "accuracy", distance=end(distances)) for end in (max, min))
    return far - near


def _pictures(seed: int) -> dict:
    return {"size": SIZE, "radius": RADIUS, "agreement": AGREEMENT, "classes": CLASSES, "seed": seed}


def _compute(convert: Convert, *, seed: int, device: str, epochs: int) -> Outcome:
    # the training part has a random stream of its own: it shares no picture with the test
    training = scene_splits(TRAIN, 0, 1, **_pictures(seed)).train
    network = convert(plain_cnn(3, len(CLASSES), seed=seed))
    history = train(
        network,
        training,
        F.cross_entropy,
        epochs=epochs,
        batch_size=BATCH,
        optimizer=partial(torch.optim.Adam, lr=RATE),
        scheduler=partial(CosineAnnealingLR, T_max=epochs),
        seed=seed,
        device=device,
        checkpoint=cell_checkpoint(),
        progress=False,
    )
    tests = [at_border(distance, seed) for distance in DISTANCES]
    accuracy = [collect(network, test, seed=seed, device=device).accuracy for test in tests]
    return {"accuracy": accuracy, "loss": history.train_loss}, {}


def zero(network: nn.Module) -> nn.Module:
    """The network as it is, padded with zeros."""
    return network


def replicate(network: nn.Module) -> nn.Module:
    """The network with borders that repeat their last pixels."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            layer.padding_mode = "replicate"
    return network


THREE: dict[str, Convert] = {"zero": zero, "partial": to_partial, "replicate": replicate}
PADDINGS = compare_paddings(THREE, seeds=5)
PADDINGS_LONGER = compare_paddings(
    THREE,
    epochs=5 * EPOCHS,
    name="paddings_longer",
    about="The same three paddings, trained five times as long, over twice as many seeds.",
    seeds=10,
)
