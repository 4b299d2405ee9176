"""What the program paints: flames where there is fire, none in a normal farm, the same at every batch size."""

import pytest
import torch

from nls_tutorial.data.farm_painting import DRAWS, FIRE, NAMES, NORMAL, STUBBLE, paint

SIZE = 32


def drawn(count: int, **fixed: float) -> torch.Tensor:
    draws = torch.rand(count, DRAWS, generator=torch.Generator().manual_seed(0))
    for name, value in fixed.items():
        draws[:, NAMES.index(name)] = value
    return draws


def painted(label: int, draws: torch.Tensor) -> torch.Tensor:
    return paint(label, draws, SIZE, torch.zeros(len(draws), 3, SIZE, SIZE))


def flaming(pictures: torch.Tensor) -> torch.Tensor:
    """The share of pixels that are much redder than blue, and bright."""
    red, _, blue = pictures.unbind(1)
    return ((red - blue > 0.35) & (red > 0.5)).double().mean((1, 2))


def test_only_fires_flame() -> None:
    plain = {"light": 0.7, "tint": 0.5, "crop": 0.0, "sky": 0.0, "evening": 0.0, "patch": 0.9, "haze_y": 0.9}
    bright = {"fire_bright": 1.0, "smoke": 0.0, "fire_high": 0.8, "fire_wide": 0.8}
    draws = drawn(12, **plain, **bright)
    normal, stubble, fire = (flaming(painted(label, draws)) for label in (NORMAL, STUBBLE, FIRE))
    assert normal.max() < 0.01
    assert stubble.min() > 0.01
    assert fire.mean() > 1.5 * stubble.mean()


def test_a_patch_looks_a_little_like_a_flame() -> None:
    draws = drawn(6, light=0.7, tint=0.5, crop=0.0, sky=0.0, evening=0.0, haze_y=0.9, patch_size=1.0, patch=0.1)
    with_it, draws[:, NAMES.index("patch")] = painted(NORMAL, draws), 0.9
    assert flaming(with_it).mean() > flaming(painted(NORMAL, draws)).mean() + 0.01


def test_four_in_ten_other_fires_burn_before_a_field() -> None:
    draws = drawn(5, fire_bright=0.0, fire_high=0.0, smoke=0.0, horizon=0.9)
    draws[:, NAMES.index("other_ground")] = 0.2
    before_field = painted(FIRE, draws)
    draws[:, NAMES.index("other_ground")] = 0.7
    elsewhere = painted(FIRE, draws)
    field = painted(NORMAL, drawn(5, patch=0.9, haze_y=0.9, horizon=0.9, fire_bright=0.0))
    top = (slice(None), slice(None), slice(0, 6))
    torch.testing.assert_close(before_field[top], field[top], atol=0.05, rtol=0)
    assert (elsewhere[top] - field[top]).abs().mean() > 0.1


@pytest.mark.parametrize("label", [NORMAL, STUBBLE, FIRE])
def test_a_batch_paints_what_one_at_a_time_does(label: int) -> None:
    draws = drawn(5)
    together = painted(label, draws)
    assert torch.equal(together, torch.cat([painted(label, row[None]) for row in draws]))
    assert together.shape == (5, 3, SIZE, SIZE)
    assert (together.min(), together.max()) >= (0, 0.3)


def test_grain_lies_on_top() -> None:
    draws, noise = drawn(4, light=0.4), torch.randn(4, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(1))
    change = paint(NORMAL, draws, SIZE, noise) - painted(NORMAL, draws)
    assert 0.05 < change.std() <= 0.08
