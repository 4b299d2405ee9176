"""IoU against sets of pixels, torchvision, and values by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import tensor
from torchvision.ops import box_iou

from nls_tutorial.boxes import iou

corners = st.tuples(st.integers(-4, 6), st.integers(-4, 6), st.integers(0, 7), st.integers(0, 7)).map(
    lambda drawn: [drawn[0], drawn[1], drawn[0] + drawn[2], drawn[1] + drawn[3]]
)


def pixels(box: list[int]) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])}


@given(st.lists(corners, min_size=1, max_size=4), st.lists(corners, min_size=1, max_size=4))
def test_it_counts_pixels(first: list[list[int]], second: list[list[int]]) -> None:
    found = iou(tensor(first).double(), tensor(second).double())
    for row, a in enumerate(first):
        for column, b in enumerate(second):
            union = pixels(a) | pixels(b)
            expected = len(pixels(a) & pixels(b)) / len(union) if union else 0.0
            assert float(found[row, column]) == pytest.approx(expected, abs=1e-12)


def test_it_is_torchvisions() -> None:
    corner = 50 * torch.rand(40, 2, generator=torch.Generator().manual_seed(0))
    boxes = torch.cat([corner, corner + 5 + 30 * torch.rand(40, 2, generator=torch.Generator().manual_seed(1))], 1)
    torch.testing.assert_close(iou(boxes[:15], boxes[15:]), box_iou(boxes[:15], boxes[15:]))


def test_by_hand() -> None:
    # 50 of 150 pixels; touching boxes share none (both ends counted it would be 11 of 231)
    found = iou(tensor([[0, 0, 10, 10]]), tensor([[5, 0, 15, 10], [10, 0, 20, 10], [3, 3, 3, 3]]))
    assert found.tolist() == [[pytest.approx(1 / 3), 0.0, 0.0]]
    assert iou(torch.zeros(0, 4), torch.zeros(3, 4)).shape == (0, 3)


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"others must have shape \(n, 4\), but got \(4,\)"):
        iou(torch.zeros(1, 4), torch.zeros(4))
    with pytest.raises(ValueError, match=r"boxes must have x1 ≤ x2"):
        iou(tensor([[3.0, 0, 1, 1]]), torch.zeros(1, 4))
