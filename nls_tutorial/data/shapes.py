r"""Ten shapes as signed distances: below 0 inside, 0 on the outline, above 0 outside.

Each takes points (x right, y down; circumscribed circle of radius 1 around the origin) and the shape's `aspect`, the
short side over the long one, which only ellipse, rectangle and diamond use. The sign is exact everywhere and the
size is the distance to first order near the outline, which is what anti-aliasing needs.

The constructions of box, rhombus and star follow I. Quilez, "2D distance functions",
https://iquilezles.org/articles/distfunctions2d/ (formulas; the code is ours).
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Points = Float[Tensor, "B H W"]
Aspect = Float[Tensor, "B 1 1"]


def _box(x: Points, y: Points, half_width: float | Tensor, half_height: float | Tensor) -> Points:
    across, down = x.abs() - half_width, y.abs() - half_height
    outside = (across.clamp(min=0) ** 2 + down.clamp(min=0) ** 2).sqrt()
    return outside + torch.maximum(across, down).clamp(max=0)


def circle(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""$x^2 + y^2 \le r^2$, r = 0.82."""
    return (x * x + y * y).sqrt() - 0.82


def ellipse(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""$(x/a)^2 + (y/b)^2 \le 1$, a = 1, b = aspect."""
    across, down = x, y / aspect
    level = (across * across + down * down).sqrt()
    slope = (across * across + (down / aspect) ** 2).sqrt()  # |∇(level²)| / 2
    # distance ≈ f / |∇f| for f = level − 1
    return level * (level - 1) / slope.clamp(min=1e-6)


def square(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""$\max(|x|, |y|) \le h$, h = 0.7."""
    return _box(x, y, 0.7, 0.7)


def rectangle(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""$|x| \le w$, $|y| \le w \cdot$ aspect, with the corners on the circle of radius 1."""
    w = 1 / (1 + aspect * aspect).sqrt()
    return _box(x, y, w, w * aspect)


def diamond(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""$|x|/a + |y|/b \le 1$, a = 1, b = aspect."""
    return (x.abs() * aspect + y.abs() - aspect) / (1 + aspect * aspect).sqrt()


def triangle(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""Three equal sides, each 1/2 from the centre: $\max_k n_k \cdot p \le 1/2$, one corner up."""
    return torch.maximum(x.abs() * (math.sqrt(3) / 2) - y * 0.5, y) - 0.5


def star(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""Five points at radius 1, one up, and five notches at radius 0.46 between them."""
    x, y = x.abs(), -y
    cos, sin = math.cos(math.pi / 5), math.sin(math.pi / 5)
    # fold the plane onto the tenth between a point and a notch: mirrors stand at 36° to both sides of the upright
    for normal_x, normal_y in ((cos, -sin), (-cos, -sin)):
        beyond = (x * normal_x + y * normal_y).clamp(min=0)
        x, y = x - 2 * beyond * normal_x, y - 2 * beyond * normal_y
    x, y = x.abs(), y - 1
    # the edge runs from the point (0, 1) to the notch
    edge_x, edge_y = 0.46 * sin, 0.46 * cos - 1
    along = ((x * edge_x + y * edge_y) / (edge_x**2 + edge_y**2)).clamp(0, 1)
    off_x, off_y = x - along * edge_x, y - along * edge_y
    side = y * edge_x - x * edge_y  # below 0 on the inner side of the edge
    return (off_x * off_x + off_y * off_y).sqrt() * side.sign()


def cross(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""A bar of 0.95 by 0.31 (half sides) and the same bar upright."""
    return torch.minimum(_box(x, y, 0.95, 0.31), _box(x, y, 0.31, 0.95))


def heart(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""A square on its corner with half a disc on each upper side."""
    side = 1.1  # of the square; a disc has the side as its diameter
    x, y = x.abs(), -y + 0.21  # the middle of the square stands a little below the middle of the heart
    half_diagonal, quarter = side / math.sqrt(2), side / math.sqrt(8)
    tilted = (x + y.abs() - half_diagonal) / math.sqrt(2)
    lobe = ((x - quarter) ** 2 + (y - quarter) ** 2).sqrt() - side / 2
    return torch.minimum(tilted, lobe)


def crescent(x: Points, y: Points, aspect: Aspect) -> Points:
    r"""A disc of radius 0.95 without the disc of radius 0.78 whose middle lies 0.45 to the right."""
    disc = (x * x + y * y).sqrt() - 0.95
    bite = ((x - 0.45) ** 2 + y * y).sqrt() - 0.78
    return torch.maximum(disc, -bite)


DISTANCES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "circle": circle,
    "ellipse": ellipse,
    "square": square,
    "rectangle": rectangle,
    "diamond": diamond,
    "triangle": triangle,
    "star": star,
    "cross": cross,
    "heart": heart,
    "crescent": crescent,
}
