"""Numbers in words: a real minus, no −0.00, and no share below one that reads as all."""

import math

import pytest

from nls_tutorial.records import (
    Readout,
    track,
)
from nls_tutorial.records.say import say_number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.50"),
        (-0.5, 1, "−0.5"),
        (12.0, 0, "12"),
        (0.0, 1, "0.0"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "−∞"),
        (1234.5, 1, "1234.5"),
        (-0.001, 2, "0.00"),
    ],
)
def test_numbers_are_said_with_fixed_decimals(value: float, digits: int, text: str) -> None:
    assert say_number(value, digits) == text


def test_a_share_below_one_never_reads_as_all() -> None:
    shares = track([0.998, 1.0, 0.9949, 0.0], "step")
    readout = Readout("right", shares, digits=0, percent=True)
    assert [readout.say({"step": at}) for at in range(4)] == ["> 99.5 %", "100 %", "99 %", "0 %"]
    assert Readout("right", track(0.9996), 1, percent=True).say({}) == "> 99.95 %"
