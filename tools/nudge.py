"""A kernel that starts with this trains as on another machine: before the first step, weights move by their roundings.

Processors, numbers of threads and versions of torch add in other orders, so their sums differ in the last digits, and
training carries such a difference into the first ones. A nudge does the same on any machine, at once, and to every
optimizer, the library's and a cell's own. `register()` returns a handle; its `remove()` ends the nudging.
"""

from typing import Any
from weakref import WeakSet

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook
from torch.utils.hooks import RemovableHandle

SIZE = 1e-6  # relative; float32 rounds by 6e-8, and a step adds many such roundings


def register() -> RemovableHandle:
    """From now on every optimizer nudges its weights before its first step, equal networks by equal amounts."""
    seen: WeakSet[Optimizer] = WeakSet()

    def nudge(optimizer: Optimizer, *_: Any) -> None:
        if optimizer in seen:
            return
        seen.add(optimizer)
        draws = torch.Generator().manual_seed(0)
        with torch.no_grad():
            for group in optimizer.param_groups:
                for weights in group["params"]:
                    noise = torch.rand(weights.shape, generator=draws).to(weights.device, weights.dtype)
                    weights.mul_(1 + SIZE * (2 * noise - 1))

    return register_optimizer_step_pre_hook(nudge)


if __name__ == "__main__":
    register()
