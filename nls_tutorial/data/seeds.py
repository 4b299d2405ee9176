"""One seed, many streams of random numbers that never meet."""

from typing import Literal, get_args

import torch

from nls_tutorial import checks

Stream = Literal["split", "noise", "scenes", "scenes: train", "scenes: calibration", "scenes: test"]

STREAMS: tuple[Stream, ...] = get_args(Stream)
SEEDS = 2**32 // len(STREAMS)  # torch's CPU generator keeps the lower 32 bits of a seed


def generator(seed: int, stream: Stream) -> torch.Generator:
    """A generator of its own for each pair of `seed` and `stream`; torch's global state is neither read nor moved.

    Raises ValueError or TypeError for a seed that is not a whole number in 0 … SEEDS − 1.
    """
    checks.whole("seed", seed, 0, "Count seeds from 0.")
    if seed >= SEEDS:
        checks.refuse("seed", f"must be below {SEEDS:,}", f"{seed:,}", "Take a smaller one; 0, 1, 2, … are as good.")
    return torch.Generator().manual_seed(seed * len(STREAMS) + STREAMS.index(stream))
