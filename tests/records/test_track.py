"""Tracks and words: a row for each position, numbers of their own."""

from typing import Any

import numpy as np
import pytest
import torch
from spec.scene_parts import line, panel, refused

from nls_tutorial.records import (
    Rule,
    Words,
    track,
    tracks_of,
)


def test_a_track_holds_a_row_for_each_position() -> None:
    values = np.arange(24.0).reshape(3, 2, 4)
    moving = track(values, "epsilon", "net")
    assert moving.values.dtype == np.float32
    for i in range(3):
        for j in range(2):
            assert moving.at({"net": j, "epsilon": i, "other": 9}).tolist() == values[i, j].tolist()


def test_a_constant_track_follows_nothing() -> None:
    assert track([1, 2]).at({}).tolist() == [1.0, 2.0]
    assert track([1, 2]).at({"epsilon": 5}).tolist() == [1.0, 2.0]


def test_one_number_a_position_is_an_array_too() -> None:
    here = track([1.0, 2.0], "net").at({"net": 1})
    assert isinstance(here, np.ndarray)
    assert (here.shape, float(here)) == ((), 2.0)


@pytest.mark.parametrize("source", [np.zeros((2, 3)), np.zeros((2, 3), np.float32), torch.zeros(2, 3)])
def test_a_track_keeps_numbers_of_its_own(source: Any) -> None:
    copied = track(source, "net")
    source += 1
    assert copied.values.sum() == 0
    assert copied.values.flags.c_contiguous


def test_a_track_needs_a_dimension_for_each_control() -> None:
    refused(
        lambda: track([1.0, 2.0], "epsilon", "net"),
        "values must have one dimension for each of ('epsilon', 'net'), but got shape (2,). Stack one row a position.",
    )


def test_words_follow_one_control() -> None:
    words = Words(("so hard", "so soft"), "net")
    assert words.at({"net": 1, "epsilon": 0}) == "so soft"


def test_tracks_of_a_mark_by_name() -> None:
    assert [name for name, _ in tracks_of(line())] == ["x", "y"]
    assert [name for name, _ in tracks_of(Rule(track(1.0), "x"))] == ["at"]
    assert list(tracks_of(panel())) == []
