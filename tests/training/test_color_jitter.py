"""Colour jitter against torchvision, one picture after the other, with the same factors."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.later import later
from spec.loss_checks import refused

from nls_tutorial.training import jitter_colors

tv = later("torchvision.transforms.v2.functional")


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(
    st.integers(1, 4), st.sampled_from([1, 3]), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 50)
)
def test_equals_torchvision_one_by_one(batch, channels, brightness, contrast, saturation, seed) -> None:
    images = torch.rand(batch, channels, 5, 6, generator=chance(seed))
    amounts = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
    seen = jitter_colors(images, chance(seed), **amounts)
    factors = 1 + torch.tensor([*amounts.values()])[:, None] * (2 * torch.rand(3, batch, generator=chance(seed)) - 1)
    for image, one, light, strength, colour in zip(images, seen, *factors.tolist(), strict=True):
        expected = tv.adjust_contrast(tv.adjust_brightness(image, light), strength)
        expected = tv.adjust_saturation(expected, colour) if channels == 3 else expected
        torch.testing.assert_close(one, expected, rtol=0, atol=3e-5)


def test_zeros_change_nothing_and_ones_change_much() -> None:
    images = torch.rand(50, 3, 4, 4, generator=chance())
    same = jitter_colors(images, chance(1), brightness=0, contrast=0, saturation=0)
    torch.testing.assert_close(same, images, rtol=0, atol=1e-6)
    changed = jitter_colors(images, chance(1), brightness=1, contrast=1, saturation=1)
    assert (changed - images).abs().mean() > 0.1
    assert (changed.min(), changed.max()) >= (0, 0)
    assert float(changed.max()) <= 1


def test_each_picture_has_factors_of_its_own_from_its_generator() -> None:
    images = torch.full((20, 3, 2, 2), 0.4)
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    seen = jitter_colors(images, chance(2))
    assert len(set(seen[:, 0, 0, 0].tolist())) > 15
    assert torch.equal(seen, jitter_colors(images, chance(2)))
    assert not torch.equal(seen, jitter_colors(images, chance(3)))
    assert torch.equal(torch.rand(1), expected)


def test_refusals() -> None:
    images = torch.rand(1, 3, 2, 2)
    for name in ("brightness", "contrast", "saturation"):
        with refused(ValueError, f"{name} must lie in [0, 1], but got 1.5. Use 0.4, or 0 for none."):
            jitter_colors(images, chance(), **{name: 1.5})
    with refused(ValueError, "images must have one or three channels, but got 2. Give grey or RGB pictures."):
        jitter_colors(images[:, :2], chance())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_type_stays(dtype) -> None:
    assert jitter_colors(torch.rand(2, 3, 2, 2, dtype=dtype), chance()).dtype == dtype
