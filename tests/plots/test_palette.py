"""Every colour stands out from its ground, and no two lines of a series look alike to a colour-blind reader."""

import itertools

import numpy as np
import pytest

from nls_tutorial.plots import PALETTE, SERIES

# Machado, Oliveira and Fernandes (2009), severity 1.0, applied to linear RGB.
BLINDNESS = {
    "none": np.eye(3),
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


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    matrix = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = matrix @ rgb.clip(0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", PALETTE)
def test_contrast_with_the_ground(theme: str) -> None:
    colours = PALETTE[theme]
    for name, colour in colours.items():
        if name in ("ground", "grid"):
            continue
        needed = 4.5 if name in ("ink", "muted") else 3.0
        assert contrast(colour, colours["ground"]) >= needed, name


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_first_three_of_a_series_can_be_told_apart(theme: str, blindness: str) -> None:
    seen = [lab(BLINDNESS[blindness] @ linear(PALETTE[theme][colour])) for colour, _ in SERIES[:3]]
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - other) > 12, "a just noticeable difference is about 2.3"


def test_a_series_never_relies_on_colour_alone() -> None:
    assert len({marker for _, marker in SERIES}) == len(SERIES)
    assert len({colour for colour, _ in SERIES}) == len(SERIES)
