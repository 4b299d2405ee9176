"""The set and how skewed it is; and what the stored study found at each skew."""

from collections.abc import Sequence

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.data.farm import class_counts
from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Images,
    Panel,
    Picture,
    Points,
    Readout,
    Results,
    Scene,
    Text,
    grid,
    track,
)
from nls_tutorial.tables import macro_scores

COLUMNS, GAP = 6, 2  # pictures of a class, and pixels between them
SHARES = tuple((t / 5, f"{20 * t} %") for t in range(6))


def what_is_in_the_set(data: Images, skews: Sequence[float]) -> Scene:
    """Drag the skew: how many pictures of each class there are, and what a network scores that has learnt nothing.

    Args:
        data: pictures of the three classes, at least six of each.
        skews: rising.

    Returns:
        The scene: left six pictures of each class, right the counts at a skew. Raises ValueError for fewer pictures.
        First met in notebooks/13_train_on_a_skewed_set.
    """
    skew = Control("skew", "skew r", tuple(skews), start=len(skews) // 2, digits=0)
    blank = Axis("", 0, 1, visible=False)
    frame = _montage(data)
    shown = Panel(
        "Six of each",
        blank,
        Axis("", 0, frame.shape[0] / frame.shape[1], visible=False),
        (Picture(frame, 0, 1, 0, frame.shape[0] / frame.shape[1], ()),),
        equal=True,
    )
    classes = range(len(data.class_names))
    counts = Panel(
        "How many there are",
        Axis("", -0.6, 2.6, tuple((float(k), name.split()[-1]) for k, name in enumerate(data.class_names))),
        Axis("pictures", 0, 1.05 * class_counts(len(data), max(skews))[0]),
        (Bars(track(list(classes)), grid(lambda r: class_counts(len(data), r), skew), "", "blue"),),
    )
    return Scene(
        "A skewed set",
        "Left, rows of normal farms, burning stubble and other fires. Right, three bars: how many of each there are.",
        (shown, counts),
        (skew,),
        (
            Readout("always “normal farm”: accuracy", grid(lambda r: _always(r, len(data))[0], skew), 1, percent=True),
            Readout("its macro F1", grid(lambda r: _always(r, len(data))[1], skew), 1, percent=True),
        ),
    )


def _montage(data: Images) -> np.ndarray:
    """A row of pictures for each class, uint8, white between them."""
    rows = []
    for label, name in enumerate(data.class_names):
        own = data.images[data.labels == label][:COLUMNS]
        if len(own) < COLUMNS:
            checks.refuse("data", f"must hold {COLUMNS} pictures of {name}", len(own), "Draw more pictures.")
        padded = torch.nn.functional.pad(own, (0, GAP, 0, GAP), value=1.0)
        rows.append(torch.cat(list(padded), dim=2))
    whole = torch.cat(rows, dim=1)[:, :-GAP, :-GAP]
    return np.ascontiguousarray((255 * whole).round().byte().permute(1, 2, 0).numpy())


def _always(skew: float, count: int) -> tuple[float, float]:
    """Accuracy and macro F1 of a network that always names the first class."""
    counts = class_counts(count, skew)
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    return counts[0] / count, float(macro_scores(labels, torch.zeros_like(labels), len(counts))[2])


def scores_against_skew(results: Results, scores: Sequence[str]) -> Scene:
    """Drag the skew, choose the score: one row for each way to train, a dot for each seed, a diamond for the mean.

    Args:
        results: of the study `skewed_set`.
        scores: names of shares that have the axis "skew", two or more.

    Returns:
        The scene. Raises ValueError for fewer than two scores. First met in notebooks/13_train_on_a_skewed_set.
    """
    if len(scores) < 2:
        checks.refuse("scores", "must name two or more, to choose from", len(scores), "Add one.")
    numbers = np.stack([[results.scores(arm, name) for arm in results.arms] for name in scores])  # (score, arm, S, r)
    numbers = np.moveaxis(numbers, -1, 1)  # (score, skew, arm, S)
    over, height = ("score", "skew"), np.arange(len(results.arms), 0, -1, dtype=np.float64)
    means = numbers.mean(-1)
    names = tuple(
        Text(track(-0.02), track(place), arm, "ink", "end") for place, arm in zip(height, results.arms, strict=True)
    )
    dots = Points(
        track(numbers.reshape(*numbers.shape[:2], -1), *over),
        track(np.repeat(height, numbers.shape[-1])),
        *("one seed", "blue"),
        size=5,
        opacity=0.55,
    )
    panel = Panel(
        "What each way to train gives",
        Axis("score", -0.34, 1.02, SHARES),
        Axis("", 0.4, len(results.arms) + 0.6, visible=False),
        (*names, dots, Points(track(means, *over), track(height), "mean", "ink", "diamond", 8)),
        aspect=0.62,
        width=1.6,
    )
    return Scene(
        "Scores against skew",
        "A row for each way to train; a dot for each seed, a diamond for their mean.",
        (panel,),
        (
            Control("skew", "skew r", tuple(map(float, results.axes["skew"])), start=2, digits=0),
            Control("score", "score", tuple(scores)),
        ),
        tuple(
            Readout(arm, track(means[..., results.arms.index(arm)], *over), 1, percent=True)
            for arm in ("CE", "LSCE", "normLSCE")
        ),
    )
