"""Ten shapes: which points lie inside, and how far off the outline they are."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import scenes_spec as spec

from nls_tutorial.data.shapes import DISTANCES

SIDE = 61
AREAS = {  # for a circumscribed circle of radius 1 and an aspect of 0.5
    "circle": math.pi * 0.82**2,
    "ellipse": math.pi * 0.5,
    "square": 1.4**2,
    "rectangle": 4 * 0.5 / 1.25,
    "diamond": 1.0,
    "triangle": 3 * math.sqrt(3) / 4,
    "star": 5 * 0.46 * math.sin(math.pi / 5),
    "cross": 2 * 1.9 * 0.62 - 0.62**2,
    "heart": 1.1**2 + math.pi * 0.55**2,
}


def grid(side: int = SIDE, reach: float = 1.1) -> tuple[torch.Tensor, torch.Tensor]:
    ticks = torch.linspace(-reach, reach, side)
    return ticks.expand(1, side, side), ticks[:, None].expand(1, side, side)


def distance(name: str, x: torch.Tensor, y: torch.Tensor, aspect: float = 0.5) -> torch.Tensor:
    return DISTANCES[name](x, y, torch.full((1, 1, 1), aspect))


def at(name: str, x: float, y: float, aspect: float = 0.5) -> float:
    return float(distance(name, torch.full((1, 1, 1), x), torch.full((1, 1, 1), y), aspect))


def test_ten_shapes() -> None:
    assert len(DISTANCES) == 10


@pytest.mark.parametrize("name", DISTANCES)
@pytest.mark.parametrize("aspect", [0.45, 0.6])
def test_below_zero_is_inside_by_the_definition(name, aspect) -> None:
    x, y = grid()
    seen = distance(name, x, y, aspect)[0]
    for row in range(SIDE):
        for column in range(SIDE):
            d = float(seen[row, column])
            if abs(d) > 1e-5:
                assert (d < 0) == spec.inside(name, float(x[0, row, column]), float(y[0, row, column]), aspect)


@given(st.sampled_from(list(DISTANCES)), st.floats(-1.2, 1.2), st.floats(-1.2, 1.2), st.floats(0.45, 0.65))
def test_below_zero_is_inside_anywhere(name, x, y, aspect) -> None:
    d = at(name, x, y, aspect)
    assert abs(d) <= 1e-5 or (d < 0) == spec.inside(name, x, y, aspect)


@pytest.mark.parametrize("name", DISTANCES)
def test_all_fit_the_circle_of_radius_1(name) -> None:
    x, y = grid(201)
    beyond = (x * x + y * y).sqrt() > 1.0001
    assert float(distance(name, x, y)[beyond].min()) > 0


@pytest.mark.parametrize("name", DISTANCES)
def test_steps_across_the_outline_are_distances(name) -> None:
    x, y = grid(401)
    step = 2.2 / 400
    d = distance(name, x, y)[0]
    down, across = torch.gradient(d, spacing=step)
    slope = (down**2 + across**2).sqrt()[d.abs() < 0.02]
    # 1 along the outline but at corners, where two sides meet
    assert float(slope.median()) == pytest.approx(1, abs=0.02)
    assert float(((slope - 1).abs() < 0.1).float().mean()) > 0.85


@pytest.mark.parametrize(("name", "area"), AREAS.items())
def test_areas_by_hand(name, area) -> None:
    x, y = grid(801)
    assert float((distance(name, x, y) < 0).double().mean()) * 2.2**2 == pytest.approx(area, rel=0.01)


@pytest.mark.parametrize(
    ("name", "x", "y", "expected"),
    [
        ("circle", 0.6, 0.8, 0.18),
        ("square", 0.0, 0.0, -0.7),
        ("square", 1.0, 1.1, 0.5),
        ("rectangle", 0.0, 0.0, -1 / math.sqrt(5)),
        ("diamond", 0.0, 0.0, -1 / math.sqrt(5)),
        ("triangle", 0.0, 0.0, -0.5),
        ("triangle", 0.0, 0.7, 0.2),
        ("cross", 0.0, 1.0, 0.05),
        ("star", 0.0, -1.1, 0.1),
        ("heart", 0.0, 0.21, -0.55),
        ("crescent", -0.95, 0.0, 0.0),
        ("crescent", 0.45, 0.0, 0.78),
        ("ellipse", 1.1, 0.0, 0.1),
    ],
)
def test_distances_by_hand(name, x, y, expected) -> None:
    assert at(name, x, y) == pytest.approx(expected, abs=1e-5)


def test_the_middle_of_an_ellipse_is_finite() -> None:
    assert at("ellipse", 0.0, 0.0) <= 0
