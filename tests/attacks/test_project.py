"""Distances, projections, directions and starts."""

import inspect
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import attacks_spec as spec

from nls_tutorial.attacks import distance, project
from nls_tutorial.attacks.project import direction, random_start

numbers = st.lists(st.floats(-3, 3), min_size=4, max_size=4)


@pytest.mark.slow
@given(numbers, numbers, st.floats(0, 2), st.sampled_from(["linf", "l2"]))
def test_the_projection_is_the_loops_and_repeats_itself(moved: list, around: list, radius: float, norm: str) -> None:
    pair = [torch.tensor([part], dtype=torch.float64) for part in (moved, around)]
    found = project(*pair, radius, norm=norm)
    assert found[0].tolist() == pytest.approx(spec.project(moved, around, radius, norm), abs=1e-9)
    torch.testing.assert_close(project(found, pair[1], radius, norm=norm), found, atol=1e-9, rtol=0)


def test_the_projection_is_the_nearest_point_of_the_ball() -> None:
    draws = torch.Generator().manual_seed(0)
    around, far = torch.zeros(1, 3, dtype=torch.float64), torch.tensor([[2.0, -1.0, 0.5]], dtype=torch.float64)
    nearest = float(distance(far, project(far, around, 1.0, norm="l2"), norm="l2"))
    others = torch.randn(5000, 3, generator=draws, dtype=torch.float64)
    others = others / others.norm(dim=1, keepdim=True) * torch.rand(5000, 1, generator=draws, dtype=torch.float64)
    assert nearest <= float((others - far).norm(dim=1).min())
    assert nearest == pytest.approx(math.sqrt(5.25) - 1)


def test_a_picture_within_the_radius_stays() -> None:
    around = torch.zeros(2, 2)
    inner = torch.tensor([[0.3, -0.4], [0.0, 0.1]])
    for norm in ("linf", "l2"):
        assert torch.equal(project(inner, around, 0.6, norm=norm), inner)


def test_distances_by_hand() -> None:
    one, other = torch.zeros(2, 1, 2), torch.tensor([[[3.0, -4.0]], [[0.0, 1.0]]])
    assert distance(one, other).tolist() == [4.0, 1.0]
    assert distance(one, other, norm="l2").tolist() == [5.0, 1.0]


@pytest.mark.parametrize("size", [1e-38, 1e-30, 1e-9, 1.0, 1e30])
def test_a_direction_has_length_one_however_small_the_gradient(size: float) -> None:
    change = torch.tensor([[3.0, -4.0], [0.0, 0.0]]) * size
    assert direction(change, "l2").tolist()[0] == pytest.approx([0.6, -0.8])
    assert direction(change, "l2").tolist()[1] == [0.0, 0.0]
    assert direction(change, "linf").tolist() == [[1.0, -1.0], [0.0, 0.0]]


def test_starts_fill_the_ball_evenly() -> None:
    origin = torch.zeros(20_000, 2)
    for norm, inner in (("linf", 0.25), ("l2", 0.25)):  # half the radius holds a quarter of the area
        start = random_start(origin, 2.0, norm, torch.Generator().manual_seed(0))
        far = distance(origin, start, norm=norm)
        assert float(far.max()) <= 2.0
        assert float((far <= 1.0).float().mean()) == pytest.approx(inner, abs=0.02)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: project(torch.zeros(1, 2), torch.zeros(1, 2), -1.0), "radius must be"),
        (lambda: project(torch.zeros(1, 2), torch.zeros(1, 2), 1.0, norm="l1"), "norm must be one of"),
        (lambda: distance(torch.zeros(1, 2), torch.zeros(2, 2)), r"others must have the shape of images, \(1, 2\)"),
        (lambda: distance(torch.zeros(2), torch.zeros(2)), "others must have the shape"),
        (lambda: distance(torch.zeros(1, 2).long(), torch.zeros(1, 2)), "images must hold floating-point"),
        (lambda: inspect.unwrap(distance)([0.0], torch.zeros(1, 2)), "images must be a torch.Tensor"),
    ],
)
def test_what_does_not_fit_is_refused(call: object, told: str) -> None:
    with pytest.raises((ValueError, TypeError), match=told):
        call()
