"""Random numbers of a run's own."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


@contextmanager
def isolated_rng(seed: int, device: torch.device) -> Iterator[torch.Generator]:
    """Everything random starts at `seed` inside; outside, torch's global random numbers go on as if nothing happened.

    Gives the generator for the order of samples and the augmentation (on the CPU, so that they are the same on every
    device). Dropout draws from the global numbers of the CPU or of `device`, which start at `seed` too.
    """
    before = random_state(device)
    try:
        torch.default_generator.manual_seed(seed)
        if device.type == "cuda":
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        elif device.type == "mps":
            torch.mps.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)
    finally:
        set_random_state(before, device)


def random_state(device: torch.device) -> dict[str, Tensor]:
    """The state of the global random numbers of the CPU and of `device`."""
    state = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    elif device.type == "mps":
        state["mps"] = torch.mps.get_rng_state()
    return state


def set_random_state(state: dict[str, Tensor], device: torch.device) -> None:
    """Put back what `random_state` gave; a state of another kind of device is left aside."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
    elif device.type == "mps" and "mps" in state:
        torch.mps.set_rng_state(state["mps"])
