"""A score's unit and what it is shown by; a cell's key."""

import numpy as np
import pytest

from nls_tutorial.records import Cell, Score


@pytest.mark.parametrize(("unit", "factor"), [("share", 100), ("nats", 1), ("", 1)])
def test_a_share_is_shown_in_per_cent(unit: str, factor: int) -> None:
    assert Score(unit).factor == factor


def test_a_score_is_a_share_of_no_axis_unless_told() -> None:
    assert (Score().unit, Score().axes, Score().digits) == ("share", (), 1)
    assert Score("nats", axes=("epoch",)) == Score("nats", ("epoch",), 1)


def test_a_cell_is_one_arm_and_one_seed() -> None:
    cell = Cell("CE", 3, {"accuracy": np.array(0.5)})
    assert cell.key == ("CE", 3)
    assert (cell.arrays, cell.manifest) == ({}, {})
    other = Cell("CE", 3, cell.scores)
    assert cell.arrays is not other.arrays, "the empty ones are each cell's own"
    assert cell != other, "arrays have no plain equality"
