"""What each loss asks of the rare class where nothing tells the classes apart."""

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import EPSILON, Loss
from nls_tutorial.losses import label_smoothing_cross_entropy, normalized_cross_entropy
from nls_tutorial.records import Axis, Control, Line, Panel, Readout, Rule, Scene, grid, track
from nls_tutorial.records.marks import Color
from nls_tutorial.targets import smooth_uniform

COLORS: dict[str, Color] = {"CE": "blue", "LSCE": "orange", "normLSCE": "green"}
LOGITS = torch.linspace(-12, 3, 121, dtype=torch.float64)  # of the rare class; the others keep their shares
FINE = torch.linspace(-12, 3, 15_001, dtype=torch.float64)


def class_shares(skew: float) -> Tensor:
    """The shares of normal farm, burning stubble and fire at a skew r: r : 1 : √r, as they sum to 1, (3,).

    First met in notebooks/13_train_on_a_skewed_set.

    >>> class_shares(4.0).mul(7).tolist()
    [4.0, 1.0, 2.0]
    """
    weights = torch.tensor([skew, 1.0, math.sqrt(skew)], dtype=torch.float64)
    return weights / weights.sum()


def loss_at_a_place(loss: str, shares: Tensor, rare: Tensor) -> Tensor:
    """The mean loss (n,) over pictures that look alike, `shares` (3,) of them of each class, for n logits of class 1.

    The other two logits are the logarithms of their shares, which is what cross-entropy gives them.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> loss_at_a_place("CE", class_shares(1.0), torch.tensor([1 / 3]).log()).exp().round().int()  # log 3
    tensor([3], dtype=torch.int32)
    """
    logits = shares.log().repeat(len(rare), 1)
    logits[:, 1] = rare
    each = [_each(loss)(logits, torch.full((len(rare),), label)) for label in range(3)]
    return (shares * torch.stack(each, 1)).sum(1)


def _each(loss: str) -> Loss:
    """The loss of every picture, not their mean."""
    every: dict[str, Loss] = {
        "CE": partial(F.cross_entropy, reduction="none"),
        "LSCE": partial(label_smoothing_cross_entropy, epsilon=EPSILON, reduction="none"),
        "normLSCE": _normalized,
    }
    return every[loss]


def _normalized(logits: Tensor, labels: Tensor) -> Tensor:
    targets = smooth_uniform(labels, logits.shape[1], EPSILON, dtype=logits.dtype)
    return normalized_cross_entropy(logits, targets, reduction="none")


def a_place_that_cannot_be_told_apart(skews: Sequence[float]) -> Scene:
    """Drag the skew: the three losses against the logit of the rare class, for pictures that all look alike.

    Args:
        skews: rising, from 1 on.

    Returns:
        The scene: left CE and LSCE with their lowest points, right normLSCE, which has none. Raises nothing of its own.
        First met in notebooks/13_train_on_a_skewed_set.
    """
    skew = Control("skew", "skew r", tuple(skews), start=len(skews) // 2, digits=0)
    ticks = tuple((float(z), f"{z}".replace("-", "−")) for z in range(-12, 4, 3))
    x = Axis("logit of burning stubble", -12, 3, ticks)
    lines = {
        name: Line(track(LOGITS.numpy()), grid(partial(_curve, name), skew), name, color)
        for name, color in COLORS.items()
    }
    lows = [Rule(grid(partial(_lowest, name), skew), "x", "", COLORS[name], "dotted") for name in ("CE", "LSCE")]
    return Scene(
        "Pictures that all look alike",
        "Mean loss against the logit of the rare class. Left, CE and LSCE have a lowest point; normLSCE has none.",
        (
            Panel("CE and LSCE", x, Axis("loss (nats)", 0.6, 3.0), (lines["CE"], lines["LSCE"], *lows)),
            Panel("normLSCE", x, Axis("loss", 0.1, 0.45), (lines["normLSCE"],)),
        ),
        (skew,),
        (
            Readout("share of burning stubble", grid(lambda r: float(class_shares(r)[1]), skew), 1, percent=True),
            Readout("what CE makes of it", grid(partial(_best, "CE"), skew), 1, percent=True),
            Readout("what LSCE makes of it", grid(partial(_best, "LSCE"), skew), 1, percent=True),
        ),
    )


def _curve(loss: str, skew: float) -> np.ndarray:
    return loss_at_a_place(loss, class_shares(skew), LOGITS).numpy()


def _lowest(loss: str, skew: float) -> float:
    """The logit of the rare class where the loss is lowest, looked for on a finer grid than the one that is drawn."""
    return float(FINE[int(loss_at_a_place(loss, class_shares(skew), FINE).argmin())])


def _best(loss: str, skew: float) -> float:
    """The probability of the rare class where the loss is lowest."""
    logits = class_shares(skew).log()
    logits[1] = _lowest(loss, skew)
    return float(F.softmax(logits, 0)[1])
