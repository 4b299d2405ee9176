"""How many threads a network is worth: on small ones, several threads mostly wait for each other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from nls_tutorial.records import Images, Samples

SMALL = 100_000_000  # multiplications of one forward pass over a batch, up to which one thread is used
AT_START = torch.get_num_threads()


@contextmanager
def fitting_threads(model: nn.Module, data: Samples, batch_size: int) -> Iterator[None]:
    """One thread inside for a small network; afterwards as many as before.

    A number that somebody chose (OMP_NUM_THREADS, MKL_NUM_THREADS, torch.set_num_threads) stays. The choice depends
    on sizes only, never on time, so that a run gives the same numbers again.
    """
    before = torch.get_num_threads()
    chosen = before != AT_START or any(os.environ.get(name) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"))
    if chosen or before == 1 or multiplications(model, data, batch_size) > SMALL:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def multiplications(model: nn.Module, data: Samples, batch_size: int) -> int:
    """At most so many in a forward pass: each weight once a sample, those of a convolution at each pixel.

    >>> pictures = Images(torch.zeros(2, 1, 4, 4), torch.tensor([0, 1]), ("cat", "dog"), "train")
    >>> multiplications(nn.Linear(10, 3, bias=False), pictures, 5)
    150
    """
    pixels = int(data.images.shape[2:].numel()) if isinstance(data, Images) else 1
    count = 0
    for module in model.modules():
        at = pixels if isinstance(module, nn.modules.conv._ConvNd) else 1
        count += at * sum(weight.numel() for weight in module.parameters(recurse=False))
    return count * batch_size
