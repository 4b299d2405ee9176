"""PartialConv2d: Conv2d's arguments and weights, the pure function's numbers, nothing kept between calls."""

import copy
import pickle

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.partial_conv import PartialConv2d, partial_conv2d

ARGUMENTS = [
    {"kernel_size": 3, "padding": 1},
    {"kernel_size": (3, 2), "stride": (2, 1), "padding": (2, 0), "dilation": (1, 2), "groups": 2, "bias": False},
    {"kernel_size": 5, "padding": "same", "groups": 4},
    {"kernel_size": 2, "padding": "valid"},
    {"kernel_size": 3, "padding": 1, "dtype": torch.float64},
]


def pictures(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


@pytest.mark.parametrize("how", ARGUMENTS)
def test_takes_conv2ds_arguments_and_weights(how) -> None:
    plain, layer = nn.Conv2d(4, 8, **how), PartialConv2d(4, 8, **how)
    assert list(plain.state_dict()) == list(layer.state_dict())
    layer.load_state_dict(plain.state_dict())
    x = pictures(2, 4, 7, 6, dtype=plain.weight.dtype)
    given = {name: how[name] for name in ("stride", "padding", "dilation", "groups") if name in how}
    expected = partial_conv2d(x, plain.weight, plain.bias, **given)
    assert torch.equal(layer(x), expected)
    torch.testing.assert_close(layer(x[0]), expected[0])
    assert layer(x).shape == plain(x).shape
    plain.load_state_dict(layer.state_dict())


def test_masks_go_through() -> None:
    layer, x = PartialConv2d(3, 4, 3, stride=2, padding=1), pictures(2, 3, 7, 7)
    mask = pictures(2, 1, 7, 7, seed=1) > 1
    expected, updated = partial_conv2d(x, layer.weight, layer.bias, stride=2, padding=1, mask=mask, return_mask=True)
    out, seen = layer(x, mask, return_mask=True)
    assert torch.equal(out, expected)
    assert torch.equal(seen, updated)
    assert torch.equal(layer(x, mask), expected)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padded_with_pixels_it_is_an_ordinary_convolution(mode) -> None:
    how = {"kernel_size": (3, 4), "padding": (1, 2), "stride": (1, 2), "padding_mode": mode}
    plain, layer, x = nn.Conv2d(3, 4, **how), PartialConv2d(3, 4, **how), pictures(2, 3, 6, 6)
    layer.load_state_dict(plain.state_dict())
    assert torch.equal(layer(x), plain(x))
    assert f"padding_mode={mode}" in repr(layer)
    # a mask is padded as the picture is
    mask = pictures(6, 6, seed=1) > 0
    ends = (2, 2, 1, 1)
    around, seen = F.pad(x, ends, mode=mode), F.pad(mask.float().expand(2, 1, 6, 6), ends, mode=mode)
    expected = partial_conv2d(around, layer.weight, layer.bias, stride=(1, 2), mask=seen)
    for same in (mask, mask.long(), mask.expand(2, 1, 6, 6)):
        assert torch.equal(layer(x, same), expected)
    torch.testing.assert_close(layer(x[0], mask), expected[0])


def test_nothing_is_kept_between_calls() -> None:
    layer, x = PartialConv2d(3, 4, 3, padding=1), pictures(2, 3, 6, 6)
    before, state = layer(x), dict(layer.__dict__)
    layer(x, pictures(6, 6) > 0)
    with torch.inference_mode():
        layer(pictures(1, 3, 9, 6))
    assert torch.equal(layer(x), before)
    assert layer.__dict__ == state
    layer.double()
    torch.testing.assert_close(layer(x.double()), before.double(), rtol=1e-4, atol=1e-5)
    layer.to(torch.bfloat16)
    assert layer(x.to(torch.bfloat16)).dtype == torch.bfloat16


def test_copies_and_pickles() -> None:
    layer, x = PartialConv2d(3, 4, 3, padding=1), pictures(2, 3, 6, 6)
    expected = layer(x)
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert type(other) is PartialConv2d
        assert torch.equal(other(x), expected)


def test_channels_last_and_batches_of_one_give_the_same_numbers() -> None:
    layer, x = PartialConv2d(3, 4, 3, padding=1), pictures(2, 3, 6, 6)
    expected = layer(x)
    turned = copy.deepcopy(layer).to(memory_format=torch.channels_last)
    torch.testing.assert_close(turned(x.to(memory_format=torch.channels_last)), expected)
    torch.testing.assert_close(torch.cat([layer(x[:1]), layer(x[1:])]), expected)
