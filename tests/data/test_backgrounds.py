"""Ten textures: which tone a point has."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import scenes_spec as spec

from nls_tutorial.data.backgrounds import TONES, _swing

SOFT = ("gradient", "clouds")


def tone(name: str, x: torch.Tensor, y: torch.Tensor, pixels: float) -> torch.Tensor:
    return TONES[name](x, y, torch.full((1, 1, 1), pixels))


def points(reach: float, count: int) -> torch.Tensor:
    """x and y, each (1, 1, count), spread over a square around the origin."""
    return reach * (torch.rand(2, 1, 1, count, generator=torch.Generator().manual_seed(0)) - 0.5)


def test_ten_textures() -> None:
    assert len(TONES) == 10


@pytest.mark.parametrize("name", TONES)
def test_tones_by_the_definition(name) -> None:
    x, y = points(6, 1600)
    seen = tone(name, x, y, 1e6)[0]  # so many pixels in a period that the edges are hard
    for u, v, t in zip(x.flatten().tolist(), y.flatten().tolist(), seen.flatten().tolist(), strict=True):
        assert t == pytest.approx(float(spec.tone(name, u, v)), abs=1e-5)


@pytest.mark.parametrize("name", TONES)
def test_tones_lie_in_0_1_and_both_ends_occur(name) -> None:
    x, y = points(8, 40_000)
    seen = tone(name, x, y, 20.0)
    assert float(seen.min()) == 0
    assert float(seen.max()) == 1


@pytest.mark.parametrize("name", [name for name in TONES if name not in SOFT])
def test_edges_are_about_a_pixel_wide(name) -> None:
    x, y = points(8, 40_000)
    few, many = (
        float(((seen > 0) & (seen < 1)).float().mean()) for seen in (tone(name, x, y, 25.0), tone(name, x, y, 100.0))
    )
    # four times the pixels in a period: the soft edge is a quarter as wide
    assert few / many == pytest.approx(4, rel=0.15)
    # lines of 1.5 to 8 periods in each square of one period, each a pixel wide
    assert 1.5 / 100 < many < 8 / 100


@given(st.floats(-50, 50))
def test_the_wave_is_nearly_a_sine(x) -> None:
    seen = float(_swing(torch.tensor(x, dtype=torch.float64)))
    assert seen == pytest.approx(spec.swing(x), abs=1e-9)
    assert seen == pytest.approx(math.sin(2 * math.pi * x), abs=0.06)


def test_the_wave_by_hand() -> None:
    assert _swing(torch.tensor([0.0, 0.125, 0.25, 0.5, 0.75, 1.0, -0.25])).tolist() == [0, 0.75, 1, 0, -1, 0, -1]
