"""The verdict rule against another library, against loops, and in words."""

import itertools
import math
import warnings

import numpy as np
import pytest
from spec.later import later

from nls_tutorial.records import fact, verdict

stats = later("scipy.stats")

DRAWS = np.random.default_rng(0)


@pytest.mark.parametrize("n", [2, 3, 5, 10])
@pytest.mark.parametrize("claim", ["higher", "lower"])
def test_the_interval_is_that_of_scipys_paired_test(n: int, claim: str) -> None:
    first, second = DRAWS.normal(size=(2, n))
    seen = verdict(first, second, claim=claim)
    sign = 1 if claim == "higher" else -1
    reference = stats.ttest_rel(sign * first, sign * second).confidence_interval(0.95)
    assert (seen.low, seen.high) == pytest.approx((reference.low, reference.high))
    assert seen.mean == pytest.approx(sign * (first - second).mean())
    assert seen.agree == sum(sign * (a - b) > 0 for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_luck_is_what_coins_do(n: int) -> None:
    for agree in range(n + 1):
        differences = [1.0 + 0.1 * s for s in range(agree)] + [-1.0 - 0.1 * s for s in range(n - agree)]
        coins = [sum(toss) for toss in itertools.product((0, 1), repeat=n)]
        expected = sum(heads >= agree for heads in coins) / len(coins)
        assert verdict(differences, claim="higher").luck == expected


@pytest.mark.slow
def test_the_visible_difference_is_seen_four_times_in_five() -> None:
    n, spread, draws = 5, 1.0, 4000
    found = []
    for data in np.random.default_rng(1).normal(0, spread, (draws, n)):
        found.append(verdict(data, claim="higher").visible)
    shift = float(np.mean(found))
    seen = [
        verdict(data, claim="higher").low > 0 for data in np.random.default_rng(2).normal(shift, spread, (draws, n))
    ]
    assert 0.72 < np.mean(seen) < 0.88


@pytest.mark.parametrize(
    ("first", "options", "word"),
    [
        ([1.0, 1.1, 0.9, 1.0], {}, "shows"),
        ([-1.0, -1.1, -0.9, -1.0], {}, "the opposite shows"),
        ([0.01, -0.01, 0.02, -0.02], {"relevant": 0.1}, "does not show"),
        ([0.01, -0.01, 0.02, -0.02], {}, "not settled with 4 seeds"),
        ([0.5, -0.5, 0.2, -0.1], {"relevant": 0.1}, "not settled with 4 seeds"),
        ([3.0], {}, "not settled with 1 seed"),
        ([3.0], {"of": "pairs"}, "not settled with 1 pair"),
        ([0.0, 0.0, 0.0], {"relevant": 0.1}, "does not show"),
        ([0.0, 0.0, 0.0], {}, "not settled with 3 seeds"),
        ([1.0, 1.0, 1.0], {}, "not settled with 3 seeds"),  # equal differences tell no spread
        ([1.0] * 6, {}, "shows"),
        ([1.0, 1.1, 0.9, 1.0], {"floors": (2.0, 2.0)}, "not settled with 4 seeds"),
        ([1.0, 1.1, 0.9, 1.0], {"floors": (0.5, 0.5)}, "shows"),
        ([0.01, 0.02, 0.015, 0.012], {"claim": "alike", "relevant": 0.1}, "shows"),
        ([0.5, 0.52, 0.49, 0.5], {"claim": "alike", "relevant": 0.1}, "the opposite shows"),
        ([-0.5, -0.52, -0.49, -0.5], {"claim": "alike", "relevant": 0.1}, "the opposite shows"),
        ([0.5, -0.4, 0.2, -0.3], {"claim": "alike", "relevant": 0.1}, "not settled with 4 seeds"),
    ],
)
def test_each_word(first: list[float], options: dict, word: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = verdict(first, **{"claim": "higher", **options})
    assert seen.word == word
    assert str(seen).startswith(word[0].upper() + word[1:])


def test_all_is_said_and_scaled() -> None:
    seen = verdict(
        [0.05, 0.07, 0.05, math.nan, 0.06, 0.06],
        [0.11, 0.12, 0.10, 0.1, 0.13, 0.12],
        claim="lower",
        relevant=0.01,
        floors=(0.02, 0.03),
        unit=" points",
        digits=1,
        scale=100,
    )
    assert str(seen) == (
        "Shows: lower by 5.8 points (95 % interval 4.8 to 6.8) in 5 of 5 seeds (by luck 1 in 32); "
        "1 pair without a number left out; chance alone gives 2.0 and 3.0 points; "
        "5 seeds see a difference of 1.4 points four times in five; 1.0 points would matter."
    )


def test_a_difference_that_shows_and_does_not_matter_is_said_to_be_small() -> None:
    seen = verdict([0.01, 0.011, 0.0105, 0.0095], claim="higher", relevant=0.5)
    assert seen.word == "shows"
    assert "too small a difference to matter" in str(seen)


def test_two_scores_at_their_floor_are_not_ranked() -> None:
    seen = verdict([0.010, 0.011, 0.012], [0.02, 0.021, 0.0225], claim="lower", floors=(0.015, 0.03))
    assert seen.word == "not settled with 3 seeds"
    assert "both are there: not ranked" in str(seen)
    one = verdict([0.010, 0.011, 0.012], [0.02, 0.021, 0.0225], claim="lower", floors=(0.015, 0.015))
    assert one.word == "shows", "one above its floor is ranked"


def test_luck_in_words() -> None:
    assert "(by luck 3 in 4)" in str(verdict([1.0, -1.0], claim="higher"))
    assert "(by luck 50 in 100)" not in str(verdict([1.0], claim="higher"))
    assert "(by luck 1 in 1,024)" in str(verdict(np.arange(1.0, 11.0), claim="higher"))


def test_a_verdict_says_which_way_the_difference_goes() -> None:
    first = [0.10, 0.12, 0.11, 0.13, 0.12]
    second = [0.08, 0.09, 0.085, 0.10, 0.11]
    against = verdict(first, second, claim="lower", unit=" points", digits=1, scale=100)
    assert (against.agree, against.against) == (0, 5)
    assert str(against).startswith(
        "The opposite shows: higher by 2.3 points (95 % interval 1.3 to 3.3) in 5 of 5 seeds (by luck 1 in 32)"
    )
    mixed = str(verdict([1.0, -2.0, -1.5], claim="higher"))
    assert "lower by 0.83 (95 % interval −3.16 to 4.83) in 2 of 3 seeds (by luck 1 in 2)" in mixed
    alike = str(verdict([0.01, -0.01, 0.02], claim="alike", relevant=0.5))
    assert "mean difference +0.01 (95 % interval −0.03 to +0.04), within what matters in 3 of 3 seeds;" in alike
    assert "lower by 1.00 in 1 of 1 seeds (by luck 1 in 2)" in str(verdict([-1.0], claim="higher"))


def test_facts() -> None:
    assert fact(True, "yes").word == "shows"
    assert fact(False, "no").word == "does not show"
    assert str(fact(np.bool_(True), "a count")) == "Shows: a count."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"claim": "better"}, "claim must be 'higher', 'lower' or 'alike', but got 'better'"),
        ({"claim": "alike"}, "relevant must be given where claim is 'alike'"),
        ({"relevant": 0.0}, "relevant must be above 0, but got 0.0"),
        ({"second": [1.0]}, "second must hold one number for each of first's seeds"),
        ({"first": [math.nan, math.nan]}, "first must hold at least one pair"),
    ],
)
def test_refusals(given: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        verdict(**{"first": [1.0, 2.0], "claim": "higher", **given})
