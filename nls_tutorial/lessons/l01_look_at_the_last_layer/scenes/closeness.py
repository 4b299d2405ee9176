"""A logit as closeness: drag a feature among three templates."""

import math

import torch
from torch import Tensor

from nls_tutorial.losses import label_smoothing_cross_entropy
from nls_tutorial.plots import SERIES
from nls_tutorial.records import Axis, Bars, Control, Handle, Line, Panel, Points, Readout, Scene, Text, Track, track


def feature_among_templates(steps: int = 41, reach: float = 4.0, length: float = 1.5, epsilon: float = 0.1) -> Scene:
    r"""Drag a feature $x$ in the plane of three templates $w_k$ of equal `length`.

    Logits $z_k = x^\top w_k$, probabilities softmax(z), and $\|x-w_k\|^2 = \|x\|^2 - 2 z_k + \|w_k\|^2$: with
    templates of equal length the largest logit is the nearest template. The loss is that of the first class, with a
    hard label and with one smoothed by `epsilon`. The grid has `steps`² positions in [−`reach`, `reach`]².
    First met in notebooks/01_look_at_the_last_layer. Source: WDLSH section 2.
    """
    angles = torch.tensor([90.0, 210.0, 330.0], dtype=torch.float64).deg2rad()
    templates = length * torch.stack([angles.cos(), angles.sin()], dim=1)
    line = torch.linspace(-reach, reach, steps, dtype=torch.float64)
    features = torch.stack(torch.meshgrid(line, line, indexing="ij"), dim=-1).reshape(-1, 2)
    # z_k = xᵀ w_k
    logits = features @ templates.T
    distances = torch.cdist(features, templates).square()
    probabilities = torch.softmax(logits, dim=1)
    first = torch.zeros(len(features), dtype=torch.int64)
    hard, soft = (
        label_smoothing_cross_entropy(logits, first, epsilon=share, reduction="none") for share in (0.0, epsilon)
    )

    def moving(values: Tensor) -> Track:
        return track(values.reshape(steps, steps, *values.shape[1:]), "x1", "x2")

    names = ("class 1", "class 2", "class 3")
    threads = tuple(
        Line(
            moving(torch.stack([features[:, 0], template[0].expand(len(features))], 1)),
            moving(torch.stack([features[:, 1], template[1].expand(len(features))], 1)),
            color=SERIES[k][0],
            dash="dotted",
            width=1.8,
        )
        for k, template in enumerate(templates)
    )
    stars = tuple(
        Points(track(template[:1]), track(template[1:]), "", SERIES[k][0], SERIES[k][1], 13)
        for k, template in enumerate(templates)
    )
    labels = tuple(
        Text(track(1.55 * template[0]), track(1.55 * template[1]), f"template {k + 1}", SERIES[k][0], bold=True)
        for k, template in enumerate(templates)
    )
    plane = Panel(
        "The plane of the templates",
        Axis("x₁", -reach, reach),
        Axis("x₂", -reach, reach),
        (
            *threads,
            *stars,
            *labels,
            Handle(moving(features[:, 0]), moving(features[:, 1]), ("x1", "x2"), "feature x: drag it", "ink"),
        ),
        equal=True,
    )
    ticks = tuple((float(k), name) for k, name in enumerate(names))
    bars = [
        Panel(
            title,
            Axis("", -0.6, 2.6, ticks),
            Axis(unit, 0, top),
            tuple(Bars(track([float(k)]), moving(values[:, k : k + 1]), color=SERIES[k][0]) for k in range(len(names))),
            aspect=0.99,
        )
        for title, unit, top, values in (
            ("How far each template is", "squared distance ‖x − w‖²", 40.0, distances),
            ("How probable each class is", "probability", 1.0, probabilities),
        )
    ]
    grid = tuple(line.tolist())
    return Scene(
        "The nearest template wins",
        "A feature among three templates in a plane, its squared distance to each, and each class's probability.",
        (plane, *bars),
        (
            Control("x1", "x₁", grid, start=steps // 2 + 3, digits=1),
            Control("x2", "x₂", grid, start=steps // 2 + math.ceil(steps / 6), digits=1),
        ),
        (
            Readout("probability of class 1", moving(probabilities[:, 0]), digits=3),
            Readout("its loss, hard label", moving(hard), digits=3, unit=" nats"),
            Readout(f"its loss, ε = {epsilon:g}", moving(soft), digits=3, unit=" nats"),
        ),
    )
