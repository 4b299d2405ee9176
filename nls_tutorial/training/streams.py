"""Batches for many networks at once: networks with the same data, seed and transform see one and the same stream."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_map

from nls_tutorial.records import Samples
from nls_tutorial.training.batches import BatchTransform, shuffled_batches
from nls_tutorial.training.calls import checked_pairs


class Streams:
    """The batches of n networks; `shared` says that all of them see the same."""

    def __init__(self, networks: Sequence[tuple[Samples, int, BatchTransform]]) -> None:
        keys = [(id(data), seed, id(batch_of)) for data, seed, batch_of in networks]
        first = list(dict.fromkeys(keys))  # in order, each key once
        chosen = [networks[keys.index(key)] for key in first]
        self.parts = [(data, torch.Generator().manual_seed(seed), checked_pairs(made)) for data, seed, made in chosen]
        self.stream = torch.tensor([first.index(key) for key in keys])
        self.shared = len(self.parts) == 1
        self.samples = len(networks[0][0])

    def shuffled(self, batch_size: int, device: torch.device, *, join: bool) -> Any:
        """Once through the data: inputs, targets and the number of samples of each step."""
        orders = [shuffled_batches(self.samples, batch_size, chance, join=join) for _, chance, _ in self.parts]
        for step in zip(*orders, strict=True):
            yield *self._joined(step, device, augmented=True), len(step[0])

    def in_order(self, batch_size: int, device: torch.device) -> Any:
        """The same without chance, for validation."""
        for indices in torch.arange(self.samples, device="cpu").split(batch_size):
            yield *self._joined([indices] * len(self.parts), device, augmented=False), len(indices)

    def _joined(self, step: Sequence[Tensor], device: torch.device, augmented: bool) -> tuple[Any, Any]:
        pairs = [
            batch_of(data.select(indices).to(device), chance if augmented else None)
            for (data, chance, batch_of), indices in zip(self.parts, step, strict=True)
        ]
        if self.shared:
            return pairs[0]
        each = self.stream.to(device)
        stacked = tree_map(lambda *tensors: torch.stack(tensors), *pairs)
        if len(self.parts) == len(self.stream):
            return stacked
        return tree_map(lambda tensor: tensor[each], stacked)
