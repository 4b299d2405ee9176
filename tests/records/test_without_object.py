from dataclasses import replace

import numpy as np
import pytest

from nls_tutorial.records import AWAY_SCORES, ObjectsAway, WithoutObject


def study() -> WithoutObject:
    numbers = np.arange(40, dtype=np.float64).reshape(2, 2, 10) / 40
    away = ObjectsAway(("hard", "<ALS>"), (0, 1), numbers, 10, (0.3, 0.4), "by <hand>")
    flat = np.full((2, 3), 0.5)
    return WithoutObject(
        away,
        np.array([[0.5, 0.7], [0.2, np.nan]]),
        np.array([[0.9, 0.8], [0.6, 0.7]]),
        np.full(3, 0.3),
        flat,
        flat > 0,
        flat / 2,
        np.full(4, 0.2),
        np.full((2, 4), 0.6),
        np.zeros((2, 5, 8, 8)),
        np.zeros((2, 5)),
    )


def test_scores_are_those_of_the_away_study_and_the_maps() -> None:
    shown = study()
    assert shown.names == ("hard", "<ALS>")
    assert shown.of("<ALS>", "accuracy").tolist() == [0.5, 0.75]
    assert shown.of("hard", AWAY_SCORES[-1]).tolist() == [9 / 40, 19 / 40]
    assert shown.of("hard", "map inside").tolist() == [0.5, 0.7]
    assert shown.told("hard", "map inside") == "60.0 ± 14.1"
    assert shown.told("<ALS>", "map inside", 0) == "20 (1 none)"
    assert shown.of("<ALS>", "separation").tolist() == [0.6, 0.7]
    assert shown.place("<ALS>") == 1


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"name must be one of hard, <ALS>, but got 'LS'\. Pick one of those"):
        study().of("LS", "map inside")
    with pytest.raises(ValueError, match="name must be one of hard, <ALS>, but got 'LS'"):
        study().place("LS")
    with pytest.raises(ValueError, match=r"score must be one of accuracy, .*, but got 'F1'"):
        study().of("hard", "F1")


@pytest.mark.parametrize(
    "name",
    ["inside", "separation", "confidence", "right", "confidence_without", "crop_confidence", "maps", "map_inside"],
)
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    shape = (1, 2, 3, 4) if name == "maps" else (1, 2)
    with pytest.raises(ValueError, match=rf"{name} must have shape .* Score every recipe alike"):
        replace(study(), **{name: np.zeros(shape, dtype=bool if name == "right" else float)})


def test_the_table_by_hand() -> None:
    table = study().table("accuracy", "map inside")
    assert table.title == "Per cent, mean ± spread over 2 seeds"
    assert table.columns == ("labels", "accuracy", "map inside")
    assert table.rows == (("hard", "12.5 ± 17.7", "60.0 ± 14.1"), ("<ALS>", "62.5 ± 17.7", "20.0 (1 none)"))


def test_one_seed_is_said_to_be_one() -> None:
    shown = study()
    away = replace(shown.away, seeds=(0,), numbers=shown.away.numbers[:, :1])
    single = replace(shown, away=away, inside=shown.inside[:, :1], separation=shown.separation[:, :1])
    assert single.table("accuracy").title == "Per cent, one seed"


def test_it_shows_itself() -> None:
    shown = study()
    assert repr(shown).splitlines()[-1] == "by <hand>"
    page = shown._repr_html_()
    assert "&lt;ALS&gt;" in page
    assert "by &lt;hand&gt;" in page
    assert "<hand>" not in page
