"""The drawn photograph: its boxes against circles and ellipses counted pixel by pixel."""

import math

import pytest
import torch

from nls_tutorial.data import still_life


def counted_box(size: int, across: float, down: float, half: tuple[float, float], turn: float) -> list[int]:
    """The smallest box of the pixels whose centre lies in a turned ellipse, by a loop."""
    cos, sin = math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn)
    found = []
    for row in range(size):
        for column in range(size):
            dx, dy = (column + 0.5) / size - across, (row + 0.5) / size - down
            u, v = (dx * cos + dy * sin) / half[0], (dy * cos - dx * sin) / half[1]
            if u * u + v * v < 1:
                found.append((column, row))
    columns, rows = [place[0] for place in found], [place[1] for place in found]
    return [min(columns), min(rows), max(columns) + 1, max(rows) + 1]


@pytest.mark.parametrize("size", [64, 128])
def test_the_boxes_are_those_of_the_fruit(size: int) -> None:
    _, boxes = still_life(size)
    ball = 0.82  # the radius of a circle in a circumscribed circle of 1
    back, front = (
        counted_box(size, x, y, (ball * r, ball * r), 0) for x, y, r in ((0.30, 0.36, 0.225), (0.50, 0.56, 0.235))
    )
    assert boxes["orange"].tolist() == [back, front]
    assert boxes["lemon"].tolist() == [counted_box(size, 0.79, 0.29, (0.135, 0.135 * 0.70), 0.93)]
    assert set(boxes) == {"orange", "lemon", "banana"}


def test_the_two_oranges_overlap_and_each_fruit_lies_in_the_picture() -> None:
    picture, boxes = still_life(128)
    back, front = boxes["orange"]
    assert (torch.maximum(back[:2], front[:2]) < torch.minimum(back[2:], front[2:])).all()
    every = torch.cat(list(boxes.values()))
    assert every.shape == (4, 4)
    assert (every >= 0).all()
    assert (every <= 128).all()
    assert picture.shape == (3, 128, 128)
    assert picture.dtype == torch.float32
    assert (picture.min(), picture.max()) >= (0, 0.5)
    assert picture.max() <= 1


def test_each_fruit_has_its_colour() -> None:
    picture, boxes = still_life(128)

    def middle(kind: str) -> torch.Tensor:
        x1, y1, x2, y2 = boxes[kind][-1].int().tolist()
        return picture[:, (y1 + y2) // 2 - 2 : (y1 + y2) // 2 + 2, (x1 + x2) // 2 - 2 : (x1 + x2) // 2 + 2].mean((1, 2))

    red, green, blue = middle("orange")
    assert red > green + 0.2 > blue + 0.2
    assert blue < 0.12, "no wood shines through"
    red, green, blue = middle("lemon")
    assert abs(red - green) < 0.25
    assert green > blue + 0.3
    corner = picture[:, :12, :12].mean((1, 2))
    assert corner[0] > corner[1] > corner[2], "wood"


def test_the_seed_decides_the_grain_and_nothing_else() -> None:
    state = torch.random.get_rng_state()
    (one, boxes), (again, _), (other, same) = still_life(64), still_life(64), still_life(64, seed=1)
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert all(torch.equal(boxes[kind], same[kind]) for kind in boxes)
    assert torch.equal(state, torch.random.get_rng_state())


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"size must be at least 32, but got 16\. Smaller pictures cannot show the fruit"
    ):
        still_life(16)
    with pytest.raises(ValueError, match="seed must be"):
        still_life(seed=-1)
