"""The released code's global rescale: one scalar, beside partial convolution's ratio for each window."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.partial_conv import GloballyRescaledConv2d, globally_rescaled_conv2d, partial_conv2d


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_by_hand() -> None:
    # a 2×3 picture of ones becomes 4×5: 20/6 times as bright; windows of 3×3 see 4, 6, 4 of its pixels
    out = globally_rescaled_conv2d(torch.ones(1, 2, 3).double(), torch.ones(1, 1, 3, 3).double(), padding=1)
    torch.testing.assert_close(out, torch.tensor([[[4.0, 6, 4], [4, 6, 4]]]).double() * 20 / 6)


@pytest.mark.parametrize(
    "how", [{"padding": (1, 2)}, {"padding": 1, "stride": 2, "groups": 2}, {"padding": 2, "dilation": 2}, {}]
)
def test_follows_the_released_steps(how) -> None:
    """Pad, count the elements before and after, multiply the whole input, convolve."""
    x, weight, bias = numbers(2, 4, 6, 5), numbers(4, 4 // how.get("groups", 1), 3, 3, seed=1), numbers(4, seed=2)
    rows, columns = how["padding"] if isinstance(how.get("padding"), tuple) else (how.get("padding", 0),) * 2
    around = F.pad(x, (columns, columns, rows, rows))
    scaled = around * (torch.ones_like(around).sum() / torch.ones_like(x).sum())
    expected = F.conv2d(scaled, weight, bias, **{**how, "padding": 0})
    torch.testing.assert_close(globally_rescaled_conv2d(x, weight, bias, **how), expected)
    layer = GloballyRescaledConv2d(4, 4, 3, **how).double()
    layer.load_state_dict({"weight": weight, "bias": bias})
    torch.testing.assert_close(layer(x), expected)


def test_same_with_an_odd_pixel() -> None:
    x, weight = numbers(1, 1, 3, 3), numbers(1, 1, 2, 2, seed=1)
    expected = F.conv2d(F.pad(x, (0, 1, 0, 1)) * (16 / 9), weight)
    torch.testing.assert_close(globally_rescaled_conv2d(x, weight, padding="same"), expected)


def test_it_is_not_partial_convolution() -> None:
    """It changes the middle, which partial convolution leaves alone, and leaves the border darker than the middle."""
    x, weight = torch.ones(1, 1, 6, 6), torch.full((1, 1, 3, 3), 1 / 9)
    rescaled = globally_rescaled_conv2d(x, weight, padding=1)
    torch.testing.assert_close(rescaled[0, 0, 2, 2], torch.tensor(64 / 36))
    torch.testing.assert_close(rescaled[0, 0, 0, 0] / rescaled[0, 0, 2, 2], torch.tensor(4 / 9))
    torch.testing.assert_close(partial_conv2d(x, weight, padding=1), torch.ones(1, 1, 6, 6))


def test_padded_with_pixels_it_is_an_ordinary_convolution() -> None:
    layer = GloballyRescaledConv2d(3, 4, 3, padding=1, padding_mode="reflect")
    x = torch.rand(2, 3, 5, 5)
    assert torch.equal(layer(x), nn.Conv2d.forward(layer, x))


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"x must have 3 channels to fit 1 group\(s\) of 3"):
        globally_rescaled_conv2d(numbers(2, 4, 5, 5), numbers(4, 3, 3, 3), padding=1)
