"""The poster's table beside results of which every verdict is known."""

import numpy as np
import pytest
from spec.results_by_hand import losses_by_hand

from nls_tutorial.lessons import l05_keep_a_margin as lesson
from nls_tutorial.records import Results


def by_hand(eces: dict[str, list[float]]) -> Results:
    before = np.zeros((len(eces), 3, 4))
    before[:, :, 1] = list(eces.values())
    before[:, :, 2] = before[:, :, 1] / 2
    return losses_by_hand(tuple(eces), (0, 1, 2), before, before)


def test_each_verdict_by_hand() -> None:
    study = by_hand(
        {
            "CE": [0.2, 0.1, 0.15],
            "LS": [0.1, 0.01, 0.05],
            "FL": [0.3, 0.19, 0.26],
            "FLSD": [0.1, 0.2, 0.15],
            "ECP": [0.1, 0.01, 0.05],
            "own": [1, 0.91, 0.95],
        }
    )
    table = lesson.beside_poster(study)
    assert {row[0]: row[-1] for row in table.rows} == {
        "CE": "the one to compare with",
        "LS": "shows (here 3/3, poster 4/4)",
        "FL": "the opposite shows (here 0/3, poster 4/4)",
        "FLSD": "not settled with 3 seeds (here 1/3, poster 4/4)",
        "ECP": "shows (here 3/3, poster 3/4)",
        "own": "the opposite shows (here 0/3)",
    }
    assert table.rows[0][1:3] == ("15.0 / 7.5", "3.73 / 3.69")
    assert table.rows[-1][2:6] == ("not there",) * 4


def test_a_comparison_needs_its_reference() -> None:
    with pytest.raises(ValueError, match="against must be a loss of the study and the poster, but got 'CE'"):
        lesson.beside_poster(by_hand({"LS": [0.1, 0.2, 0.3]}))


def test_both_studies_can_be_kept() -> None:
    for study in (lesson.NINE_LOSSES, lesson.MARGINS):
        keys = [study.digest(arm, 0) for arm in study.arms]
        assert len(set(keys)) == len(study.arms)
    assert lesson.NINE_LOSSES.arms["normLSCE"]["rate"] == 0.03
    assert {study.at("quick").settings["epochs"] for study in (lesson.NINE_LOSSES, lesson.MARGINS)} == {50}
