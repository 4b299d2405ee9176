"""How a network's maps are stored: with channels last, which is quicker on a CPU, or first, as PyTorch has them."""

from typing import TypeVar

import torch
from torch import Tensor, nn

NARROWEST = 8  # maps that a convolution with channels last reads, but for the first, which reads pictures
Network = TypeVar("Network", bound=nn.Module)


def stored_for_cpus(network: Network) -> Network:
    """The network with channels stored last: the same numbers in half the time on a CPU.

    A network with a convolution over fewer than NARROWEST maps stays as it is: in the backward pass of such a one, if
    it is 1×1 and has a stride, torch 2.15 writes past its memory on some CPUs, and the process ends without an error.

    >>> from nls_tutorial.models import resnet_cifar
    >>> [resnet_cifar(3, 10, width=width).body[0].weight.is_contiguous() for width in (4, 8)]
    [True, False]
    """
    _, *behind = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d)]
    if any(layer.in_channels < NARROWEST for layer in behind):
        return network
    return network.to(memory_format=torch.channels_last)


def stored_like(images: Tensor, network: nn.Module) -> Tensor:
    """The images (B, C, h, w) with channels last where the network's convolutions have theirs so, else first.

    >>> images = torch.zeros(2, 3, 4, 4)
    >>> [stored_like(images, nn.Conv2d(3, 8, 3).to(memory_format=one)).is_contiguous()
    ...  for one in (torch.contiguous_format, torch.channels_last)]
    [True, False]
    """
    last = any(weight.dim() == 4 and not weight.is_contiguous() for weight in network.parameters())
    return images.contiguous(memory_format=torch.channels_last if last else torch.contiguous_format)
