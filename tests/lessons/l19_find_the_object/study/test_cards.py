"""The study on photographs: a tiny cell on a folder made by hand, and what ships."""

from pathlib import Path

import pytest
from lessons.l19_find_the_object.whole import is_whole, photographs

from nls_tutorial import studies
from nls_tutorial.lessons.l19_find_the_object.study import TRANSFER_CARDS


@pytest.mark.slow
def test_it_runs_to_its_end_on_a_folder(tmp_path: Path) -> None:
    study = TRANSFER_CARDS.at("quick", data=photographs(tmp_path / "cards"))
    found = studies.run_study(study, arms=("hard",), seeds=(0,), store=tmp_path / "store")
    assert 0 <= found.scores("hard", "AP50")[0] <= 1
    assert 0 <= found.scores("hard", "accuracy")[0] <= 1


def test_what_ships_is_whole() -> None:
    is_whole(TRANSFER_CARDS, arms=3, seeds=5)
