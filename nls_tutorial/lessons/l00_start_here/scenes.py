"""A label as a point on a triangle: the lesson's first thing to drag."""

import math

import torch
from torch import Tensor

from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Shape,
    Text,
    Track,
    track,
)

# The corners of the triangle, one a class: every label is a weighted mean of the three.
CORNERS = torch.tensor([[0.0, math.sqrt(3) / 2], [-0.5, 0.0], [0.5, 0.0]], dtype=torch.float64)


def label_on_triangle(names: tuple[str, str, str] = ("cat", "dog", "fox"), steps: int = 31) -> Scene:
    r"""Drag a label over the triangle of all labels for three classes.

    A label $q = (q_1, q_2, q_3)$ with $q_k \ge 0$ and $\sum_k q_k = 1$ is drawn at $\sum_k q_k c_k$, where
    $c_k$ are the corners. Its entropy $H(q) = -\sum_k q_k \log q_k$ (nats) is 0 in a corner and $\log 3$ in the
    middle. The grid has `steps` positions for the first class's share and `steps` for how the others share the rest.
    First met in notebooks/00_start_here.
    """
    first, rest = torch.meshgrid(*[torch.linspace(0, 1, steps, dtype=torch.float64)] * 2, indexing="ij")
    # q_1 is given; what is left, 1 − q_1, is shared between the other two.
    labels = torch.stack([first, (1 - first) * (1 - rest), (1 - first) * rest], dim=-1)
    places = labels @ CORNERS
    entropy = -torch.special.xlogy(labels, labels).sum(-1)

    def moving(values: Tensor) -> Track:
        return track(values, "first", "rest")

    outline = (track(CORNERS[:, 0]), track(CORNERS[:, 1]))
    towards = [
        Line(
            track([float(corner[0]), 0.0]),
            track([float(corner[1]), float(CORNERS[:, 1].mean())]),
            "",
            "muted",
            "dotted",
            1.5,
        )
        for corner in CORNERS
    ]
    beside = ((0.0, 0.075), (-0.05, -0.06), (0.05, -0.06))
    corner_names = [
        Text(track(float(corner[0]) + dx), track(float(corner[1]) + dy), name, bold=True)
        for corner, name, (dx, dy) in zip(CORNERS, names, beside, strict=True)
    ]
    triangle = Panel(
        "All labels for three classes",
        Axis("", -0.68, 0.68, visible=False),
        Axis("", -0.14, 1.0, visible=False),
        (
            Shape(*outline, "", "muted", 0.08),
            *towards,
            Points(track([0.0]), track([float(CORNERS[:, 1].mean())]), "the uniform label", "muted", "diamond", 10),
            *corner_names,
            Handle(moving(places[..., 0]), moving(places[..., 1]), ("first", "rest"), "your label: drag it", "blue"),
        ),
        equal=True,
    )
    bars = Panel(
        "The same label as numbers",
        Axis("class", -0.6, 2.6, ticks=tuple((float(k), name) for k, name in enumerate(names))),
        Axis("share of the label", 0, 1),
        (Bars(track([0, 1, 2]), moving(labels), "", "blue"),),
        aspect=0.9,
    )
    grid = tuple(float(value) for value in torch.linspace(0, 1, steps, dtype=torch.float64))
    start = steps - 1 - (steps - 1) // 3
    return Scene(
        "A label is a point",
        f"A triangle whose corners are the hard labels {', '.join(names)}, and a bar for each share of the label.",
        (triangle, bars),
        (
            Control("first", f"share of {names[0]}", grid, start),
            Control("rest", f"{names[2]}'s part of the rest", grid, (steps - 1) // 2),
        ),
        (
            Readout("largest share", moving(labels.amax(-1))),
            Readout("entropy of the label", moving(entropy), unit=" nats"),
        ),
    )
