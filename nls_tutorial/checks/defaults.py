"""What torch's global settings must not change: single precision and the CPU, where these are promised; float64."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

WITHOUT_DOUBLE = ("mps",)  # kinds of devices that have no float64


@contextmanager
def own_defaults() -> Iterator[None]:
    """A context in which new tensors are float32 and on the CPU, whatever torch's defaults are.

    >>> torch.set_default_dtype(torch.float64)
    >>> with own_defaults():
    ...     torch.zeros(1).dtype
    torch.float32
    >>> torch.zeros(1).dtype
    torch.float64
    >>> torch.set_default_dtype(torch.float32)
    """
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.device("cpu"):
            yield
    finally:
        torch.set_default_dtype(before)


def where_double_is(tensor: Tensor) -> Tensor:
    """`tensor` as it is, or on the CPU where its device has no float64, as Apple's GPUs.

    >>> where_double_is(torch.zeros(1)).device
    device(type='cpu')
    """
    return tensor.cpu() if tensor.device.type in WITHOUT_DOUBLE else tensor
