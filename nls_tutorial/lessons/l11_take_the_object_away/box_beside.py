"""The grey box on the object or beside it: does the network miss the object, or see the box?"""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.lessons.l11_take_the_object_away.scenes import SHARES, STEPS
from nls_tutorial.records import Axis, Bars, Control, Panel, Picture, Readout, Results, Scene, track

PLACES = ("on the object", "beside it")
KEPT = ("confidence_without", "confidence_beside")  # the arrays and scores of the two places
CONFIDENCES = ("confidence without object", "confidence, box beside")
AUROCS = ("AUROC", "AUROC, box beside")


def box_beside(study: Results, on: Tensor, beside: Tensor, names: Sequence[str] | None = None) -> Scene:
    r"""Move the grey box from the object to a place beside it, and see how sure the network is of each.

    Left, four test pictures: `on` (4, 3, H, W) in [0, 1] with the box on the object, `beside` the same with the box
    beside it. Right, the confidences of the first seed's test pictures as they are, and with the box. Below, means over
    all seeds; AUROC is how often a picture as it is gets more confidence than one with the box, with 50 % by chance.
    `names` are the recipes to choose from, all of them unless given.

    Raises ValueError for other than four pictures, or a name that is not in the study.
    First met in notebooks/11_take_the_object_away.
    """
    for argument, given in (("on", on), ("beside", beside)):
        checks.floating(argument, given)
        if given.ndim != 4 or tuple(given.shape[:2]) != (4, 3):
            rule, step = "must have shape (4, 3, H, W)", "Take four test pictures."
            checks.refuse(argument, rule, tuple(given.shape), step)
    chosen = study.arms if names is None else tuple(names)
    over = ("labels", "box")

    def means(scores: Sequence[str]) -> np.ndarray:
        return np.array([[study.scores(name, score).mean() for score in scores] for name in chosen])

    return Scene(
        "The grey box, on the object and beside it",
        "Left, four pictures with a grey box on the object or beside it. Right, two histograms of confidence, of test "
        "pictures as they are and with the box.",
        (_four_pictures(on, beside), _confidences(study.select(chosen))),
        (Control("labels", "trained with", chosen), Control("box", "grey box", PLACES)),
        (
            Readout("confidence as it is", track(means(("confidence",))[:, 0], "labels"), digits=1, percent=True),
            Readout("with the box", track(means(CONFIDENCES), *over), digits=1, percent=True),
            Readout("AUROC", track(means(AUROCS), *over), digits=1, percent=True),
        ),
    )


def _four_pictures(on: Tensor, beside: Tensor) -> Panel:
    """Two rows of two, with the box where the control says."""
    frames = np.stack([(255 * part.clamp(0, 1)).round().byte().movedim(1, -1).numpy() for part in (on, beside)])
    corners = [(column, row) for row in (1, 0) for column in (0, 1)]
    marks = tuple(
        Picture(frames[:, place], x + 0.03, x + 0.97, y + 0.03, y + 0.97, ("box",))
        for place, (x, y) in enumerate(corners)
    )
    return Panel(
        "Four test pictures", Axis("", 0, 2, visible=False), Axis("", 0, 2, visible=False), marks, equal=True, width=0.8
    )


def _confidences(kept: Results) -> Panel:
    """The first seed's test pictures, as they are and with the box."""
    seed, middles, offset = kept.seeds[0], (np.arange(STEPS) + 0.5) / STEPS, 0.25 / STEPS
    whole = np.stack([_shares(row) for row in kept.arrays("confidence", seed)])
    boxed = np.stack(
        [[_shares(row) for row in pair] for pair in zip(*(kept.arrays(n, seed) for n in KEPT), strict=True)]
    )
    return Panel(
        "How sure of the test pictures",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the pictures", 0, 1, SHARES),
        (
            Bars(track(middles - offset), track(whole, "labels"), "as it is", "blue", 2 * offset),
            Bars(track(middles + offset), track(boxed, "labels", "box"), "with the grey box", "orange", 2 * offset),
        ),
        aspect=0.85,
    )


def _shares(confidence: np.ndarray) -> np.ndarray:
    """The share of the samples in each of STEPS stretches of confidence, [b, b + 1), 1 in the last."""
    counts, _ = np.histogram(confidence, bins=STEPS, range=(0, 1))
    return counts / len(confidence)
