"""What a printed figure may stand for: by hand, and against decimal arithmetic."""

import inspect
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from spec import tables_spec as spec

from nls_tutorial.tables import counts_of, prints_as, share_range

READINGS = ("rounded", "cut", "either")


def test_by_hand() -> None:
    assert share_range("80.35", reading="rounded") == (Fraction("0.80345"), Fraction("0.80355"))
    assert share_range("80.35", reading="cut") == (Fraction("0.8035"), Fraction("0.8036"))
    assert share_range("80.35") == (Fraction("0.80345"), Fraction("0.8036"))
    assert share_range("80", reading="rounded") == (Fraction("0.795"), Fraction("0.805"))
    assert share_range("0") == (0, Fraction("0.01"))
    assert share_range("100.0") == (Fraction("0.9995"), 1)


def test_a_dropped_zero_can_be_put_back() -> None:
    assert share_range("80.8", decimals=2) == share_range("80.80")
    assert share_range("80.8") != share_range("80.80")
    assert list(counts_of("80.8", 224, decimals=2)) == [181]
    assert list(counts_of("80.8", 2240)) == [1809, 1810, 1811, 1812]


def test_one_count_two_ways_to_print_it() -> None:
    share = Fraction(180, 224)  # 0.80357…
    assert prints_as(share, "80.35", reading="cut")
    assert not prints_as(share, "80.35", reading="rounded")
    assert prints_as(share, "80.36", reading="rounded")
    assert not prints_as(share, "80.36", reading="cut")
    assert not prints_as(share, "80.34")
    assert not prints_as(share, "80.37")


def test_what_a_computer_cuts_below_an_exact_share_is_allowed() -> None:
    assert (0.92 + 0.73 + 0.75) / 3 < 0.8  # and would be cut to 79.99
    assert prints_as(Fraction(4, 5), "79.99", reading="cut")
    assert not prints_as(Fraction(4, 5), "79.99", reading="rounded")


@example(right=1, samples=8, places=0)  # 12.5: a half goes up or down
@example(right=1, samples=8, places=1)
@given(right=st.integers(0, 60), samples=st.integers(1, 60), places=st.integers(0, 3))
def test_is_what_decimal_arithmetic_prints(right: int, samples: int, places: int) -> None:
    assume(right <= samples)
    middle = int(Fraction(right, samples) * 100 * 10**places)
    for step in (-2, -1, 0, 1, 2):
        whole = middle + step
        if not 0 <= whole <= 100 * 10**places:
            continue
        text = f"{whole:0{places + 1}d}"
        figure = f"{text[:-places]}.{text[-places:]}" if places else text
        for reading in READINGS:
            expected = spec.may_print(right, samples, figure, reading)
            assert prints_as(Fraction(right, samples), figure, reading=reading) == expected, (figure, reading)
            assert (right in counts_of(figure, samples, reading=reading)) == expected


@pytest.mark.parametrize(
    ("figure", "options", "error", "message"),
    [
        (80.35, {}, TypeError, r'figure must be a text, as printed, but got 80.35 \(float\)\. Write "80.50"'),
        ("80,35", {}, ValueError, r"figure must be a percentage from 0 to 100, but got '80,35'\. Write it as printed"),
        ("-1.0", {}, ValueError, "figure must be a percentage"),
        ("100.01", {}, ValueError, "figure must be a percentage"),
        ("80.35", {"reading": "up"}, ValueError, "reading must be one of 'rounded', 'cut', 'either', but got 'up'"),
        ("80.35", {"decimals": 1}, ValueError, "decimals must be at least 2, but got 1. Count those that are printed"),
    ],
)
def test_refusals(figure: object, options: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        inspect.unwrap(share_range)(figure, **options)  # the suite's type checker would speak first


def test_counts_need_a_sample() -> None:
    with pytest.raises(ValueError, match="samples must be at least 1, but got 0"):
        counts_of("50", 0)
