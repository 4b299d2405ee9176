"""Non-maximum suppression against torchvision and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import tensor
from torchvision.ops import batched_nms, nms

from nls_tutorial.boxes import suppress

CHAIN = tensor([[0.0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]])  # IoU 6/14 with the next, 2/18 over one


def crowd(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    draws = torch.Generator().manual_seed(seed)
    corner = 9.0 * torch.randint(0, 4, (count, 2), generator=draws) + 6 * torch.rand(count, 2, generator=draws)
    boxes = torch.cat([corner, corner + 10 + 4 * torch.rand(count, 2, generator=draws)], dim=1)
    scores = torch.randperm(count, generator=draws) / count
    return boxes, scores, torch.randint(0, 3, (count,), generator=draws)


@given(st.integers(0, 10**6), st.integers(0, 30), st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]))
def test_it_is_torchvisions(seed: int, count: int, overlap: float) -> None:
    boxes, scores, labels = crowd(seed, count)
    assert suppress(boxes, scores, overlap=overlap).tolist() == nms(boxes, scores, overlap).tolist()
    found = suppress(boxes, scores, labels, overlap=overlap).tolist()
    assert found == batched_nms(boxes, scores, labels, overlap).tolist()


def test_a_box_that_is_gone_suppresses_no_other() -> None:
    assert suppress(CHAIN, tensor([0.9, 0.8, 0.7]), overlap=0.3).tolist() == [0, 2]
    assert suppress(CHAIN, tensor([0.8, 0.9, 0.7]), overlap=0.3).tolist() == [1]
    assert suppress(CHAIN, tensor([0.9, 0.8, 0.7]), tensor([0, 1, 0]), overlap=0.3).tolist() == [0, 1, 2]


def test_an_overlap_of_just_so_much_stays_and_the_first_of_equal_scores_comes_first() -> None:
    halves = tensor([[0.0, 0, 10, 10], [0, 0, 10, 5]])
    assert suppress(halves, tensor([0.5, 0.5]), overlap=0.5).tolist() == [0, 1]
    assert suppress(halves, tensor([0.5, 0.5]), overlap=0.49).tolist() == [0]
    assert suppress(torch.zeros(0, 4), torch.zeros(0)).tolist() == []


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"scores must have shape \(3,\), but got \(2,\)"):
        suppress(CHAIN, torch.zeros(2))
    with pytest.raises(ValueError, match=r"scores must be numbers, but got NaN"):
        suppress(CHAIN, tensor([0.5, float("nan"), 0.1]))
    with pytest.raises(TypeError, match=r"labels must be int64, but got torch\.float32"):
        suppress(CHAIN, torch.zeros(3), torch.zeros(3))
    with pytest.raises(ValueError, match=r"labels must have shape \(3,\), but got \(1,\)"):
        suppress(CHAIN, torch.zeros(3), torch.zeros(1, dtype=torch.int64))
    with pytest.raises(ValueError, match=r"overlap must"):
        suppress(CHAIN, torch.zeros(3), overlap=1.5)
