"""Bars with names: where they stand, from what, and what is refused."""

import numpy as np
import pytest

from nls_tutorial.records import Bars
from nls_tutorial.scenes import named_bars


def test_series_stand_beside_each_other_over_their_name() -> None:
    scene = named_bars({"CE": {"a": 1.0, "b": -2.0}, "LS": {"b": 3.0}}, title="Two", axis="gain", digits=1)
    (panel,) = scene.panels
    one, other = panel.marks
    assert isinstance(one, Bars)
    assert isinstance(other, Bars)
    assert (one.name, other.name) == ("CE", "LS")
    np.testing.assert_allclose(one.x.values, [-0.2, 0.8])
    np.testing.assert_allclose(other.x.values, [1.2])
    assert one.base == 0
    assert panel.y.low < -2 < 3 < panel.y.high
    assert [text for _, text in panel.x.ticks or ()] == ["a", "b"]
    assert scene.description == "Bars of gain: CE, a 1.0; CE, b −2.0; LS, b 3.0."


def test_bars_that_are_all_nothing_have_an_axis_all_the_same() -> None:
    assert named_bars({"": {"a": 0.0}}, title="None", axis="gain").panels[0].y.high == 1.0


@pytest.mark.parametrize("series", [{}, {"": {}}, {"": {"a": float("nan")}}, {str(n): {"a": 1.0} for n in range(5)}])
def test_what_is_no_bar_is_refused(series: dict[str, dict[str, float]]) -> None:
    with pytest.raises(ValueError, match="series must hold"):
        named_bars(series, title="Two", axis="gain")
