"""The GRIM test: by hand, by loops, and on the table it is taught with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec import tables_spec as spec

from nls_tutorial.tables import consistent_sample_sizes, counts_of, stubble_rows


def test_by_hand() -> None:
    assert consistent_sample_sizes(["33.33", "66.67"], 12) == [3, 6, 9, 12]
    assert consistent_sample_sizes(["66.66"], 8, reading="rounded") == []
    assert consistent_sample_sizes(["66.66"], 8, reading="cut") == [3, 6]
    assert consistent_sample_sizes(["50.0"], 5) == [2, 4]
    assert consistent_sample_sizes(["100.00"], 3) == [1, 2, 3]


@pytest.mark.parametrize("reading", ["rounded", "cut", "either"])
@pytest.mark.parametrize("figures", [["14.28", "57.14"], ["62.5", "87.5"], ["80.35", "12.5"], ["7.7"]])
def test_is_the_loop(figures: list[str], reading: str) -> None:
    assert consistent_sample_sizes(figures, 60, reading=reading) == spec.sizes(figures, 60, reading)


@pytest.mark.parametrize("reading", ["rounded", "cut", "either"])
@pytest.mark.parametrize("figure", ["14.2", "100", "0", "99.95", "0.00", "50", "33.3"])
def test_sizes_that_pass_without_a_look_would_pass_with_one(figure: str, reading: str) -> None:
    # beyond 1/(high − low), which is 2,000 at most for one decimal, every size passes
    looked = [n for n in range(1, 2500) if counts_of(figure, n, reading=reading)]
    assert consistent_sample_sizes([figure], 2499, reading=reading) == looked
    both = [n for n in looked if counts_of("7.7", n, reading=reading)]
    assert consistent_sample_sizes([figure, "7.7"], 2499, reading=reading) == both


@pytest.mark.slow
@given(samples=st.integers(1, 300), counts=st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_the_true_size_is_always_among_them(samples: int, counts: list[int]) -> None:
    figures = [f"{100 * min(k, samples) / samples:.2f}" for k in counts]
    assert samples in consistent_sample_sizes(figures, 300)


def test_the_stubble_set() -> None:
    accuracies = [scores.accuracy for scores in stubble_rows().values()]
    assert consistent_sample_sizes(accuracies, 857) == [224, 448, 672]
    assert consistent_sample_sizes(accuracies, 857, decimals=2) == [224, 448, 672]
    assert consistent_sample_sizes(accuracies, 857, reading="rounded") == []
    assert consistent_sample_sizes(accuracies, 857, reading="cut") == []


def test_refusals() -> None:
    with pytest.raises(ValueError, match="figures must hold at least one percentage, but got none"):
        consistent_sample_sizes([], 10)
    with pytest.raises(ValueError, match="most must be at least 1, but got 0"):
        consistent_sample_sizes(["50"], 0)
