"""The union of many boxes by a tree: against each box compared with each other, and pixels counted."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import boxes_spec as spec
from spec.memory import peak_bytes

from nls_tutorial.boxes import objectness
from nls_tutorial.boxes.objectness import MANY, union_area
from nls_tutorial.boxes.union import union_by_tree

CORNER = st.integers(-2, 9)
BOXES = st.lists(st.tuples(CORNER, CORNER, CORNER, CORNER), min_size=1, max_size=12)


@given(BOXES)
def test_equals_the_count_of_pixels(corners: list) -> None:
    boxes = [[min(a, c), min(b, d), max(a, c), max(b, d)] for a, b, c, d in corners]
    filled = spec.objectness(boxes, (-2, -2, 9, 9)) * 121
    assert float(union_by_tree(torch.tensor(boxes, dtype=torch.float64))) == pytest.approx(filled, abs=1e-9)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("size", [4.0, 60.0, 400.0])
@pytest.mark.parametrize("n", [2, 31, 64, 100])
def test_equals_every_box_against_every_other(n: int, size: float, whole: bool) -> None:
    source = torch.Generator().manual_seed(n)
    corner, sides = torch.rand(2, n, 2, generator=source, dtype=torch.float64)
    corner, sides = 400 * corner, size * sides
    boxes = torch.cat([corner, corner + sides], dim=1)
    boxes = boxes.round() if whole else boxes
    expected = float(union_area(boxes[None])[0])
    assert float(union_by_tree(boxes)) == pytest.approx(expected, rel=1e-13)
    if whole:
        assert float(union_by_tree(boxes)) == expected


def test_many_boxes_and_missing_ones_give_the_same_share() -> None:
    source = torch.Generator().manual_seed(0)
    few = torch.randint(0, 60, (3, 40, 2, 2), generator=source).sort(dim=2).values.flatten(2)
    many = torch.cat([few, few.flip(1), torch.zeros(3, MANY, 4, dtype=torch.int64)], dim=1)
    crops = torch.tensor([[3, 2, 50, 60], [0, 0, 60, 60], [-5, 10, 20, 20]])
    assert torch.equal(objectness(many, crops), objectness(few, crops))
    assert objectness(torch.zeros(2, MANY, 4), crops[:2]).tolist() == [0, 0]
    assert objectness(torch.zeros(0, MANY, 4), crops[:0]).shape == (0,)
    everything = crops[:, None].expand(3, MANY, 4)
    assert objectness(everything, crops).tolist() == [1, 1, 1]
    assert objectness(everything.to("meta"), crops.to("meta")).shape == (3,)


def test_the_steps_stay_few() -> None:
    """Twice as many boxes take about twice the numbers that are held, not four times."""

    def held(n: int) -> int:
        corner, sides = torch.rand(2, n, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
        boxes = torch.cat([corner, corner + sides], dim=1)[None]
        return peak_bytes(lambda: union_area(boxes))

    assert held(8 * MANY) < 12 * held(MANY)
