"""Networks trained with more and more smoothing, seen on the plane through three of their templates."""

import numpy as np

from nls_tutorial.plots import SERIES
from nls_tutorial.records import Axis, Control, Panel, Points, Readout, Results, Scene, Text, Words, track

REACH = 1.5  # half the width of the drawn plane, in distances between class means


def template_planes(study: Results, *, title: str = "Three classes in the last layer") -> Scene:
    r"""Drag ε over networks trained on a grid of ε, and choose which three classes to look at.

    One panel for each part of the data. Each triple's features lie on the plane through its templates, in units of the
    mean distance between the class means on that plane, so that the picture shows shape; `scale` is told as a number.
    The readouts are the study's own, of all classes and of its first seed.
    First met in notebooks/01_look_at_the_last_layer. Source: WDLSH section 2, figure 1.
    """
    epsilons = tuple(float(arm.removeprefix("ε = ")) for arm in study.arms)
    parts, triples = study.axes["part"], study.settings["triples"]
    measured = {
        name: np.stack([study.scores(arm, name) for arm in study.arms]) for name in ("tightness", "scale", "accuracy")
    }
    few = len(epsilons) < 3
    words = tuple(f"ε = {epsilon:g}" if epsilon else "hard (ε = 0)" for epsilon in epsilons)
    epsilon = Control("epsilon", "labels" if few else "trained with ε", words if few else epsilons)
    panels = tuple(_panel(study, place) for place in range(len(parts)))
    readouts = [
        Readout(f"tightness, {part}", track(measured["tightness"][:, 0, place], "epsilon"), digits=3)
        for place, part in enumerate(parts)
    ]
    readouts.append(Readout(f"scale, {parts[0]}", track(measured["scale"][:, 0, 0], "epsilon"), digits=1))
    right = track(measured["accuracy"][:, 0, -1], "epsilon")
    readouts.append(Readout(f"accuracy, {parts[-1]}", right, digits=1, percent=True))
    described = "Samples of three classes on the plane through the classes' templates, one panel for each part."
    choice = Control("triple", "classes", tuple(triples))
    return Scene(title, described, panels, (epsilon, choice), tuple(readouts))


def _panel(study: Results, part: int) -> Panel:
    points, means = in_own_units(study.arrays("points", study.seeds[0])[:, :, part])
    marks: list[Points | Text] = []
    for k, (color, marker) in enumerate(SERIES[:3]):
        x, y = (track(points[:, :, k, :, axis], "epsilon", "triple") for axis in (0, 1))
        marks.append(Points(x, y, "", color, marker, 7, 0.85))
    for k, (color, _) in enumerate(SERIES[:3]):
        # A name stands on the far side of its cluster, seen from the middle.
        beyond = means[:, :, k] * (1 + 0.5 / np.linalg.norm(means[:, :, k], axis=-1, keepdims=True))
        x, y = (track(beyond[..., axis], "epsilon", "triple") for axis in (0, 1))
        texts = tuple(study.settings["class_names"][classes[k]] for classes in study.settings["triples"].values())
        marks.append(Text(x, y, Words(texts, "triple"), color, bold=True))
    across, up = Axis("", -REACH, REACH, visible=False), Axis("", -0.85 * REACH, REACH, visible=False)
    return Panel(f"{study.axes['part'][part]} data", across, up, tuple(marks), equal=True)


def in_own_units(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""`points` (…, 3, n, 2) about their centre, in units of the mean distance between the three class means.

    Returns the points and the class means (…, 3, 2): $x' = (x - \bar\mu) / \mathrm{mean}_{a<b}\|\mu_a - \mu_b\|$.
    """
    means = np.nanmean(points, axis=-2)
    sides = [np.linalg.norm(means[..., a, :] - means[..., b, :], axis=-1) for a, b in ((0, 1), (0, 2), (1, 2))]
    unit = np.mean(sides, axis=0)
    centre = means.mean(axis=-2)
    moved, settled = points - centre[..., None, None, :], means - centre[..., None, :]
    return moved / unit[..., None, None, None], settled / unit[..., None, None]
