"""How colors look: contrast by WCAG 2, and the difference that a reader with or without all three cones sees.

The matrices of Machado, Oliveira and Fernandes (2009), severity 1.0, act on linear RGB; differences are distances in
OKLab (Ottosson 2020), where about 0.02 can just be told.
"""

import numpy as np

VISION = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
APART = 0.08  # of OKLab: four times what can just be told
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color: str) -> np.ndarray:
    """Linear RGB of "#rrggbb"."""
    srgb = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of luminances, from 1 to 21."""
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, vision: str = "all cones") -> float:
    """The distance in OKLab as a reader of that vision sees it."""
    first, second = (_LAB @ np.cbrt(_CONES @ (VISION[vision] @ linear(c)).clip(0, 1)) for c in (one, other))
    return float(np.linalg.norm(first - second))


def nearest(one: str, other: str) -> float:
    """The smallest difference of two colors over all kinds of vision."""
    return min(difference(one, other, vision) for vision in VISION)
