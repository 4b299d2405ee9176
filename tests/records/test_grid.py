"""A grid holds what was computed for each position, under the names of its controls."""

import numpy as np
import pytest
import torch

from nls_tutorial.records import Control, grid

A, B = Control("a", "a", (1.0, 2.0, 5.0)), Control("b", "b", ("x", "yy"))


def test_every_position_has_what_was_computed_for_its_values() -> None:
    found = grid(lambda a, b: [a, len(b), a * len(b)], A, B)
    assert found.over == ("a", "b")
    for i, a in enumerate(A.values):
        for j, b in enumerate(B.values):
            assert found.at({"a": i, "b": j}).tolist() == [a, len(b), a * len(b)]


def test_a_number_and_a_tensor_are_welcome() -> None:
    assert grid(lambda a: a**2, A).values.tolist() == [1, 4, 25]
    assert grid(lambda b: torch.ones(2, 3) * len(b), B).values.shape == (2, 2, 3)
    assert grid(lambda: 7.0).over == ()
    assert float(grid(lambda: 7.0).values) == 7


def test_the_order_of_the_controls_is_that_of_the_dimensions() -> None:
    np.testing.assert_array_equal(
        grid(lambda b, a: a + len(b), B, A).values, grid(lambda a, b: a + len(b), A, B).values.T
    )


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="same shape"):
        grid(lambda a: [0.0] * int(a), A)
