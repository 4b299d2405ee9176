"""A control says its values and finds the nearest; what is no control is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.scene_parts import EPSILON, NET, refused

from nls_tutorial.records import (
    Control,
)


def test_a_slider_says_its_values() -> None:
    control = Control("t", "T", (-0.5, 1.0, math.inf), digits=1, unit=" s")
    assert [control.say(at) for at in range(len(control))] == ["−0.5 s", "1.0 s", "∞ s"]
    assert not control.is_choice


def test_a_choice_says_its_words() -> None:
    assert NET.is_choice
    assert [NET.say(0), NET.say(1)] == ["hard", "soft"]


@pytest.mark.parametrize(
    ("value", "index"), [(0.0, 0), (0.04, 0), (0.06, 1), (0.1, 1), (0.31, 2), (-9.0, 0), (9.0, 2), (1, 2), ("0.1", 1)]
)
def test_nearest_finds_the_position(value: float, index: int) -> None:
    assert EPSILON.nearest(value) == index


def test_nearest_takes_the_lower_of_two() -> None:
    assert Control("k", "K", (2.0, 4.0)).nearest(3) == 0


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=20, unique=True), st.floats(-2e6, 2e6))
def test_no_position_is_nearer(values: list[float], wanted: float) -> None:
    control = Control("x", "x", tuple(sorted(values)))
    found = control.values[control.nearest(wanted)]
    assert all(abs(found - wanted) <= abs(other - wanted) for other in values)


def test_a_choice_must_match() -> None:
    assert NET.nearest("soft") == 1
    message = refused(lambda: NET.nearest("firm"), "net must be one of ('hard', 'soft'), but got 'firm'.")
    assert message.endswith("Pick one of those.")


def test_a_control_is_checked() -> None:
    refused(lambda: Control("two words", "x", (0.0, 1.0)), "name must be a Python identifier, but got 'two words'. Use")
    refused(
        lambda: Control("x", "x", (1.0,)),
        "values must hold at least two positions, but got (1.0,). Add one, or drop x.",
    )
    for start in (-1, 2):
        refused(
            lambda start=start: Control("x", "x", (0.0, 1.0), start=start),
            f"start must be an index into the 2 values of x, but got {start}. Count from 0.",
        )
    for values in ((1.0, 0.0), (0.0, 0.0), (0.0, math.nan), (math.nan, 0.0)):
        refused(
            lambda values=values: Control("x", "x", values),
            f"values must rise strictly, but x has {values!r}. Sort them.",
        )
    Control("x", "x", ("b", "a"))  # words need no order
