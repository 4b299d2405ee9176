"""Streams of random numbers that never meet."""

import pytest
import torch

from nls_tutorial.data.seeds import SEEDS, STREAMS, generator


def test_the_same_seed_and_stream_give_the_same_numbers() -> None:
    first, second = (torch.rand(8, generator=generator(3, "noise")) for _ in range(2))
    assert torch.equal(first, second)


def test_no_two_pairs_share_a_start() -> None:
    seeds = [0, 1, 2, 1000, SEEDS - 1]
    starts = {generator(seed, stream).initial_seed() for seed in seeds for stream in STREAMS}
    assert len(starts) == len(seeds) * len(STREAMS)
    assert max(starts) < 2**32
    rows = {tuple(torch.rand(4, generator=generator(seed, stream)).tolist()) for seed in seeds for stream in STREAMS}
    assert len(rows) == len(starts)


def test_why_seeds_stop_at_32_bits() -> None:
    low, high = (torch.rand(4, generator=torch.Generator().manual_seed(seed)) for seed in (5, 5 + 2**32))
    assert torch.equal(low, high)


def test_the_global_state_rests() -> None:
    before = torch.get_rng_state()
    torch.rand(3, generator=generator(0, "split"))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (-1, r"seed must be at least 0, but got -1\. Count seeds from 0\."),
        (SEEDS, r"seed must be below 715,827,882, but got 715,827,882\. Take a smaller one; 0, 1, 2, … are as good\."),
    ],
)
def test_refusals(seed: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        generator(seed, "split")
