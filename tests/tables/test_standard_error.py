"""Standard errors: by hand, against numpy's on the answers themselves, against scipy, and by drawing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.later import later

from nls_tutorial.tables import difference_error, paired_chance, paired_difference_error, standard_error

stats = later("scipy.stats")


def test_by_hand() -> None:
    assert standard_error(0.5, 100) == pytest.approx(0.05)
    assert standard_error(0.8, 224) == pytest.approx(0.0267, abs=5e-5)
    assert standard_error(1, 7) == standard_error(0, 7) == 0
    assert difference_error(0.5, 0.5, 200) == pytest.approx(0.05)
    assert difference_error(0.9, 0.5, 100) == pytest.approx(math.sqrt((0.09 + 0.25) / 100))
    assert paired_difference_error(10, 10, 100) == pytest.approx(math.sqrt(0.2 / 100))
    assert paired_chance(6, 0) == 2 / 64
    assert paired_chance(2, 1) == 1
    assert paired_chance(0, 0) == 1
    assert paired_chance(5, 1) == pytest.approx(14 / 64)


@given(right=st.integers(0, 50), wrong=st.integers(0, 50))
def test_is_the_deviation_of_the_answers(right: int, wrong: int) -> None:
    answers = np.repeat([1.0, 0.0], [right, wrong + 1])
    assert standard_error(float(answers.mean()), len(answers)) == pytest.approx(answers.std() / math.sqrt(len(answers)))


@given(first=st.integers(0, 20), second=st.integers(0, 20), same=st.integers(1, 40))
def test_the_pairs_error_is_that_of_the_mean_difference(first: int, second: int, same: int) -> None:
    differences = np.repeat([1.0, -1.0, 0.0], [first, second, same])
    expected = differences.std() / math.sqrt(len(differences))
    assert paired_difference_error(first, second, len(differences)) == pytest.approx(expected)


@given(first=st.integers(0, 30), second=st.integers(0, 30))
def test_the_chance_is_the_exact_binomial_tests(first: int, second: int) -> None:
    if first + second:
        expected = stats.binomtest(first, first + second).pvalue
        assert paired_chance(first, second) == pytest.approx(min(1, expected), rel=1e-9)


def test_what_draws_spread_like() -> None:
    draws = np.random.default_rng(0).binomial(224, [[0.8], [0.75]], (2, 40000)) / 224
    assert draws[0].std() == pytest.approx(standard_error(0.8, 224), rel=0.02)
    assert (draws[0] - draws[1]).std() == pytest.approx(difference_error(0.8, 0.75, 224), rel=0.02)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: standard_error(80.0, 224), r"share must lie in \[0, 1\], but got 80.0. Divide a percentage by 100"),
        (lambda: standard_error(0.8, 0), "samples must be at least 1, but got 0"),
        (lambda: difference_error(0.8, -0.1, 5), r"second must lie in \[0, 1\], but got -0.1"),
        (lambda: paired_difference_error(-1, 0, 5), "only_first must be at least 0, but got -1"),
        (lambda: paired_difference_error(3, 3, 5), "only_first must leave room for only_second among 5 samples"),
        (lambda: paired_chance(0, -2), "only_second must be at least 0, but got -2"),
    ],
)
def test_refusals(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
