"""Processes that train one network together, as torchrun starts them: who this one is, and sums over all of them."""

from typing import Any

import torch
from torch import Tensor, distributed


def together() -> bool:
    """Whether several processes train together."""
    return distributed.is_available() and distributed.is_initialized() and distributed.get_world_size() > 1


def world() -> int:
    """How many processes train together: 1 where none was asked to.

    >>> world(), rank()
    (1, 0)
    """
    return distributed.get_world_size() if together() else 1


def rank() -> int:
    """The number of this process among them, from 0."""
    return distributed.get_rank() if together() else 0


def sum_over_ranks(numbers: Tensor) -> Tensor:
    """The sum of the processes' tensors, in each of them; without a gradient.

    >>> sum_over_ranks(torch.tensor([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if together():
        numbers = numbers.clone()
        distributed.all_reduce(numbers)
    return numbers


def from_first(thing: Any) -> Any:
    """What the first process has, in each of them.

    >>> from_first("a text")
    'a text'
    """
    if not together():
        return thing
    held = [thing]
    distributed.broadcast_object_list(held, src=0, device=_talks_by())
    return held[0]


def _talks_by() -> torch.device:
    """The device whose tensors the processes exchange."""
    if distributed.get_backend() == "nccl":
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("cpu")
