import pytest
import torch
from spec.loss_checks import as_shipped

from nls_tutorial.partial_conv import GloballyRescaledConv2d, PartialConv2d


@pytest.mark.parametrize("kind", [PartialConv2d, GloballyRescaledConv2d])
@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"in_channels": 0}, "in_channels"),
        ({"in_channels": "3"}, "in_channels"),
        ({"out_channels": 10**20}, "out_channels"),
        ({"kernel_size": (3, 3, 3)}, "kernel_size"),
        ({"kernel_size": 2**20}, "kernel_size"),
        ({"stride": 0}, "stride"),
        ({"padding": 2**63}, "padding"),
        ({"padding": "full"}, "padding"),
        ({"padding": "same", "stride": 2}, "stride"),
        ({"dilation": torch.zeros(2)}, "dilation"),
        ({"groups": 2}, "in_channels"),
        ({"bias": torch.zeros(4)}, "bias"),
        ({"padding_mode": "ones"}, "padding_mode"),
        ({"device": "gpu"}, "device"),
        ({"dtype": torch.int64}, "dtype"),
    ],
)
def test_a_layer_names_what_does_not_fit(kind: type, given: dict, argument: str) -> None:
    with as_shipped(), pytest.raises((ValueError, TypeError), match=rf"^{argument} must "):
        kind(**{"in_channels": 3, "out_channels": 4, "kernel_size": 3, **given})


@pytest.mark.parametrize("kind", [PartialConv2d, GloballyRescaledConv2d])
def test_all_else_is_torchs(kind: type) -> None:
    for given in (
        {"kernel_size": [3, 1], "padding": (1, 0), "stride": 2},
        {"kernel_size": 3, "padding": "same", "dilation": 2, "bias": False},
        {"kernel_size": 3, "groups": 2, "padding_mode": "reflect", "padding": 1, "dtype": torch.float64},
        {"kernel_size": 3, "device": "meta"},
    ):
        plain, own = torch.nn.Conv2d(4, 6, **given), kind(4, 6, **given)
        assert str(own).removeprefix(kind.__name__) == str(plain).removeprefix("Conv2d")
        assert {n: (w.shape, w.dtype, w.device) for n, w in own.named_parameters()} == {
            n: (w.shape, w.dtype, w.device) for n, w in plain.named_parameters()
        }
