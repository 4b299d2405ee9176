"""What a padding costs: accuracy by the object's distance from the border, and how fast the loss falls."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR

from nls_tutorial import checks
from nls_tutorial.data import scene_splits, scenes
from nls_tutorial.models import plain
from nls_tutorial.predictions import collect
from nls_tutorial.records import ByDistance, Images
from nls_tutorial.training import train

Convert = Callable[[nn.Module], nn.Module]
CLASSES = ("circle", "star", "cross", "crescent")
SIZE, RADIUS, AGREEMENT = 20, (0.25, 0.3), 0.1  # at 0.1 the background says nothing about the class
DISTANCES = (0, 1, 2, 3, 4)  # shapes up to 12 pixels wide in pictures of 20
TRAIN, TEST, EPOCHS, RATE, BATCH = 800, 400, 8, 0.01, 32

# NLS Tables 1 and 2 (accuracy in per cent): the same network and loss, without and with what the paper calls partial
# convolution; then Table 3's two columns on CIFAR-10.
NLS_PADDING: dict[str, tuple[tuple[float, float], ...]] = {
    "stubble, ResNet18": ((78.12, 79.46), (80.35, 78.57), (80.80, 79.91)),
    "stubble, ResNet34": ((80.80, 80.36), (79.02, 78.57), (81.25, 79.46)),
    "stubble, ResNet50": ((74.55, 79.02), (77.67, 79.46), (79.91, 81.25)),
    "CIFAR-10, ResNet18": ((94.15, 94.04),),
    "CIFAR-10, ResNet34": ((93.75, 93.94),),
    "CIFAR-10, ResNet50": ((93.30, 93.42),),
}


def nls_padding_pairs(data: str) -> np.ndarray:
    """The paper's accuracy with "PC" minus without, in points, for each network and loss on "stubble" or "CIFAR-10".

    Raises ValueError for other data. Source: NLS Tables 1 to 3. First met in notebooks/09_pad_without_inventing.
    """
    checks.choice("data", data, ("stubble", "CIFAR-10"))
    pairs = [pair for name, row in NLS_PADDING.items() if name.startswith(data) for pair in row]
    return np.array([with_it - without for without, with_it in pairs])


def at_border(distance: int, seed: int = 0, *, count: int = TEST) -> Images:
    """The study's test pictures with every object's box `distance` pixels (0 to 4) from the border.

    The same objects on the same backgrounds for every distance. Raises ValueError for a distance that leaves no room.
    First met in notebooks/09_pad_without_inventing.
    """
    return scenes(count, **_pictures(seed), border=distance)


def accuracy_by_distance(
    paddings: Mapping[str, Convert], *, seeds: Sequence[int], epochs: int = EPOCHS, distances: Sequence[int] = DISTANCES
) -> ByDistance:
    r"""Train `models.plain` with each padding and each seed, and test it with the same objects at every distance.

    `paddings` maps names to functions that take the network and give it back with that padding, the weights kept, such
    as `partial_conv.to_partial`. A seed decides pictures, first weights and order, for all paddings alike. Training
    pictures have their objects anywhere; Adam, learning rate 0.01 that falls to 0 along a cosine, batches of 32. No
    number is stored: every call trains.

    Raises ValueError for no paddings, no seeds, no distances, epochs < 1, and distances beyond 4 pixels.
    First met in notebooks/09_pad_without_inventing. Source: the claims of Liu et al. 2018 and NLS.
    """
    checks.whole("epochs", epochs, 1)
    for argument, given in (("paddings", paddings), ("seeds", seeds), ("distances", distances)):
        if len(given) == 0:
            checks.refuse(argument, "must hold at least one", "none", "Add one.")
    runs = []
    for seed in seeds:
        # the training part has a random stream of its own: it shares no picture with the test
        training = scene_splits(TRAIN, 0, 1, **_pictures(seed)).train
        tests = [at_border(distance, seed) for distance in distances]
        runs.append([_run(convert, training, tests, seed, epochs) for convert in paddings.values()])
    accuracy, loss = (np.array([[run[part] for run in row] for row in runs]).swapaxes(0, 1) for part in (0, 1))
    return ByDistance(
        tuple(paddings),
        tuple(seeds),
        tuple(distances),
        accuracy,
        loss,
        f"Trained here: {TRAIN} generated pictures of {SIZE}×{SIZE} with {len(CLASSES)} shapes, five convolutions, "
        f"{epochs} epochs of Adam; tested on {TEST} other objects, each at every distance.",
    )


def _pictures(seed: int) -> dict:
    return {"size": SIZE, "radius": RADIUS, "agreement": AGREEMENT, "classes": CLASSES, "seed": seed}


def _run(
    convert: Convert, training: Images, tests: Sequence[Images], seed: int, epochs: int
) -> tuple[list[float], tuple[float, ...]]:
    """Accuracy at each distance, and the training loss of each epoch, of one network."""
    network = convert(plain(3, len(CLASSES), seed=seed))
    history = train(
        network,
        training,
        F.cross_entropy,
        epochs=epochs,
        batch_size=BATCH,
        optimizer=partial(torch.optim.Adam, lr=RATE),
        scheduler=partial(CosineAnnealingLR, T_max=epochs),
        seed=seed,
        device="cpu",
        progress=False,
    )
    return [collect(network, test, seed=seed, device="cpu").accuracy for test in tests], history.train_loss
