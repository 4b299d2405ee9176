"""A class's guesses as a table: counts by hand, shares that so many readers can have, and when a row stands clear."""

import math
from datetime import UTC, datetime

import pytest

from nls_tutorial.lessons.l08_read_a_table_critically import class_table
from nls_tutorial.progress import Guess, sample_class
from nls_tutorial.tables import counts_of


def guess(name: str, sure: float, right: bool) -> Guess:
    return Guess(name, "guessed", "?", 0, "", "", 0.5, sure, right, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_row_is_what_one_counts_by_hand() -> None:
    found = [guess("01.1", 0.9, right) for right in (True, True, False, False)] + [guess("01.2", 0.6, True)]
    one, other, every = class_table(found, title="Five guesses").rows
    assert one == ("01.1", "4", "50.00", "90.00", "40.00", f"{196 * math.sqrt(0.25 / 4):.2f}", "no")
    assert other[:5] == ("01.2", "1", "100.00", "60.00", "−40.00")
    assert every[:4] == ("all", "5", "60.00", "84.00")


def test_more_guesses_make_the_same_gap_stand_clear() -> None:
    found = [guess("01.1", 0.9, right) for right in (True, True, False, False) * 3]
    assert class_table(found, title="Twelve").rows[0][-1] == "yes"


def test_the_made_up_class_passes_grim_at_its_own_size() -> None:
    rows = class_table(sample_class(), title="A made-up class").rows[:-1]
    assert {row[1] for row in rows} == {"12"}
    assert all(tables_n for tables_n in (counts_of(row[2], 12) for row in rows))


def test_no_guesses_are_no_table() -> None:
    with pytest.raises(ValueError, match="found"):
        class_table([], title="None")
