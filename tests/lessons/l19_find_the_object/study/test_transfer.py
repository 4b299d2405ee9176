"""The study on scenes: a tiny cell, and what ships."""

import numpy as np
import pytest
from lessons.l19_find_the_object.whole import is_whole

from nls_tutorial.lessons.l19_find_the_object.study import TRANSFER

TINY = {"pretrain": 40, "pretrain_epochs": 1, "train": 16, "epochs": 1, "test": 12}


@pytest.mark.slow
def test_a_cell_on_scenes_repeats_and_arms_differ() -> None:
    study = TRANSFER.with_settings(**TINY)
    first, again = study.run("ALS β = 1", 0)[0], study.run("ALS β = 1", 0)[0]
    np.testing.assert_equal(first, again)
    assert set(first) == set(TRANSFER.scores)
    assert 0 <= first["accuracy"] <= 1
    scratch, arrays = study.run("from scratch", 0)
    assert np.isnan(scratch["accuracy"])
    assert sorted(arrays) == ["right", "scores"]
    assert study.run("from scratch", 1)[1] == {}
    longer = study.with_settings(epochs=2).run("from scratch, 3 times as long", 0)[0]
    assert longer["boxes"] != scratch["boxes"]


def test_what_ships_is_whole() -> None:
    is_whole(TRANSFER, 7, 5)
