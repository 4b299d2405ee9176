"""Random numbers of a run's own."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


@contextmanager
def isolated_rng(seed: int, place: torch.device) -> Iterator[torch.Generator]:
    """Everything random starts at `seed` inside; outside, torch's global random numbers go on as if nothing happened.

    Gives the generator for the order of samples and the augmentation (on the CPU, so that they are the same on every
    device). Dropout draws from the global numbers of the CPU or of `place`, which start at `seed` too.
    """
    before = random_state(place)
    try:
        torch.default_generator.manual_seed(seed)
        if place.type == "cuda":
            with torch.cuda.device(place):
                torch.cuda.manual_seed(seed)
        elif place.type == "mps":
            torch.mps.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)
    finally:
        set_random_state(before, place)


def random_state(place: torch.device) -> dict[str, Tensor]:
    """The state of the global random numbers of the CPU and of `place`."""
    state = {"cpu": torch.get_rng_state()}
    if place.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(place)
    elif place.type == "mps":
        state["mps"] = torch.mps.get_rng_state()
    return state


def set_random_state(state: dict[str, Tensor], place: torch.device) -> None:
    """Put back what `random_state` gave; a state of another kind of device is left aside."""
    torch.set_rng_state(state["cpu"])
    if place.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], place)
    elif place.type == "mps" and "mps" in state:
        torch.mps.set_rng_state(state["mps"])
