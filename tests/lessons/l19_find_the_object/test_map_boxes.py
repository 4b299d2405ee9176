"""Boxes around maps: by hand, by a loop over the places, and at their ends."""

import pytest
import torch
from torch import tensor

from nls_tutorial.lessons.l19_find_the_object import map_boxes

MAP = tensor([[[0.0, 0.2, 0.0, 0.0], [0.0, 1.0, 0.6, 0.0], [0.0, 0.0, 0.0, 0.1]]])  # 3 rows, 4 columns


@pytest.mark.parametrize(
    ("share", "box"),
    [(0.7, [10, 5, 20, 10]), (0.5, [10, 5, 30, 10]), (0.2, [10, 0, 30, 10]), (0.1, [10, 0, 40, 15])],
)
def test_by_hand(share: float, box: list[int]) -> None:
    assert map_boxes(MAP, (15, 40), share=share).tolist() == [box]  # a place is 5 high and 10 wide


def test_by_a_loop_over_the_places() -> None:
    maps = torch.randn(20, 5, 7, generator=torch.Generator().manual_seed(0))
    for one, box in zip(maps, map_boxes(maps, (10, 14), share=0.6).tolist(), strict=True):
        lit = [(row, column) for row in range(5) for column in range(7) if one[row, column] >= 0.6 * one.max()]
        rows, columns = zip(*lit, strict=True)
        assert box == [2 * min(columns), 2 * min(rows), 2 * max(columns) + 2, 2 * max(rows) + 2]


def test_a_map_without_light_has_no_box() -> None:
    assert map_boxes(-MAP, (15, 40)).tolist() == [[0, 0, 0, 0]]
    assert map_boxes(torch.zeros(2, 3, 3), (9, 9)).tolist() == [[0, 0, 0, 0]] * 2
    assert map_boxes(torch.ones(1, 2, 2, dtype=torch.float64), (8, 6)).tolist() == [[0, 0, 6, 8]]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"maps must have shape \(N, h, w\), but got \(3, 4\)"):
        map_boxes(MAP[0], (15, 40))
    with pytest.raises(TypeError, match="maps must hold floating-point numbers"):
        map_boxes(MAP.long(), (15, 40))
    with pytest.raises(ValueError, match="share must be a finite number above 0"):
        map_boxes(MAP, (15, 40), share=0)
    with pytest.raises(ValueError, match="share must lie in"):
        map_boxes(MAP, (15, 40), share=1.2)
    with pytest.raises(ValueError, match="size must be"):
        map_boxes(MAP, (0, 40))
