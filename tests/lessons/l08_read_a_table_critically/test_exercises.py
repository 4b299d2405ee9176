import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from nls_tutorial import tables
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l08_read_a_table_critically.exercises import (
    could_be,
    images_needed,
    impossible,
    right_in_last_batch,
)


def test_one_row_of_the_stubble_tables_is_impossible() -> None:
    found = [key for key, s in tables.stubble_rows().items() if impossible(*(float(figure) for figure in s[1:]))]
    assert found == [("MobileNetV2", "LSCE")]


@pytest.mark.slow
@given(seed=st.integers(0, 200), batch=st.integers(2, 30))
def test_no_predictions_are_impossible(seed: int, batch: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    labels, predicted = torch.randint(3, (2, 30), generator=generator)
    precision, recall, f1 = tables.scores_by_batches(labels, predicted, batch).mean(dim=0).tolist()
    assert not impossible(precision, recall, f1 - 1e-12)


@given(right=st.integers(0, 60), samples=st.integers(1, 60), off=st.integers(-2, 2))
def test_grim_is_whole_number_arithmetics(right: int, samples: int, off: int) -> None:
    assume(samples % 32)  # there a share may lie halfway between two figures, and may be rounded either way
    printed = 10000 * min(right, samples) // samples + off
    cut = {10000 * k // samples for k in range(samples + 1)}
    rounded = {(20000 * k + samples) // (2 * samples) for k in range(samples + 1)}
    assert could_be(printed / 100, samples) == (printed in cut | rounded)


@given(right=st.integers(0, 300), samples=st.integers(1, 300))
def test_grim_knows_the_true_size(right: int, samples: int) -> None:
    share = 100 * min(right, samples) / samples
    assert could_be(round(share, 2), samples)
    assert could_be(math.floor(100 * share) / 100, samples)


@given(first=st.floats(0.05, 0.95), second=st.floats(0.05, 0.95))
def test_the_number_of_images_is_just_enough(first: float, second: float) -> None:
    assume(abs(first - second) > 0.01)
    needed = images_needed(first, second)
    assert abs(first - second) >= 1.96 * tables.difference_error(first, second, needed) - 1e-9
    if needed > 1:
        assert abs(first - second) < 1.96 * tables.difference_error(first, second, needed - 1) + 1e-9


def test_the_numbers_of_the_lesson() -> None:
    assert images_needed(0.80, 0.81) == 12059
    assert right_in_last_batch(75.00, 59.17, 224, 100) == 3


def test_the_last_batch_is_the_librarys() -> None:
    for s in tables.stubble_rows().values():
        found = tables.last_batch_counts(s.accuracy, s.recall, 224, 100)
        assert found in ([], [right_in_last_batch(float(s.accuracy), float(s.recall), 224, 100)])


def test_answers_by_the_library_are_accepted() -> None:
    assert check("08.1", lambda p, r, f: 2 * f > p + r).passed
    assert check("08.2", lambda printed, n: bool(tables.counts_of(f"{printed:.2f}", n))).passed
    assert check("08.4", lambda a, r, n, b: tables.last_batch_counts(f"{a:.2f}", f"{r:.2f}", n, b)[0]).passed
    a = pytest.approx
    assert images_needed(0.5, 0.6) == a(images_needed(0.6, 0.5))
