"""The claim boxes' verdicts: differences seed by seed, in points."""

import pytest
from lessons.l19_find_the_object.samples import results

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.tables import ALS_TRANSFER


def test_two_arms_are_compared_seed_by_seed() -> None:
    seen = lesson.compare(results(), "hard", "from scratch", "AP", "higher")
    assert (seen.seeds, seen.agree) == (3, 3)
    assert seen.mean == pytest.approx(10)  # a tenth, in points
    turned = lesson.compare(results(), "from scratch", "hard", "AP", "higher")
    assert turned.mean == pytest.approx(-10)


def test_a_coordinate_is_chosen() -> None:
    stored = results()
    seen = lesson.compare(stored, "hard", "from scratch", "map boxes", "higher", share=0.5)
    pair = [stored.scores(arm, "map boxes", share=0.5).mean() for arm in ("hard", "from scratch")]
    assert seen.mean == pytest.approx(100 * (pair[0] - pair[1]))


def test_two_thresholds_of_one_arm() -> None:
    seen = lesson.at_thresholds(results(), "hard", "recall", 0.5, 0.05, "higher")
    assert seen.mean == pytest.approx(100 * 0.02 * 9)  # nine thresholds apart
    assert seen.agree == 3


def test_what_chance_gives_stands_beside_two_d_eces() -> None:
    stored = results()
    floors = [100 * stored.scores("hard", "D-ECE by chance", threshold=at).mean() for at in (0.5, 0.05)]
    told = str(lesson.at_thresholds(stored, "hard", "D-ECE", 0.5, 0.05, "lower"))
    assert f"{floors[0]:.1f}" in told
    assert f"{floors[1]:.1f}" in told
    assert "chance" not in str(lesson.at_thresholds(stored, "hard", "recall", 0.5, 0.05, "lower"))


def test_the_gain_is_the_printed_one() -> None:
    assert lesson.GAIN == float(ALS_TRANSFER["ALS over hard label"]["AP"]) == 0.021
    seen = lesson.compare(results(), "hard", "from scratch", "AP", "higher", relevant=lesson.GAIN)
    assert seen.relevant == pytest.approx(2.1)
