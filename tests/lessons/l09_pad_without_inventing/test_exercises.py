import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import padding_by_hand as spec
from torch import nn

from nls_tutorial import partial_conv
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l09_pad_without_inventing.exercises import (
    _CONVOLUTIONS,
    corner_ratio,
    fill_holes,
    leave_alone,
    partial_by_two,
    reach,
)


def test_the_corner_is_the_librarys() -> None:
    ratios = partial_conv.window_ratio((20, 20), kernel=7, padding=3)
    assert corner_ratio() == float(ratios[0, 0]) == 49 / 16


@given(layers=st.integers(1, 5), kernel=st.sampled_from([1, 3, 5]))
def test_the_reach_is_where_a_constant_picture_stops_being_constant(layers: int, kernel: int) -> None:
    picture = torch.ones(1, 1, 45, 45, dtype=torch.float64)
    weight = torch.full((1, 1, kernel, kernel), 1 / kernel**2, dtype=torch.float64)
    for _ in range(layers):
        picture = nn.functional.conv2d(picture, weight, padding=kernel // 2)
    row = picture[0, 0, 22]
    assert int(((row[:22] - row[22]).abs() > 1e-12).sum()) == reach(layers, kernel)


@given(seed=st.integers(0, 50), kernel=st.sampled_from([1, 3, 5]), channels=st.integers(1, 3))
def test_two_convolutions_are_the_librarys(seed: int, kernel: int, channels: int) -> None:
    draws = torch.Generator().manual_seed(seed)
    images = torch.rand(2, channels, 6, 7, generator=draws)
    weight, bias = torch.randn(3, channels, kernel, kernel, generator=draws), torch.randn(3, generator=draws)
    ours = partial_conv.partial_conv2d(images, weight, bias, padding=kernel // 2)
    torch.testing.assert_close(partial_by_two(images, weight, bias), ours)


@pytest.mark.parametrize(("kind", "kernel", "padding", "mode"), _CONVOLUTIONS)
def test_the_converter_leaves_alone_what_the_exercise_does(kind: str, kernel: int, padding: str, mode: str) -> None:
    given_padding = int(padding) if padding.isdigit() else padding
    layer = getattr(nn, kind)(1, 1, kernel, padding=given_padding, padding_mode=mode)
    survey = partial_conv.survey(partial_conv.to_partial(nn.Sequential(layer)))
    assert leave_alone(kind, kernel, padding, mode) == (survey.partial == ())


@pytest.mark.slow
@given(seed=st.integers(0, 50))
def test_a_hole_fills_as_by_hand(seed: int) -> None:
    draws = torch.Generator().manual_seed(seed)
    known = torch.rand(5, 6, generator=draws) > 0.7
    known[2, 3] = True
    image = torch.rand(1, 5, 6, generator=draws, dtype=torch.float64).float() * known
    grey, seen = image[0].tolist(), known.tolist()
    for _ in range(6):
        grey, seen = spec.fill_round(grey, seen)
    torch.testing.assert_close(fill_holes(image, known), torch.tensor([grey]))


def test_answers_by_the_library_are_accepted() -> None:
    assert check("09.1", 3.0625).passed
    assert check("09.2", lambda layers, kernel: layers * ((kernel - 1) / 2)).passed
    library = partial_conv.partial_conv2d
    assert check(
        "09.3", lambda images, weight, bias: library(images, weight, bias, padding=weight.shape[-1] // 2)
    ).passed
