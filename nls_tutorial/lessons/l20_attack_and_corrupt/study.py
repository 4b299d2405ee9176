"""What each loss gives and takes when pictures are attacked or made worse, and when labels are wrong."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial.attacks import fgsm, logit_margin, pgd
from nls_tutorial.calibration import expected_calibration_error, negative_log_likelihood, reliability
from nls_tutorial.data import CORRUPTIONS, corrupt, digits, photographs
from nls_tutorial.losses import (
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
    normalized_cross_entropy,
)
from nls_tutorial.models import cnn
from nls_tutorial.records import Images, Results, Score, Splits, Verdict, verdict
from nls_tutorial.studies import Study
from nls_tutorial.targets import smooth_uniform
from nls_tutorial.training import train

Loss = Callable[[Tensor, Tensor], Tensor]
Scores = dict[str, Any]

ARMS: dict[str, dict[str, float | str]] = {
    "CE": {"loss": "smoothed", "epsilon": 0.0},
    "LS ε = 0.1": {"loss": "smoothed", "epsilon": 0.1},
    "LS ε = 0.3": {"loss": "smoothed", "epsilon": 0.3},
    "focal γ = 3": {"loss": "focal", "gamma": 3.0},
    "MbLS m = 6": {"loss": "margin", "margin": 6.0},
    "normLS ε = 0.1": {"loss": "normalized", "epsilon": 0.1},
}
RADII = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2)  # of a pixel that goes from 0 to 1
NOISE = (0.0, 0.1, 0.2, 0.3, 0.4)  # share of wrong training labels
ATTACK_KINDS = ("fgsm", "pgd", "margin")  # one step, many steps, many steps on the logit margin
STEPS = 20


def loss_of(arm: Mapping[str, float | str]) -> Loss:
    """The loss that an arm names, the mean over a batch of (logits, labels)."""
    kind, number = str(arm["loss"]), float(next(value for name, value in arm.items() if name != "loss"))
    if kind == "normalized":
        return partial(_normalized, epsilon=number)
    return {
        "smoothed": partial(label_smoothing_cross_entropy, epsilon=number),
        "focal": partial(focal_loss, gamma=number),
        "margin": partial(margin_loss, margin=number, weight=0.1, over_classes="sum"),
    }[kind]


def _normalized(logits: Tensor, labels: Tensor, *, epsilon: float) -> Tensor:
    targets = smooth_uniform(labels, logits.shape[1], epsilon, dtype=logits.dtype)
    return normalized_cross_entropy(logits, targets)


def train_network(
    splits: Splits, loss: Loss, *, seed: int, epochs: int, rate: float = 0.003, device: str = "cpu"
) -> nn.Module:
    """The lesson's convolutional network, trained with one loss by Adam in batches of 64; `seed` decides all chance.

    First met in notebooks/20_attack_and_corrupt.
    """
    model = cnn(splits.train.images.shape[1], splits.train.classes, seed=seed)
    adam = partial(torch.optim.Adam, lr=rate)
    train(model, splits.train, loss, epochs=epochs, optimizer=adam, seed=seed, device=device, progress=False)
    return model.to(device)


@torch.no_grad()
def score(model: nn.Module, images: Tensor, labels: Tensor) -> Scores:
    """Accuracy, ECE (15 bins) and NLL of what a network says of pictures."""
    device = next(model.parameters()).device
    logits = torch.cat([model(part.to(device)).cpu().double() for part in images.split(512)])
    bins = reliability(F.softmax(logits, dim=1), labels, bins=15)
    return {
        "accuracy": float((logits.argmax(1) == labels).double().mean()),
        "ECE": float(expected_calibration_error(bins)),
        "NLL": float(negative_log_likelihood(logits, labels)),
    }


def attack(model: nn.Module, test: Images, kind: str, radius: float, seed: int) -> Tensor:
    """The test pictures attacked within `radius` of each pixel: "fgsm", "pgd", or "margin" (PGD on the logit margin).

    First met in notebooks/20_attack_and_corrupt.
    """
    device = next(model.parameters()).device
    images, labels = test.images.to(device), test.labels.to(device)
    if kind == "fgsm":
        return fgsm(model, images, labels, radius=radius).cpu()
    loss = logit_margin if kind == "margin" else None
    return pgd(model, images, labels, radius=radius, steps=STEPS, loss=loss, seed=seed).cpu()


def _attacked(
    arm: Mapping[str, float | str], *, seed: int, device: str, count: int, epochs: int
) -> tuple[Scores, Scores]:
    splits = digits(train=count, seed=seed)
    model = train_network(splits, loss_of(arm), seed=seed, epochs=epochs, device=device)
    scores: dict[str, list[list[float]]] = {name: [] for name in ("accuracy", "ECE", "NLL")}
    for kind in ATTACK_KINDS:
        moved = [attack(model, splits.test, kind, radius, seed) for radius in RADII]
        rows = [score(model, images, splits.test.labels) for images in moved]
        for name, table in scores.items():
            table.append([row[name] for row in rows])
    return scores, {}


def _corrupted(
    arm: Mapping[str, float | str], *, seed: int, device: str, count: int, epochs: int, pictures: str
) -> tuple[Scores, Scores]:
    splits = digits(train=count, seed=seed) if pictures == "digits" else photographs(train=count, size=12, seed=seed)
    model = train_network(splits, loss_of(arm), seed=seed, epochs=epochs, device=device)
    scores: dict[str, list[list[float]]] = {name: [] for name in ("accuracy", "ECE", "NLL")}
    for kind in CORRUPTIONS:
        rows = [
            score(model, corrupt(splits.test.images, kind, strength, seed=seed), splits.test.labels)
            for strength in range(6)
        ]
        for name, table in scores.items():
            table.append([row[name] for row in rows])
    return scores, {}


def _mislabelled(
    arm: Mapping[str, float | str], *, seed: int, device: str, count: int, epochs: int
) -> tuple[Scores, Scores]:
    scores: dict[str, list[float]] = {}
    for noise in NOISE:
        splits = digits(train=count, label_noise=noise, seed=seed)
        model = train_network(splits, loss_of(arm), seed=seed, epochs=epochs, device=device)
        for name, value in score(model, splits.test.images, splits.test.labels).items():
            scores.setdefault(name, []).append(value)
    return scores, {}


def _over(*axes: str) -> dict[str, Score]:
    """The three scores over the same axes."""
    return {"accuracy": Score(axes=axes), "ECE": Score(axes=axes), "NLL": Score("nats", axes=axes, digits=2)}


ATTACKS = Study(
    "attacks",
    "Losses under attack: one signed step, many steps, and many steps on the logit margin.",
    ARMS,
    _attacked,
    _over("attack", "radius"),
    {"count": 600, "epochs": 25},
    {"attack": ATTACK_KINDS, "radius": RADII},
    seeds=5,
    budgets={"quick": {"seeds": 3}, "class": {"seeds": 5}},
    setup="{count} real digits of 8×8, a small convolutional network, {epochs} epochs of Adam; 600 test digits, "
    "attacked within the radius.",
)
CORRUPTED_DIGITS = Study(
    "corrupted_digits",
    "Losses on digits made worse in six ways and five steps.",
    ARMS,
    _corrupted,
    _over("kind", "strength"),
    {"count": 600, "epochs": 25, "pictures": "digits"},
    {"kind": CORRUPTIONS, "strength": tuple(range(6))},
    seeds=5,
    budgets={"quick": {"seeds": 3}, "class": {"seeds": 5}},
    setup="{count} real digits of 8×8, a small convolutional network, {epochs} epochs of Adam; 600 test digits.",
)
CORRUPTED_PHOTOGRAPHS = Study(
    "corrupted_photographs",
    "Losses on patches of two photographs, made worse in six ways and five steps.",
    ARMS,
    _corrupted,
    _over("kind", "strength"),
    {"count": 600, "epochs": 20, "pictures": "photographs"},
    {"kind": CORRUPTIONS, "strength": tuple(range(6))},
    seeds=5,
    budgets={"quick": {"seeds": 3}, "class": {"seeds": 5}},
    setup="{count} patches of 12×12 from two photographs, a small convolutional network, {epochs} epochs of Adam; "
    "600 test patches from other strips.",
)
LABEL_NOISE = Study(
    "label_noise",
    "Losses trained on digits of which a share has a wrong label.",
    ARMS,
    _mislabelled,
    {
        "accuracy": Score(axes=("noise",)),
        "ECE": Score(axes=("noise",)),
        "NLL": Score("nats", axes=("noise",), digits=2),
    },
    {"count": 600, "epochs": 25},
    {"noise": NOISE},
    seeds=5,
    budgets={"quick": {"seeds": 3}, "class": {"seeds": 5}},
    setup="{count} real digits of 8×8 with wrong labels, a small convolutional network, {epochs} epochs of Adam; "
    "600 clean test digits.",
)


def worst_accuracy(results: Results, arm: str, radius: float) -> np.ndarray:
    """What an arm keeps of its accuracy under the attack that finds most, for each seed of the study `attacks`.

    First met in notebooks/20_attack_and_corrupt.
    """
    return np.min([results.scores(arm, "accuracy", attack=kind, radius=radius) for kind in ATTACK_KINDS], axis=0)


def against_ce(results: Results, arm: str, score: str, claim: str, **at: Any) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than CE", in points, seed by seed.

    `at` chooses coordinates; axes that are left are averaged over. First met in notebooks/20_attack_and_corrupt.
    """
    pair = [results.scores(one, score, **at) for one in (arm, "CE")]
    means = [numbers.reshape(len(numbers), -1).mean(axis=1) for numbers in pair]
    return verdict(*means, claim=claim, scale=100, unit=" points", digits=1)
