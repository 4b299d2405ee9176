"""Which pictures of a stream come when, and in which process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Sampler

from nls_tutorial.training.picture_stream import Key, PictureStream, stream_seed
from nls_tutorial.training.ranks import rank, world

AHEAD = 2  # batches that each worker holds ready


@dataclass(eq=False)
class EpochBatches(Sampler[list[Key]]):
    """The keys of this process's part of every batch of one epoch, from `first` on.

    The order depends on seed and epoch alone. Of a batch, process r of W takes every W-th picture, from the r-th on; so
    all processes together see what one would. A last batch of fewer than two pictures for each process is left out
    where it is not the only one: batch norm cannot learn from a single sample.
    """

    count: int
    batch_size: int
    seed: int
    epoch: int = 0
    first: int = 0
    rows: list[Tensor] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.begin(self.epoch, self.first)

    def begin(self, epoch: int, first: int = 0) -> None:
        """Make the next `iter` one of this epoch, from its batch number `first` on."""
        self.epoch, self.first = epoch, first
        chance = torch.Generator().manual_seed(stream_seed(self.seed, 0, -1 - epoch))
        rows = list(torch.randperm(self.count, generator=chance).split(self.batch_size))
        if len(rows) > 1 and len(rows[-1]) < 2 * world():
            rows.pop()
        self.rows = rows

    def size_of(self, number: int) -> int:
        """How many pictures batch `number` has in all processes."""
        return len(self.rows[number])

    def __len__(self) -> int:
        return len(self.rows) - self.first

    def __iter__(self) -> Iterator[list[Key]]:
        for batch in self.rows[self.first :]:
            yield [(self.epoch, index) for index in batch[rank() :: world()].tolist()]


@dataclass(eq=False)
class InOrder(Sampler[list[Key]]):
    """The keys of this process's part of a set that is only looked at: each picture once, in one of the processes."""

    count: int
    batch_size: int

    def _own(self) -> range:
        return range(rank(), self.count, world())

    def __len__(self) -> int:
        return -(-len(self._own()) // self.batch_size)

    def __iter__(self) -> Iterator[list[Key]]:
        own = self._own()
        for start in range(0, len(own), self.batch_size):
            yield [(-1, index) for index in own[start : start + self.batch_size]]


def stream_loader(
    stream: PictureStream, batches: Sampler[list[Key]], *, workers: int, device: torch.device
) -> DataLoader[Any]:
    """A loader of batches: pictures (B, 3, h, w) in bytes, labels (B,), objectness (B,), whether removed (B,).

    `workers` processes decode and crop; 0 does it in this one. What waits is at most AHEAD batches a worker, whatever
    the set's length.
    """
    several: dict[str, Any] = {"persistent_workers": True, "prefetch_factor": AHEAD} if workers else {}
    return DataLoader(stream, batch_sampler=batches, num_workers=workers, pin_memory=device.type == "cuda", **several)
