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
    grid,
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
    shares = tuple(torch.linspace(0, 1, steps, dtype=torch.float64).tolist())
    first = Control("first", f"share of {names[0]}", shares, steps - 1 - (steps - 1) // 3)
    rest = Control("rest", f"{names[2]}'s part of the rest", shares, (steps - 1) // 2)
    return Scene(
        "A label is a point",
        f"A triangle whose corners are the hard labels {', '.join(names)}, and a bar for each share of the label.",
        (_triangle(names, first, rest), _bars(names, first, rest)),
        (first, rest),
        (
            Readout("largest share", grid(lambda p, r: _label(p, r).amax(), first, rest)),
            Readout("entropy of the label", grid(_entropy, first, rest), unit=" nats"),
        ),
    )


def _triangle(names: tuple[str, str, str], first: Control, rest: Control) -> Panel:
    """The triangle of all labels, with a knob where the label lies."""
    outline = track(CORNERS[:, 0]), track(CORNERS[:, 1])
    middle = float(CORNERS[:, 1].mean())
    towards = [Line(track([x, 0.0]), track([y, middle]), "", "muted", "dotted", width=1.5) for x, y in CORNERS.tolist()]
    beside = ((0.0, 0.075), (-0.05, -0.06), (0.05, -0.06))
    corner_names = [
        Text(track(x + dx), track(y + dy), name, bold=True)
        for (x, y), name, (dx, dy) in zip(CORNERS.tolist(), names, beside, strict=True)
    ]
    # a label is drawn at Σ_k q_k c_k
    x, y = (grid(lambda p, r, side=side: _label(p, r) @ CORNERS[:, side], first, rest) for side in (0, 1))
    return Panel(
        "All labels for three classes",
        Axis("", -0.68, 0.68, visible=False),
        Axis("", -0.14, 1.0, visible=False),
        (
            Shape(*outline, "", "muted", opacity=0.08),
            *towards,
            Points(track([0.0]), track([middle]), "the uniform label", "muted", "diamond", size=10),
            *corner_names,
            Handle(x, y, ("first", "rest"), "your label: drag it", "blue"),
        ),
        equal=True,
    )


def _bars(names: tuple[str, str, str], first: Control, rest: Control) -> Panel:
    return Panel(
        "The same label as numbers",
        Axis("class", -0.6, 2.6, ticks=tuple((float(k), name) for k, name in enumerate(names))),
        Axis("share of the label", 0, 1),
        (Bars(track([0, 1, 2]), grid(_label, first, rest), "", "blue"),),
        aspect=0.9,
    )


def _label(first: float, rest: float) -> Tensor:
    # q_1 is given; what is left, 1 − q_1, is shared between the other two.
    return torch.tensor([first, (1 - first) * (1 - rest), (1 - first) * rest], dtype=torch.float64)


def _entropy(first: float, rest: float) -> Tensor:
    label = _label(first, rest)
    return -torch.special.xlogy(label, label).sum()
