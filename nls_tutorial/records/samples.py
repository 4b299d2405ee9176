"""What can be trained on: anything with a length, of which some can be selected."""

from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor


@runtime_checkable
class Samples(Protocol):
    """Pictures, pictures with masks, token ids with their lengths, sentence pairs, boxes: one thing a sample.

    `len(samples)` is N; `samples.select(indices)` gives those that `indices` (an int64 tensor on the CPU) name, in
    their order; `samples.to(device)` gives the same samples on a device. `Images` is one; a class of your own needs no
    more than these three. First met in notebooks/01_look_at_the_last_layer.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Sentences:
    ...     tokens: Tensor  # (N, L)
    ...     def __len__(self): return len(self.tokens)
    ...     def select(self, indices): return Sentences(self.tokens[indices])
    ...     def to(self, device): return Sentences(self.tokens.to(device))
    >>> isinstance(Sentences(torch.zeros(3, 5)), Samples)
    True
    """

    def __len__(self) -> int: ...

    def select(self, indices: Tensor, /) -> Any:
        """The samples that `indices` name."""

    def to(self, device: torch.device, /) -> Any:
        """The same samples on `device`."""
