"""What can be trained on: three methods, and no more."""

import torch

from nls_tutorial.records import Images, Samples


class Sentences:
    """Token ids."""

    def __len__(self) -> int:
        return 1

    def select(self, indices: torch.Tensor) -> "Sentences":
        return self

    def to(self, device: torch.device) -> "Sentences":
        return self


def test_three_methods_are_enough() -> None:
    assert isinstance(Sentences(), Samples)
    assert isinstance(Images(torch.zeros(1, 1, 2, 2), torch.tensor([0]), ("a", "b"), "test"), Samples)


def test_lists_are_not_enough() -> None:
    assert not isinstance([1, 2], Samples)
    assert not isinstance(range(3), Samples)
