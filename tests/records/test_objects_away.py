"""A study of objects taken away: finding its numbers, and how it shows itself."""

import numpy as np
import pytest

from nls_tutorial.records import AWAY_SCORES, ObjectsAway


def study() -> ObjectsAway:
    numbers = np.arange(60, dtype=np.float64).reshape(2, 3, 10) / 100
    return ObjectsAway(("hard", "soft"), (4, 5, 6), numbers, 10, (0.3, 0.5), "Trained <here>.")


def test_numbers_are_found_by_name() -> None:
    assert len(AWAY_SCORES) == 10
    assert study().of("soft", "ECE").tolist() == [0.32, 0.42, 0.52]
    assert study().of("hard", "confidence without object").tolist() == [0.09, 0.19, 0.29]


def test_the_table() -> None:
    table = study().table("accuracy", "deviation")
    assert table.columns == ("labels", "accuracy", "deviation")
    assert table.rows == (("hard", "10.0 ± 10.0", "13.0 ± 10.0"), ("soft", "40.0 ± 10.0", "43.0 ± 10.0"))
    assert table.title == "Per cent, mean ± spread over 3 seeds; 10 classes"
    assert len(study().table().columns) == 11
    assert repr(study()).endswith("Trained <here>.")
    assert "Trained &lt;here&gt;." in study()._repr_html_()


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"name must be one of hard, soft, but got 'CE'\. Pick one of those\."):
        study().of("CE", "ECE")
    with pytest.raises(ValueError, match=r"score must be one of accuracy, .*, but got 'NLL'\. Pick one of those\."):
        study().of("hard", "NLL")
    with pytest.raises(ValueError, match=r"numbers must have shape \(1, 1, 10\), but got \(2, 1, 10\)\. Score every"):
        ObjectsAway(("a",), (0,), np.zeros((2, 1, 10)), 3, (0.1, 0.2), "")
