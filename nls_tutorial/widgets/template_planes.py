"""Networks trained with more and more smoothing, seen on the plane through three of their templates."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from nls_tutorial.checks import refuse
from nls_tutorial.geometry import project, scale, tightness
from nls_tutorial.plots import SERIES
from nls_tutorial.records import Axis, Control, Panel, Points, Predictions, Readout, Scene, Text, Words, track

Triple = tuple[int, int, int]
REACH = 1.25  # half the width of the drawn plane, in distances between class means


def template_planes(
    epsilons: Sequence[float],
    templates: Sequence[Tensor],
    parts: Mapping[str, Sequence[Predictions]],
    triples: Mapping[str, Triple],
    *,
    title: str = "Three classes in the last layer",
    per_class: int = 60,
) -> Scene:
    r"""Drag ε over networks trained on a grid of ε, and choose which three classes to look at.

    `templates[i]` (K, D) and, for each named part of the data, `parts[name][i]` (predictions with features) belong to
    the network trained with `epsilons[i]`; every network saw the same samples in the same order. Each panel shows at
    most `per_class` samples of a class on the plane of the triple's templates, in units of the mean distance between
    their class means on that plane, so that the picture shows shape; `scale` is told as a number. The readouts are of
    the whole part: tightness over all classes, scale, accuracy.
    First met in notebooks/01_look_at_the_last_layer. Source: WDLSH section 2, figure 1.
    """
    if not parts or any(len(nets) != len(epsilons) for nets in (templates, *parts.values())):
        lengths = {name: len(nets) for name, nets in {"templates": templates, **parts}.items()}
        refuse("parts", f"must hold one network for each of the {len(epsilons)} epsilons", lengths, "Train the rest.")
    names = next(iter(parts.values()))[0].class_names
    panels = tuple(_panel(part, nets, templates, triples, names, per_class) for part, nets in parts.items())
    control = Control("epsilon", "trained with ε", tuple(float(epsilon) for epsilon in epsilons), digits=2)
    choice = Control("triple", "classes", tuple(triples))
    readouts = []
    for part, nets in parts.items():
        seen = [(_features(net), net.labels) for net in nets]
        tight = [float(tightness(features, labels)) for features, labels in seen]
        readouts.append(Readout(f"tightness, {part}", track(tight, "epsilon"), digits=3))
    first = next(iter(parts.values()))
    readouts.append(Readout("scale", track([float(scale(_features(net))) for net in first], "epsilon"), digits=1))
    last = list(parts)[-1]
    right = [net.accuracy for net in parts[last]]
    readouts.append(Readout(f"accuracy, {last}", track(right, "epsilon"), digits=1, percent=True))
    described = "Samples of three classes on the plane through the classes' templates, one panel for each part."
    return Scene(title, described, panels, (control, choice), tuple(readouts))


def _features(net: Predictions) -> Tensor:
    if net.features is None:
        refuse("parts", "must hold predictions with features", "features=None", "Collect them with features=True.")
    return net.features


def _panel(
    part: str,
    nets: Sequence[Predictions],
    templates: Sequence[Tensor],
    triples: Mapping[str, Triple],
    names: Sequence[str],
    per_class: int,
) -> Panel:
    points = np.full((len(nets), len(triples), 3, per_class, 2), np.nan)
    middles = np.full((len(nets), len(triples), 3, 2), np.nan)
    for i, (net, weights) in enumerate(zip(nets, templates, strict=True)):
        for j, classes in enumerate(triples.values()):
            seen = project(_features(net), net.labels, weights, classes)
            means = torch.stack([seen.points[seen.labels == label].mean(dim=0) for label in classes])
            unit, centre = torch.pdist(means).mean(), means.mean(dim=0)
            for k, label in enumerate(classes):
                own = (seen.points[seen.labels == label][:per_class] - centre) / unit
                points[i, j, k, : len(own)] = own.numpy()
                middles[i, j, k] = ((means[k] - centre) / unit).numpy()
    marks: list[Points | Text] = []
    for k, (colour, marker) in enumerate(SERIES[:3]):
        x, y = (track(points[:, :, k, :, axis], "epsilon", "triple") for axis in (0, 1))
        marks.append(Points(x, y, "", colour, marker, 7, 0.85))
    for k, (colour, _) in enumerate(SERIES[:3]):
        # A name stands on the far side of its cluster, seen from the middle.
        lengths = np.linalg.norm(middles[:, :, k], axis=-1, keepdims=True)
        beyond = middles[:, :, k] * (1 + 0.5 / lengths)
        x, y = (track(beyond[..., axis], "epsilon", "triple") for axis in (0, 1))
        texts = tuple(names[classes[k]] for classes in triples.values())
        marks.append(Text(x, y, Words(texts, "triple"), colour, bold=True))
    axis = Axis("", -REACH, REACH, visible=False)
    return Panel(part, axis, Axis("", -REACH * 0.85, REACH, visible=False), tuple(marks), equal=True)
