"""A run draws from its own seed, and the world outside goes on as if nothing had been drawn."""

import pytest
import torch

from nls_tutorial.training.randomness import isolated_rng, random_state, set_random_state

CPU = torch.device("cpu")


def test_inside_all_starts_at_the_seed() -> None:
    drawn = []
    for _ in range(2):
        with isolated_rng(7, CPU) as generator:
            drawn.append((torch.rand(3).tolist(), torch.rand(3, generator=generator).tolist()))
    assert drawn[0] == drawn[1]
    assert drawn[0][0] == torch.rand(3, generator=torch.Generator().manual_seed(7)).tolist()


def test_outside_the_draws_go_on_even_after_an_error() -> None:
    torch.manual_seed(1)
    expected = torch.rand(4).tolist()
    torch.manual_seed(1)
    found = torch.rand(2).tolist()
    with pytest.raises(RuntimeError, match="boom"), isolated_rng(7, CPU):
        torch.rand(100)
        raise RuntimeError("boom")
    assert found + torch.rand(2).tolist() == expected


def test_a_state_is_put_back_and_one_of_another_device_left_aside() -> None:
    state = random_state(CPU)
    first = torch.rand(3).tolist()
    set_random_state({**state, "cuda": torch.zeros(1, dtype=torch.uint8)}, CPU)
    assert torch.rand(3).tolist() == first
