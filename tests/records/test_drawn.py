"""Questions answered by drawing: how far an answer lies from the truth, and how often it is right by chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.records import Axis, Sketch, Spot

COUNTS = Axis("classes", 0.8, 3.2, ((1, "10"), (2, "100"), (3, "1000")))
CURVE = Sketch("02.3", "Draw the gap", (1, 2, 3), COUNTS, Axis("gap", 0, 12), 0.25, 1, 2, " nats")
SPOT = Spot("02.4", "Where?", Axis("", -4, 4), Axis("", -3, 5), step=0.25, within=0.5)
heights = st.tuples(*[st.floats(0, 12) for _ in range(3)])


def test_a_sketch_is_as_far_away_as_its_knots_on_average() -> None:
    assert CURVE.distance((1, 2, 3), (1, 4, 7)) == 2
    assert CURVE.say((1, 2.5, 3)) == "1.00 nats at 10, 2.50 nats at 100, 3.00 nats at 1000"
    assert Sketch("02.3", "Draw it", (0.5, 2), Axis("", 0, 3), Axis("", 0, 1), 0.5, 0.25).knots() == ("0.5", "2")


@given(heights, heights, st.floats(0, 5))
def test_a_sketch_moved_as_a_whole_is_moved_by_that(
    one: tuple[float, ...], other: tuple[float, ...], by: float
) -> None:
    assert CURVE.distance([height + by for height in one], one) == pytest.approx(by)
    assert CURVE.distance(one, other) == pytest.approx(CURVE.distance(other, one))
    assert CURVE.distance(one, other) <= max(abs(a - b) for a, b in zip(one, other, strict=True)) + 1e-9


def test_a_spot_is_as_far_away_as_a_ruler_says() -> None:
    assert SPOT.distance((3, 4), (0, 0)) == 5
    assert SPOT.say((0.5, -1)) == "x = 0.50, y = −1.00"


def test_the_floor_is_what_chance_hits() -> None:
    assert pytest.approx(2 / 12) == CURVE.floor
    hits = sum(math.dist((x / 100, y / 100), (0, 1)) <= 0.5 for x in range(-400, 400) for y in range(-300, 500))
    assert pytest.approx(hits / 640_000, rel=0.02) == SPOT.floor


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"at": ()}, "at must be one to 9"),
        ({"at": (2, 1, 3)}, "rising"),
        ({"at": (1, 2, 9)}, "at must lie"),
        ({"step": 0.7}, "whole steps"),
        ({"step": 0.001}, "step must lie"),
        ({"within": 9}, "within must lie"),
        ({"within": 0.01}, "within must lie"),
        ({"name": "2.3"}, "lesson and a number"),
        ({"text": ""}, "must ask"),
    ],
)
def test_a_sketch_that_cannot_be_drawn_is_refused(changes: dict[str, object], rule: str) -> None:
    told = {"name": "02.3", "text": "Draw", "at": (1, 2, 3), "x": COUNTS, "y": Axis("gap", 0, 12)}
    with pytest.raises(ValueError, match=rule):
        Sketch(**{**told, "step": 0.25, "within": 1, **changes})  # type: ignore[arg-type]


def test_a_spot_that_cannot_be_dragged_is_refused() -> None:
    axes = Axis("", -4, 4), Axis("", -3, 5)
    for changes, rule in (({"step": 0.3}, "whole steps"), ({"within": 5}, "within must lie"), ({"text": " "}, "ask")):
        with pytest.raises(ValueError, match=rule):
            Spot(
                **{"name": "02.4", "text": "Where?", "x": axes[0], "y": axes[1], "step": 0.25, "within": 0.5, **changes}
            )
