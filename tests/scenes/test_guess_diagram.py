"""A reader's guesses as a diagram: the words say what the interval allows, and no more."""

import pytest
from progress.test_guesses import guess

from nls_tutorial import progress
from nls_tutorial.scenes import guess_diagram


def said(right: int, wrong: int, confidence: float) -> str:
    found = [guess(f"05.{at % 99}", confidence, correct=at < right) for at in range(right + wrong)]
    return str(guess_diagram(found).panels[0].title)


@pytest.mark.slow
def test_it_says_over_or_underconfident_only_where_the_interval_does() -> None:
    assert said(10, 20, 0.9).startswith("Overconfident")
    assert said(30, 1, 0.6).startswith("Underconfident")
    assert said(4, 1, 0.8).endswith("cannot tell")


@pytest.mark.slow
def test_the_numbers_stand_under_it() -> None:
    scene = guess_diagram(progress.sample_class(), title="A made-up class")
    told = {one.label: one.say({}) for one in scene.readouts}
    curve = progress.own_curve(progress.sample_class())
    assert told["guesses"] == "180"
    assert told["ECE"] == f"{100 * curve.ece:.1f} %"
    assert float(told["best T"]) == pytest.approx(curve.temperature, abs=0.006)
    assert "180 guesses, right" in scene.description
    assert guess_diagram([guess()]).readouts[-1].say({}) == "undefined", "one guess has no temperature"
    with pytest.raises(ValueError, match="at least one guess"):
        guess_diagram([])
