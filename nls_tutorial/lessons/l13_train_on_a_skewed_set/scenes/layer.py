"""The validation curves, the layer along them, and how much of a picture of a layer is the picture's own doing."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import Run
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.scores import RARE
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Results, Rule, Scene, track
from nls_tutorial.records.marks import Color, Dash, Marker

Numbers = npt.NDArray[np.float64]
COLORS: tuple[Color, ...] = ("blue", "orange", "green", "purple")
DASHES: tuple[Dash, ...] = ("solid", "dashed", "dotted", "solid")
MARKERS: tuple[Marker, ...] = ("circle", "triangle", "square")
REACH = 2.1  # of a picture whose mean squared length is 1


def the_layer_along_the_curve(
    runs: Mapping[str, Run], pictures: Mapping[str, Numbers], epochs: Sequence[int], class_names: Sequence[str]
) -> Scene:
    """Drag the epoch, choose the loss: the validation losses, and t-SNE of the penultimate layer at that epoch.

    Args:
        runs: by loss, with features at `epochs`.
        pictures: by loss, places (E, N, 2) of the validation pictures.
        epochs: numbers of epochs done, rising.
        class_names: the classes.

    Returns:
        The scene. Raises ValueError for pictures that do not fit. First met in notebooks/13_train_on_a_skewed_set.
    """
    labels = next(iter(runs.values())).labels
    places = np.stack([_fitting(pictures[name], len(epochs), len(labels)) for name in runs])
    over = ("loss", "epoch")
    every = range(1, 1 + len(next(iter(runs.values())).said))
    curves = {name: run.losses() for name, run in runs.items()}
    near = np.array([[_near(run.features[epoch], run.labels) for epoch in epochs] for run in runs.values()])
    right = np.array([[run.accuracies()[epoch - 1] for epoch in epochs] for run in runs.values()])
    return Scene(
        "The layer along the curve",
        "Left, the validation loss over the epochs, a curve for each loss. Right, the layer's picture by t-SNE.",
        (
            Panel(
                "Validation loss, each by its own",
                Axis("epochs", 0, every[-1] + 0.5),
                Axis("loss", 0, 1.6),
                (*_lines(list(every), curves), Rule(track(list(epochs), "epoch"), "x", "", "ink", "dashed", 1.2)),
            ),
            _picture("Penultimate layer by t-SNE", places, labels, class_names, over),
        ),
        (
            Control("epoch", "epochs", tuple(map(float, epochs)), start=len(epochs) - 1, digits=0),
            Control("loss", "loss", tuple(runs)),
        ),
        (
            Readout("validation accuracy", track(right, *over), 1, percent=True),
            Readout("same-class neighbors in the layer, all", track(near[..., 0], *over), 1, percent=True),
            Readout("of burning stubble", track(near[..., 1], *over), 1, percent=True),
        ),
    )


def _fitting(pictures: Numbers, epochs: int, count: int) -> Numbers:
    if pictures.shape != (epochs, count, 2):
        step = "Give one picture for each epoch."
        checks.refuse("pictures", f"must have shape ({epochs}, {count}, 2)", pictures.shape, step)
    return pictures


def _near(features: Tensor, labels: Tensor) -> tuple[float, float]:
    """Share of same-class neighbors: of all samples, and of the rare class."""
    found = same_class_neighbors(features, labels)
    return float(found.mean()), float(found[labels == RARE].mean())


def _lines(x: Sequence[int], curves: Mapping[str, Sequence[float]]) -> list[Line]:
    return [
        Line(track(list(x)), track(np.clip(values, None, 10)), name, COLORS[place], DASHES[place])
        for place, (name, values) in enumerate(curves.items())
    ]


def _picture(title: str, places: Numbers, labels: Tensor, class_names: Sequence[str], over: tuple[str, ...]) -> Panel:
    """Places (…, N, 2), a color and a marker for each class."""
    side = Axis("", -REACH, REACH, (), visible=False)
    marks = tuple(
        Points(
            track(places[..., labels.numpy() == label, 0], *over),
            track(places[..., labels.numpy() == label, 1], *over),
            *(name, COLORS[label], MARKERS[label]),
            6,
            0.8,
        )
        for label, name in enumerate(class_names)
    )
    return Panel(title, side, side, marks, equal=True)


def three_pictures_of_one_layer(
    pictures: Numbers, perplexities: Sequence[float], features: Tensor, labels: Tensor, class_names: Sequence[str]
) -> Scene:
    """Drag the perplexity: three t-SNE pictures of the same features of one network, from three starts.

    Args:
        pictures: places (P, 3, N, 2), by perplexity and start.
        perplexities: rising, P of them.
        features: what is drawn (N, D).
        labels: (N,).
        class_names: the classes.

    Returns:
        The scene; readouts give the share of same-class neighbors in each picture and in the layer itself. Raises
        ValueError for pictures that do not fit. First met in notebooks/13_train_on_a_skewed_set.
    """
    expected = (len(perplexities), 3, len(labels), 2)
    if pictures.shape != expected:
        step = "Draw three for each perplexity."
        checks.refuse("pictures", f"must have shape {expected}", pictures.shape, step)
    near = np.array([[_near(torch.from_numpy(one), labels)[0] for one in row] for row in pictures])
    return Scene(
        "Three pictures of one layer",
        "Three scatter plots of the same network's features by t-SNE, each from another start.",
        tuple(
            _picture(f"start {k + 1}", pictures[:, k], labels, class_names if k == 0 else [""] * 3, ("perplexity",))
            for k in range(3)
        ),
        (Control("perplexity", "perplexity", tuple(perplexities), start=1, digits=0),),
        (
            *(
                Readout(f"neighbors, picture {k + 1}", track(near[:, k], "perplexity"), 1, percent=True)
                for k in range(3)
            ),
            Readout("in the layer itself", track(_near(features, labels)[0]), 1, percent=True),
        ),
    )


def validation_losses(results: Results, arms: Sequence[str]) -> Scene:
    """Choose the yardstick: the stored validation curves by each arm's own loss, or all by cross-entropy.

    Args:
        results: of the study `skewed_set`.
        arms: up to four of its arms.

    Returns:
        The scene; a curve is the mean over seeds. First met in notebooks/13_train_on_a_skewed_set.
    """
    names = ("own loss", "cross-entropy")
    curves = {
        arm: np.stack([np.stack([results.array(arm, name, seed) for seed in results.seeds]).mean(0) for name in names])
        for arm in arms
    }
    epochs = np.arange(1, 1 + next(iter(curves.values())).shape[1])
    lines = tuple(
        Line(track(epochs), track(values, "yardstick"), arm, COLORS[place], DASHES[place])
        for place, (arm, values) in enumerate(curves.items())
    )
    return Scene(
        "Validation loss by two yardsticks",
        "Curves of the validation loss over the epochs, a curve for each way to train.",
        (
            Panel(
                "Validation loss, mean over seeds",
                Axis("epochs", 0, float(epochs[-1]) + 0.5),
                Axis("loss", 0, 1.6),
                lines,
                aspect=0.6,
                width=1.4,
            ),
        ),
        (Control("yardstick", "measured by", ("its own loss", "cross-entropy")),),
        tuple(Readout(f"{arm}, last epoch", track(values[:, -1], "yardstick"), 2) for arm, values in curves.items()),
    )
