"""Round numbers on an axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.plots import axis_ticks
from nls_tutorial.plots.ticks import tick_text
from nls_tutorial.records import Axis


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (-2, 12, ["−2", "0", "2", "4", "6", "8", "10", "12"]),
        (0, 40, ["0", "10", "20", "30", "40"]),
        (-1, 0.6, ["−1", "−0.5", "0", "0.5"]),
        (0.001, 0.0021, ["0.001", "0.0012", "0.0014", "0.0016", "0.0018", "0.002"]),
    ],
)
def test_by_hand(low: float, high: float, texts: list[str]) -> None:
    assert [text for _, text in axis_ticks(Axis("x", low, high))] == texts


@given(st.floats(-1e6, 1e6), st.floats(1e-4, 1e6))
def test_inside_rising_and_few(low: float, span: float) -> None:
    axis = Axis("x", low, low + span)
    values = [value for value, _ in axis_ticks(axis)]
    assert 2 <= len(values) <= 11
    assert values == sorted(set(values))
    assert all(axis.low - 1e-6 * span <= value <= axis.high + 1e-6 * span for value in values)


def test_own_ticks_win() -> None:
    assert axis_ticks(Axis("x", 0, 2, ticks=((0, "cat"), (1, "dog")))) == ((0, "cat"), (1, "dog"))


def test_zero_has_no_sign() -> None:
    assert tick_text(-0.0001, 2) == "0"
