"""Class activation maps and the share of one inside a box: loops, torch's own layers, by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import activation_spec as spec
from torch.nn import functional as F

from nls_tutorial.geometry import activation_maps, energy_in_box


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@given(
    st.integers(1, 3), st.integers(1, 4), st.integers(2, 3), st.integers(1, 3), st.integers(1, 4), st.integers(0, 99)
)
def test_a_map_is_the_weighted_sum_of_features(batch, depth, classes, height, width, seed) -> None:
    maps, templates = normal(batch, depth, height, width, seed=seed), normal(classes, depth, seed=seed + 1)
    expected = torch.tensor(spec.activation_maps(maps.tolist(), templates.tolist()), dtype=torch.float64)
    seen = activation_maps(maps, templates)
    torch.testing.assert_close(seen, expected)
    torch.testing.assert_close(seen, F.conv2d(maps, templates[:, :, None, None]))
    # the mean over the places is the logit of the averaged features
    torch.testing.assert_close(seen.mean((2, 3)), F.linear(maps.mean((2, 3)), templates))


def test_a_map_keeps_its_gradient_and_type() -> None:
    maps, templates = normal(1, 2, 2, 2).requires_grad_(), normal(3, 2).requires_grad_()
    assert torch.autograd.gradcheck(activation_maps, (maps, templates))
    assert activation_maps(maps.float(), templates).dtype == torch.float32


def test_the_share_by_hand() -> None:
    maps = torch.tensor([[[1.0, 3.0], [-5.0, 0.0]]])
    # a picture of 4×4 pixels, so places of 2×2; the box holds the upper right place and half of the upper left
    assert energy_in_box(maps, torch.tensor([[1.0, 0.0, 4.0, 2.0]]), (4, 4)).tolist() == [3.5 / 4]
    assert energy_in_box(maps, torch.tensor([[0.0, 2.0, 4.0, 4.0]]), (4, 4)).tolist() == [0]
    assert energy_in_box(maps, torch.tensor([[0.0, 0.0, 4.0, 4.0]]), (4, 4)).tolist() == [1]


whole = st.integers(0, 6)


@given(whole, whole, whole, whole, st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_the_share_equals_counting_pixels(a, b, c, d, tall, wide, seed) -> None:
    height, width = 2 * tall, 3 * wide
    left, right = sorted((min(a, width), min(b, width)))
    top, bottom = sorted((min(c, height), min(d, height)))
    maps = normal(1, 2, 3, seed=seed)
    seen = float(energy_in_box(maps, torch.tensor([[left, top, right, bottom]]).double(), (height, width)))
    expected = spec.energy_in_box(maps[0].tolist(), [left, top, right, bottom], height, width)
    assert seen == pytest.approx(expected, nan_ok=True)


def test_one_box_for_each_picture_and_parts_of_pixels() -> None:
    maps = torch.ones(2, 8, 8)
    boxes = torch.tensor([[0.0, 0.0, 16.0, 16.0], [3.5, 8.25, 20.0, 24.25]])
    # a flat map gives the box's share of the picture
    torch.testing.assert_close(energy_in_box(maps, boxes, (32, 32)), torch.tensor([0.25, 16.5 * 16 / 1024]))


def test_width_and_height_are_not_swapped() -> None:
    maps = torch.zeros(1, 2, 4)
    maps[0, 0, 3] = 1  # pixels x 12 … 16, y 0 … 5 of a picture 10 high and 16 wide
    assert energy_in_box(maps, torch.tensor([[12.0, 0.0, 16.0, 5.0]]), (10, 16)).tolist() == [1]
    assert energy_in_box(maps, torch.tensor([[0.0, 0.0, 12.0, 10.0]]), (10, 16)).tolist() == [0]


def test_a_map_that_is_nowhere_positive_has_no_share() -> None:
    maps = torch.stack([-torch.ones(2, 2), torch.zeros(2, 2), torch.ones(2, 2)])
    shares = energy_in_box(maps, torch.tensor([[0.0, 0.0, 2.0, 1.0]]).repeat(3, 1), (2, 2)).tolist()
    assert math.isnan(shares[0])
    assert math.isnan(shares[1])
    assert shares[2] == 0.5


def test_an_empty_batch_stays_empty() -> None:
    assert energy_in_box(torch.zeros(0, 2, 2), torch.zeros(0, 4), (4, 4)).shape == (0,)
    assert activation_maps(torch.zeros(0, 3, 2, 2), torch.ones(2, 3)).shape == (0, 2, 2, 2)


GOOD, BOX = torch.zeros(1, 2, 2), torch.tensor([[0.0, 0.0, 1.0, 1.0]])


@pytest.mark.parametrize(
    ("maps", "boxes", "error", "message"),
    [
        (GOOD.long(), BOX, TypeError, "maps must hold floating-point numbers"),
        (GOOD, BOX.long(), TypeError, "boxes must hold floating-point numbers"),
        (GOOD[0], BOX, ValueError, r"maps must have shape \(B, h, w\), but got \(2, 2\)\. Give one for each picture"),
        (GOOD, BOX[:, :3], ValueError, r"boxes must have shape \(B, 4\), but got \(1, 3\)"),
        (GOOD, BOX[0], ValueError, r"boxes must have shape \(B, 4\), but got \(4,\)"),
        (GOOD, BOX.repeat(2, 1), ValueError, r"boxes must have as many rows as maps \(1\)"),
        (GOOD / 0, BOX, ValueError, "maps must be finite"),
        (GOOD, BOX / 0, ValueError, "boxes must be finite"),
        (GOOD, BOX[:, [2, 1, 0, 3]], ValueError, r"boxes must be xyxy with 0 ≤ x1 ≤ x2 ≤ 6 and 0 ≤ y1 ≤ y2 ≤ 4"),
        (GOOD, BOX - 0.5, ValueError, r"but got \[-0\.5, -0\.5, 0\.5, 0\.5\]\. Cut them to the picture"),
        (GOOD, torch.tensor([[0.0, 0.0, 4.0, 4.5]]), ValueError, r"but got \[0\.0, 0\.0, 4\.0, 4\.5\]"),
        (GOOD, torch.tensor([[0.0, 0.0, 6.5, 4.0]]), ValueError, r"but got \[0\.0, 0\.0, 6\.5, 4\.0\]"),
    ],
)
def test_refusals(maps, boxes, error, message) -> None:
    with pytest.raises(error, match=message):
        energy_in_box(maps, boxes, (4, 6))


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"size must be at least 1, but got 0\. Give \(height, width\)"):
        energy_in_box(GOOD, BOX, (0, 4))


@pytest.mark.parametrize(
    ("maps", "templates", "error", "message"),
    [
        (torch.zeros(1, 2, 3, 3).long(), torch.ones(2, 2), TypeError, "maps must hold floating-point numbers"),
        (torch.zeros(1, 2, 3, 3), torch.ones(2), ValueError, r"templates must have shape \(K, D\)"),
        (
            torch.zeros(1, 3, 3, 3),
            torch.ones(4, 2),
            ValueError,
            r"maps must have shape \(B, 2, h, w\) to fit templates",
        ),
        (torch.zeros(1, 2, 3), torch.ones(4, 2), ValueError, r"but got \(1, 2, 3\)\. Take the feature maps"),
        (torch.zeros(1, 2, 3, 3) / 0, torch.ones(4, 2), ValueError, "maps must be finite"),
    ],
)
def test_refusals_of_maps(maps, templates, error, message) -> None:
    with pytest.raises(error, match=message):
        activation_maps(maps, templates)
