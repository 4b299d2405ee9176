"""A classifier with one kind of labels, and a detector that begins with its layers."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.models import Detector, detection_loss, detector
from nls_tutorial.records import Images
from nls_tutorial.targets import one_hot, smooth_by_objectness, smooth_others
from nls_tutorial.training import PlacesAndBoxes, RandomCropWithTargets, train

Arm = Mapping[str, str | float]
Rule = Callable[[Tensor, Tensor], Tensor]
ARMS: dict[str, dict[str, str | float]] = {
    "from scratch": {"labels": "none"},
    "hard": {"labels": "smoothed", "alpha": 0.0},
    "LS α = 0.1": {"labels": "smoothed", "alpha": 0.1},
    "CutMix": {"labels": "smoothed", "alpha": 0.0, "cutmix": 1.0},
    "ALS β = 1": {"labels": "adaptive", "beta": 1.0},
    "ALS β = 0.5": {"labels": "adaptive", "beta": 0.5},
    "from scratch, 3 times as long": {"labels": "none", "longer": 3.0},
}
KINDS = ("none", "smoothed", "adaptive")
RATE = 0.01  # the highest of one cycle, for both trainings


def label_rule(arm: Arm, classes: int) -> Rule:
    """How an arm makes targets (B, K) from labels and the share of the crop that the object fills.

    Raises ValueError for an arm whose "labels" are not "smoothed" or "adaptive".
    First met in notebooks/19_find_the_object.

    >>> rule = label_rule({"labels": "adaptive", "beta": 1.0}, 4)
    >>> [round(one, 2) for one in rule(torch.tensor([2]), torch.tensor([0.7]))[0].tolist()]
    [0.1, 0.1, 0.7, 0.1]
    """
    checks.choice("labels", arm["labels"], KINDS[1:])
    if arm["labels"] == "adaptive":
        beta = float(arm["beta"])
        return lambda labels, share: smooth_by_objectness(labels, share, classes, beta, dtype=share.dtype)
    alpha = float(arm["alpha"])
    if alpha == 0:
        return lambda labels, share: one_hot(labels, classes, dtype=share.dtype)
    return lambda labels, share: smooth_others(labels, classes, alpha, dtype=share.dtype)


def train_classifier(
    arm: Arm,
    data: Images,
    classifier: nn.Module,
    *,
    size: tuple[int, int],
    epochs: int,
    seed: int = 0,
    scale: tuple[float, float] = (0.25, 1.0),
    hflip_p: float = 0.5,
    color_jitter: float = 0.0,
    device: str = "auto",
    checkpoint: Path | None = None,
    assume_same: Collection[str] = (),
) -> nn.Module:
    """Trains `classifier` in place on random crops with an arm's labels, as lesson 11 does; returns it.

    Adam on one cycle of learning rates up to 0.01, batches of 32. Errors are those of `label_rule` and
    `training.train`. First met in notebooks/19_find_the_object.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> network = train_classifier(ARMS["hard"], scenes(64), gap_cnn(3, 10), size=(32, 32), epochs=1, device="cpu")
    >>> type(network).__name__
    'Classifier'
    """
    batch_of = RandomCropWithTargets(
        label_rule(arm, data.classes),
        size,
        scale=scale,
        hflip_p=hflip_p,
        color_jitter=color_jitter,
        cutmix=bool(arm.get("cutmix", 0.0)),
    )
    train(
        classifier,
        data,
        soft_cross_entropy,
        epochs=epochs,
        batch_size=32,
        optimizer=torch.optim.Adam,
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=RATE, total_steps=epochs),
        batch_of=batch_of,
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        assume_same=assume_same,
        progress=False,
    )
    return classifier


def train_detector(
    classifier: nn.Module,
    data: Images,
    *,
    epochs: int,
    seed: int = 0,
    hflip_p: float = 0.5,
    color_jitter: float = 0.0,
    device: str = "auto",
    checkpoint: Path | None = None,
) -> Detector:
    """A detector on the layers of `classifier`, all of it trained on `data`; the layers are shared and change.

    Adam on one cycle of learning rates up to 0.01, batches of 16, the loss is `models.detection_loss`. Errors are those
    of `models.detector` and `training.train`. First met in notebooks/19_find_the_object.

    >>> from nls_tutorial.data import object_scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> model = train_detector(gap_cnn(3, 10), object_scenes(8), epochs=1, device="cpu")
    >>> model.classes, model.training
    (10, False)
    """
    model = detector(classifier, seed=seed)
    train(
        model,
        data,
        detection_loss,
        epochs=epochs,
        batch_size=16,
        optimizer=torch.optim.Adam,
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=RATE, total_steps=epochs),
        batch_of=PlacesAndBoxes(model.stride, hflip_p=hflip_p, color_jitter=color_jitter),
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        progress=False,
    )
    return model
