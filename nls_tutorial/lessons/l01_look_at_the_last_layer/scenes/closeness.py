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
    line = tuple(torch.linspace(-reach, reach, steps, dtype=torch.float64).tolist())
    x1 = Control("x1", "x₁", line, start=steps // 2 + 3, digits=1)
    x2 = Control("x2", "x₂", line, start=steps // 2 + math.ceil(steps / 6), digits=1)
    seen = _Seen(x1, x2, _templates(length))
    return Scene(
        "The nearest template wins",
        "A feature among three templates in a plane, its squared distance to each, and each class's probability.",
        (
            _plane(seen, reach),
            _bars("How far each template is", "squared distance ‖x − w‖²", 40.0, seen, seen.distances),
            _bars("How probable each class is", "probability", 1.0, seen, seen.probabilities),
        ),
        (x1, x2),
        (
            Readout("probability of class 1", seen.moving(seen.probabilities[:, 0]), digits=3),
            Readout("its loss, hard label", seen.moving(seen.loss(0.0)), digits=3, unit=" nats"),
            Readout(f"its loss, ε = {epsilon:g}", seen.moving(seen.loss(epsilon)), digits=3, unit=" nats"),
        ),
    )


def _templates(length: float) -> Tensor:
    angles = torch.tensor([90.0, 210.0, 330.0], dtype=torch.float64).deg2rad()
    return length * torch.stack([angles.cos(), angles.sin()], dim=1)


class _Seen:
    """What three templates say of a feature at every position of both controls."""

    def __init__(self, x1: Control, x2: Control, templates: Tensor) -> None:
        self.controls, self.templates = (x1, x2), templates
        sides = [torch.tensor(control.values, dtype=torch.float64) for control in self.controls]
        self.features = torch.cartesian_prod(*sides)
        # z_k = xᵀ w_k
        self.logits = self.features @ templates.T
        self.distances = torch.cdist(self.features, templates).square()
        self.probabilities = torch.softmax(self.logits, dim=1)

    def loss(self, epsilon: float) -> Tensor:
        """The loss of the first class."""
        first = torch.zeros(len(self.features), dtype=torch.int64)
        return label_smoothing_cross_entropy(self.logits, first, epsilon=epsilon, reduction="none")

    def moving(self, values: Tensor) -> Track:
        """A row for each position as a track over the controls."""
        return track(values.reshape(*map(len, self.controls), *values.shape[1:]), "x1", "x2")

    def thread(self, side: int, template: Tensor) -> Track:
        """From the feature to a template, along one axis."""
        return self.moving(torch.stack([self.features[:, side], template[side].expand(len(self.features))], 1))


def _plane(seen: _Seen, reach: float) -> Panel:
    looks = list(zip(seen.templates, SERIES, strict=False))
    threads = [
        Line(seen.thread(0, one), seen.thread(1, one), color=color, dash="dotted", width=1.8)
        for one, (color, _) in looks
    ]
    stars = [Points(track(one[:1]), track(one[1:]), "", color, marker, 13) for one, (color, marker) in looks]
    names = [
        Text(track(1.55 * one[0]), track(1.55 * one[1]), f"template {k}", color, bold=True)
        for k, (one, (color, _)) in enumerate(looks, start=1)
    ]
    x, y = (seen.moving(seen.features[:, side]) for side in (0, 1))
    return Panel(
        "The plane of the templates",
        Axis("x₁", -reach, reach),
        Axis("x₂", -reach, reach),
        (*threads, *stars, *names, Handle(x, y, ("x1", "x2"), "feature x: drag it", "ink")),
        equal=True,
    )


def _bars(title: str, unit: str, top: float, seen: _Seen, values: Tensor) -> Panel:
    bars = [
        Bars(track([float(k)]), seen.moving(values[:, k : k + 1]), color=SERIES[k][0])
        for k in range(len(seen.templates))
    ]
    ticks = tuple((float(k), f"class {k + 1}") for k in range(len(bars)))
    return Panel(title, Axis("", -0.6, 2.6, ticks), Axis(unit, 0, top), tuple(bars), aspect=0.99)
