"""How maps are stored: last where that is quicker, and never where a backward pass would end the process."""

import doctest

import pytest
import torch
from torch import nn

from nls_tutorial.models import detector, gap_cnn, layout, resnet_cifar, unet


def stored_last(network: nn.Module) -> bool:
    return any(weight.dim() == 4 and not weight.is_contiguous() for weight in network.parameters())


@pytest.mark.parametrize("width", [4, 8])
@pytest.mark.parametrize(
    "build",
    [
        lambda width: resnet_cifar(3, 3, width=width),
        lambda width: gap_cnn(3, 3, width=width),
        lambda width: unet(3, 3, width=width),
        lambda width: detector(resnet_cifar(3, 3, width=width)),
    ],
    ids=["resnet_cifar", "gap_cnn", "unet", "detector"],
)
def test_narrow_networks_keep_their_channels_first(build, width: int) -> None:
    network = build(width)
    assert stored_last(network) is (width >= 8)
    network(torch.ones(2, 3, 32, 32)).sum().backward()


def test_the_first_convolution_may_read_few_maps() -> None:
    narrow = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 4, 3), nn.Conv2d(4, 8, 1, stride=2))
    assert not stored_last(layout.stored_for_cpus(narrow))
    assert stored_last(layout.stored_for_cpus(narrow[:2]))


def test_pictures_follow_the_weights() -> None:
    images = torch.arange(96.0).reshape(2, 3, 4, 4)
    for network in (gap_cnn(3, 4), gap_cnn(3, 4).to(memory_format=torch.contiguous_format)):
        for given in (images, images.contiguous(memory_format=torch.channels_last)):
            stored = layout.stored_like(given, network)
            assert torch.equal(stored, images)
            assert stored.is_contiguous(memory_format=torch.channels_last) is stored_last(network)


def test_the_examples_run() -> None:
    assert doctest.testmod(layout).failed == 0
