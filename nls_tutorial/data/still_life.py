"""A picture of several things, drawn to look like a photograph: fruit on a wooden table, with a box round each."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.backgrounds import TONES
from nls_tutorial.data.scenes import tight_boxes
from nls_tutorial.data.seeds import generator
from nls_tutorial.data.shapes import DISTANCES

SMALLEST = 32  # pixels a side

# kind, shape, middle across and down, radius (all as shares of the side), turn as a share of 2π, short side over long;
# what stands behind comes first
_FRUIT = (
    ("lemon", "ellipse", 0.79, 0.29, 0.135, 0.93, 0.70),
    ("orange", "circle", 0.30, 0.36, 0.225, 0.0, 1.0),
    ("orange", "circle", 0.50, 0.56, 0.235, 0.0, 1.0),
    ("banana", "crescent", 0.75, 0.79, 0.20, 0.21, 1.0),
)
_PEEL = {"orange": (0.93, 0.49, 0.08), "lemon": (0.96, 0.83, 0.18), "banana": (0.93, 0.76, 0.20)}
_WOOD = ((0.34, 0.21, 0.14), (0.56, 0.38, 0.25))
_LIGHT = (-0.48, -0.62, 0.62)  # from the upper left, above the table


def still_life(size: int = 128, *, seed: int = 0) -> tuple[Float[Tensor, "3 S S"], dict[str, Float[Tensor, "n 4"]]]:
    """Two oranges, a lemon and a banana on a table: the picture, and the boxes of what is seen of each kind.

    The picture is float32 in [0, 1]; a box is xyxy pixels, half-open, the smallest around the pixels that show its
    fruit. `seed` decides the grain of the wood and of the film; the fruit lie where they lie.
    Raises ValueError or TypeError for a size below 32 and a seed out of range.
    First met in notebooks/10_shrink_the_label_with_the_object.
    """
    checks.whole("size", size, SMALLEST, "Smaller pictures cannot show the fruit.", high=2**12)
    with checks.own_defaults():
        return _painted(size, generator(seed, "scenes"))


def _painted(size: int, draws: torch.Generator) -> tuple[Tensor, dict[str, Tensor]]:
    """The picture and its boxes, float32 and on the CPU."""
    centres = (torch.arange(size) + 0.5) / size
    y, x = torch.meshgrid(centres, centres, indexing="ij")
    picture = _table(x, y, size, draws)
    hidden = torch.zeros(size, size, dtype=torch.bool)
    masks: list[tuple[str, Tensor]] = []
    for kind, shape, across, down, radius, turn, aspect in reversed(_FRUIT):  # the front hides what is behind
        inside = _outline(x, y, shape, across, down, radius, turn, aspect)[0] < 0
        masks.append((kind, inside & ~hidden))
        hidden |= inside
    for kind, shape, across, down, radius, turn, aspect in _FRUIT:
        picture = _put(picture, x, y, size, kind, shape, (across, down), radius, turn, aspect)
    picture = picture + 0.016 * torch.randn(3, size, size, generator=draws)
    boxes = {
        kind: tight_boxes(torch.stack([mask for name, mask in reversed(masks) if name == kind]))
        for kind in dict.fromkeys(name for name, _ in masks)
    }
    return picture.clamp(0, 1), boxes


def _table(x: Tensor, y: Tensor, size: int, draws: torch.Generator) -> Float[Tensor, "3 S S"]:
    """Planks with a grain, lighter towards the window."""
    shift = torch.rand(4, generator=draws)
    plank = (4 * y).floor()
    offset = torch.rand(5, generator=draws)[plank.long().clamp(0, 4)]
    grain = _tone("waves", 9 * y + 3 * offset, 1.6 * x + shift[0] + offset, size / 9)
    fine = _tone("clouds", 3 * x + 9 * offset + shift[1], 60 * y + shift[2], size)
    tone = 0.25 * grain + 0.45 * fine + 0.35 * offset
    joint = ((4 * y - plank - 0.5).abs() - 0.47).clamp(min=0) / 0.03
    dark, light = (torch.tensor(colour)[:, None, None] for colour in _WOOD)
    wood = dark + tone * (light - dark)
    daylight = 1.12 - 0.38 * (0.6 * x + 0.8 * y)
    return wood * (1 - 0.55 * joint) * daylight


def _tone(kind: str, x: Tensor, y: Tensor, pixels: float) -> Tensor:
    """One of the backgrounds' tones for a single picture."""
    return TONES[kind](x[None], y[None], torch.full((1, 1, 1), float(pixels)))[0]


def _outline(
    x: Tensor, y: Tensor, shape: str, across: float, down: float, radius: float, turn: float, aspect: float
) -> tuple[Tensor, Tensor, Tensor]:
    """The signed distance to the outline, as a share of the side, and the places seen from the middle, in radii."""
    angle = torch.tensor(2 * torch.pi * turn)
    dx, dy = (x - across) / radius, (y - down) / radius
    u, v = dx * angle.cos() + dy * angle.sin(), dy * angle.cos() - dx * angle.sin()
    distance = DISTANCES[shape](u[None], v[None], torch.full((1, 1, 1), aspect))[0]
    return distance * radius, u, v / aspect


def _put(
    ground: Tensor,
    x: Tensor,
    y: Tensor,
    size: int,
    kind: str,
    shape: str,
    middle: tuple[float, float],
    radius: float,
    turn: float,
    aspect: float,
) -> Tensor:
    """One fruit on the ground, lit, with its shadow."""
    place = (shape, *middle, radius, turn, aspect)
    distance, u, v = _outline(x, y, *place)
    shadow = _outline(x - 0.12 * radius, y - 0.20 * radius, *place)[0]
    ground = ground * (1 - 0.62 * (0.5 - shadow / (0.34 * radius)).clamp(0, 1))
    # height above the table: a ball's, or rising from the rim where the fruit is no ball
    if shape == "crescent":
        height = (-distance / (0.30 * radius)).clamp(0, 1).sqrt()
        slope_y, slope_x = torch.gradient(height * 0.22 * radius, spacing=1 / size)
        normal = torch.stack([-slope_x, -slope_y, torch.ones_like(x)])
        normal = normal / normal.norm(dim=0)
    else:
        across, down = (x - middle[0]) / radius, (y - middle[1]) / radius
        rim = (u * u + v * v).clamp(max=1)
        normal = torch.stack([across, down, (1 - rim).sqrt()])
        normal = normal / normal.norm(dim=0).clamp(min=1e-6)
    toward = torch.tensor(_LIGHT)[:, None, None]
    toward = toward / toward.norm()
    lit = (normal * toward).sum(0).clamp(min=0)
    halfway = toward + torch.tensor([0.0, 0.0, 1.0])[:, None, None]
    shine = (normal * halfway / halfway.norm()).sum(0).clamp(min=0) ** 60
    pores = _tone("dots", 14 * u, 14 * v, radius * size / 14) if kind == "orange" else 0.0
    peel = torch.tensor(_PEEL[kind])[:, None, None] * (0.38 + 0.72 * lit - 0.05 * pores)
    peel = peel + 0.55 * shine
    coverage = (0.5 - distance * size).clamp(0, 1)
    return ground + coverage * (peel - ground)
