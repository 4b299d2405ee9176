r"""Ten textures as tones: 0 is the first colour, 1 the second, with smooth edges between them.

Each takes points in periods of the texture, turned and shifted by the caller, and the pixels in one period, which
set how wide a smooth edge is.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Points = Float[Tensor, "B H W"]
Pixels = Float[Tensor, "B 1 1"]


def _soft(inside: Tensor, pixels: Tensor) -> Tensor:
    """1 where `inside`, a distance in periods, is above 0; one pixel wide from 0 to 1."""
    return (inside * pixels + 0.5).clamp(0, 1)


def _off(x: Tensor) -> Tensor:
    """The distance to the nearest whole number, 0 … ½."""
    return (x - (x + 0.5).floor()).abs()


def _swing(x: Tensor) -> Tensor:
    """A wave of period 1 from −1 to 1, built of parabolas: a sine to the eye, and the same bits on every machine."""
    half = 2 * x - (2 * x).floor()  # 0 … 1 within each half wave
    sign = 1 - 2 * ((2 * x).floor() - 2 * x.floor())
    return 4 * half * (1 - half) * sign


def stripes(x: Points, y: Points, pixels: Pixels) -> Points:
    """Bars as wide as the gaps between them."""
    return _soft(0.25 - _off(x), pixels)


def checks(x: Points, y: Points, pixels: Pixels) -> Points:
    """A chessboard."""
    column, row = _soft(0.25 - _off(x), pixels), _soft(0.25 - _off(y), pixels)
    return column + row - 2 * column * row


def dots(x: Points, y: Points, pixels: Pixels) -> Points:
    """Discs in rows, every second row moved by half a period."""
    row = (y + 0.5).floor()
    shifted = x + 0.5 * row
    return _soft(0.28 - (_off(shifted) ** 2 + _off(y) ** 2).sqrt(), pixels)


def grid(x: Points, y: Points, pixels: Pixels) -> Points:
    """Thin lines both ways."""
    return _soft(0.09 - torch.minimum(_off(x), _off(y)), pixels)


def bricks(x: Points, y: Points, pixels: Pixels) -> Points:
    """Courses of bricks twice as long as high, with thin joints."""
    course = (2 * y).floor()
    joint = torch.minimum(_off(2 * y) / 2, _off(x + 0.5 * course))
    return _soft(0.05 - joint, pixels)


def zigzag(x: Points, y: Points, pixels: Pixels) -> Points:
    """Stripes that turn by a right angle."""
    return _soft(0.25 - _off(y + _off(x)), pixels * 0.7)  # slope 1: the distance is the step in y over √2


def waves(x: Points, y: Points, pixels: Pixels) -> Points:
    """Stripes that swing."""
    return _soft(0.25 - _off(y + 0.22 * _swing(x * 0.7)), pixels * 0.8)


def rings(x: Points, y: Points, pixels: Pixels) -> Points:
    """Circles around one middle."""
    return _soft(0.25 - _off((x * x + y * y).sqrt()), pixels)


def gradient(x: Points, y: Points, pixels: Pixels) -> Points:
    """One colour that fades into the other."""
    return (0.5 + 0.25 * x).clamp(0, 1)


def clouds(x: Points, y: Points, pixels: Pixels) -> Points:
    """Large soft patches: waves in four directions, added up."""
    u, v = 0.31 * x, 0.31 * y
    total = _swing(u + 0.4 * v) + _swing(0.9 * v - 0.5 * u + 0.3) + 0.6 * _swing(1.3 * u + 1.7 * v)
    total = total + 0.5 * _swing(2.1 * u - 1.1 * v + 0.1)
    return (0.5 + 0.28 * total).clamp(0, 1)


TONES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "stripes": stripes,
    "bricks": bricks,
    "waves": waves,
    "dots": dots,
    "grid": grid,
    "clouds": clouds,
    "gradient": gradient,
    "zigzag": zigzag,
    "checks": checks,
    "rings": rings,
}
