"""Mirrored and moved pictures, against a loop, and in how often."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import training_spec as spec

from nls_tutorial.training import flip_and_shift


def images(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(st.integers(1, 5), st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), st.integers(0, 4), st.integers(0, 9))
def test_every_picture_is_one_of_the_allowed(batch, channels, height, width, shift, seed) -> None:
    pictures = images(batch, channels, height, width, seed=seed) + 0.1
    seen = flip_and_shift(pictures, chance(seed), shift=shift)
    assert seen.shape == pictures.shape
    moves = range(-shift, shift + 1)
    for picture, changed in zip(pictures, seen, strict=True):
        allowed = (
            spec.flipped_and_shifted(picture, mirrored, down, right)
            for mirrored in (False, True)
            for down in moves
            for right in moves
        )
        assert any(torch.equal(changed, one) for one in allowed)


def test_each_mirror_and_each_move_comes_equally_often() -> None:
    # a single bright pixel tells where it went; its column tells the mirror where the picture is wide enough
    count, shift = 9000, 1
    picture = torch.zeros(1, 5, 9)
    picture[0, 2, 1] = 1
    seen = flip_and_shift(picture.expand(count, 1, 5, 9), chance(), shift=shift)
    row, column = seen[:, 0].flatten(1).argmax(1).div(9, rounding_mode="floor"), seen[:, 0].flatten(1).argmax(1) % 9
    mirrored = column > 4
    down, right = 2 - row, torch.where(mirrored, 7, 1) - column
    cells = torch.stack([mirrored.long(), down + shift, right + shift])
    counts = torch.zeros(2, 3, 3).index_put(tuple(cells), torch.ones(count), accumulate=True)
    assert counts.sum() == count
    # 500 expected in each of 18 cells, standard deviation below 22
    assert (counts - 500).abs().max() < 5 * 22


def test_without_a_shift_only_the_mirror_is_left() -> None:
    picture = images(40, 2, 3, 3)
    seen = flip_and_shift(picture, chance(), shift=0)
    same = (seen == picture).flatten(1).all(1)
    assert torch.equal(seen[~same], picture[~same].flip(3))
    assert 0 < int(same.sum()) < 40


def test_the_generator_decides() -> None:
    picture = images(6, 1, 8, 8)
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    assert torch.equal(flip_and_shift(picture, chance(1)), flip_and_shift(picture, chance(1)))
    assert not torch.equal(flip_and_shift(picture, chance(1)), flip_and_shift(picture, chance(2)))
    assert torch.equal(torch.rand(1), expected)


def test_a_negative_shift_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shift must be at least 0, but got -1\. Use 4 for pictures of 32×32"):
        flip_and_shift(images(1, 1, 4, 4), chance(), shift=-1)
