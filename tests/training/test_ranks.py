"""A process alone; several are in test_stream_loop."""

import torch

from nls_tutorial.training.ranks import from_first, rank, sum_over_ranks, together, world


def test_a_process_alone_is_the_first_of_one() -> None:
    assert (together(), world(), rank()) == (False, 1, 0)
    numbers = torch.tensor([1.0, 2.0])
    assert torch.equal(sum_over_ranks(numbers), numbers)
    assert from_first({"a": 1}) == {"a": 1}
