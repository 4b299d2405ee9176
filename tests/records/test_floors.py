"""The floors of two compared scores, against the numbers they are the means of."""

import doctest

import numpy as np
import pytest
from typecheck import unchecked

from nls_tutorial import records
from nls_tutorial.records import floors

COLUMNS = {
    "ECE": records.Score(axes=("world",)),
    "ECE by chance": records.Score(axes=("world",)),
    "NLL": records.Score("nats"),
}
CHANCE = np.array([[[0.01, 0.02], [0.03, 0.06]], [[0.05, 0.08], [0.07, np.nan]]])  # arm, seed, world


@pytest.fixture
def results() -> records.Results:
    scores = {"ECE": CHANCE + 0.1, "ECE by chance": CHANCE, "NLL": np.ones((2, 2))}
    return records.Results.from_arrays(
        "two", ("CE", "LS"), (0, 1), scores, COLUMNS, axes={"world": ("own", "other")}, setup="by hand"
    )


def test_each_place_has_its_own_floor(results: records.Results) -> None:
    own, other = {"world": "own"}, {"world": "other"}
    assert records.chance_floors(results, ("CE", "ECE", own), ("LS", "ECE", own)) == pytest.approx((0.02, 0.06))
    assert records.chance_floors(results, ("LS", "ECE", own), ("CE", "ECE", own)) == pytest.approx((0.06, 0.02))
    assert records.chance_floors(results, ("CE", "ECE", other), ("CE", "ECE", own)) == pytest.approx((0.04, 0.02))


def test_a_seed_without_a_number_is_left_out(results: records.Results) -> None:
    place = ("LS", "ECE", {"world": "other"})
    assert records.chance_floors(results, place, place) == pytest.approx((0.08, 0.08))


def test_scores_without_a_floor_have_none(results: records.Results) -> None:
    assert records.chance_floors(results, ("CE", "NLL", {}), ("LS", "NLL", {})) is None
    assert records.chance_floors(results, ("CE", "ECE", {"world": "own"}), ("LS", "NLL", {})) is None


def test_an_arm_that_is_not_there_is_refused(results: records.Results) -> None:
    with pytest.raises(ValueError, match="MbLS"):
        records.chance_floors(results, ("MbLS", "ECE", {"world": "own"}), ("CE", "ECE", {"world": "own"}))


def test_what_is_no_place_is_refused(results: records.Results) -> None:
    floors_of, place = unchecked(records.chance_floors), ("CE", "ECE", {"world": "own"})
    with pytest.raises(TypeError, match=r"^results must be Results, but got str"):
        floors_of("CE", place, place)
    for wrong in ("abc", ("CE", "ECE"), ("CE", "ECE", "own"), (0, "ECE", {}), None):
        with pytest.raises(TypeError, match=r"^first must be an arm, a score and its coordinates, but got"):
            floors_of(results, wrong, place)
        with pytest.raises(TypeError, match=r"^second must be"):
            floors_of(results, place, wrong)


def test_its_example_runs() -> None:
    assert doctest.testmod(floors).failed == 0
