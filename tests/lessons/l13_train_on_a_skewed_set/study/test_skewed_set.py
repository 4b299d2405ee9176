"""The studies of lesson 13: their cells, what is stored, and the paper's rows beside."""

import numpy as np
import pytest

from nls_tutorial import studies, tables
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study import SKEWED_SET, SKEWED_SET_NETWORKS
from nls_tutorial.records import verdict


@pytest.mark.slow
def test_a_cell_has_its_scores_at_every_skew_and_repeats_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from nls_tutorial.data import farm
    from nls_tutorial.lessons.l13_train_on_a_skewed_set.study import skewed_set

    few = lambda skew, seed, *, size: farm(train=40, calibration=20, test=30, skew=skew, size=size, seed=seed)
    monkeypatch.setattr(skewed_set, "skewed_splits", few)
    recipe = SKEWED_SET.arms["CE, draws"]
    (first, kept), (again, _) = (SKEWED_SET.compute(recipe, seed=1, device="cpu", epochs=1, size=16) for _ in range(2))
    assert set(first) == set(SKEWED_SET.scores)
    for name, numbers in first.items():
        assert len(numbers) == len(lesson.SKEWS), name
        np.testing.assert_array_equal(numbers, again[name])
    assert kept["own loss"].shape == (1,)
    assert kept["labels"].shape == kept["predicted"].shape == (30,)


def test_the_papers_rows_stand_beside_the_networks() -> None:
    published = SKEWED_SET_NETWORKS.published
    assert published is not None
    assert len(SKEWED_SET_NETWORKS.arms) == len(tables.stubble_rows()) == 24
    assert published.printed("ResNet18, CE", "validation accuracy") == "78.12"
    assert published.printed("ResNet50, PC + normLSCE", "F1 by batches") == "85.67"
    recipe = SKEWED_SET_NETWORKS.arms["ResNet34, PC + LSCE"]
    assert (recipe.network, recipe.loss, recipe.padding) == ("ResNet34", "LSCE", "partial")


def test_full_is_the_authors_protocol() -> None:
    full = SKEWED_SET_NETWORKS.at("full").settings
    assert (full["epochs"], full["size"]) == (50, 224)


def test_splits_are_the_papers_numbers_and_a_test_part_besides() -> None:
    splits = lesson.skewed_splits(4.0, 0, size=16)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [634, 224, 1120]


def test_a_comparison_is_seed_by_seed() -> None:
    stored = studies.bundled("skewed_set")
    assert len(stored.seeds) >= 5
    pair = (stored.scores(arm, "F1", skew=4.0) for arm in ("normLSCE", "CE"))
    expected = verdict(*pair, claim="higher", scale=100, unit=" points", digits=1)
    assert str(lesson.compare_arms(stored, "F1", "normLSCE", "CE", "higher", skew=4.0)) == str(expected)
