"""Depth against the recipe: a cell has its scores for both recipes, and the verdict on what a longer one mends."""

from pathlib import Path

import numpy as np
import pytest
from lessons.l14_train_on_cifar10.study.official import write
from torch import nn

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import CIFAR10_DEPTH
from nls_tutorial.records import Cell, Results


def results(gaps: dict[int, tuple[float, ...]]) -> Results:
    """Accuracies of a shallow network, and of a deep one that lies `gaps` behind by the two recipes, seed by seed."""
    short, long = gaps.values()
    cells = {}
    for seed, behind in enumerate(zip(short, long, strict=True)):
        shallow = np.array([0.3, 0.5]) + 0.01 * seed
        for arm, accuracy in (("ResNet-8, CE", shallow), ("ResNet-32, CE", shallow - np.array(behind))):
            cells[arm, seed] = Cell(arm, seed, dict.fromkeys(CIFAR10_DEPTH.scores, accuracy))
    arms, seeds = ("ResNet-8, CE", "ResNet-32, CE"), tuple(range(len(short)))
    return Results("cifar10_depth", arms, seeds, cells, dict(CIFAR10_DEPTH.scores), {"epochs": tuple(gaps)})


def test_what_a_longer_recipe_mends_is_the_difference_of_two_gaps() -> None:
    seen = lesson.catches_up(results({3: (0.10, 0.11, 0.12), 12: (0.01, 0.03, 0.02)}), "ResNet-32, CE", "ResNet-8, CE")
    assert seen.word == "shows"
    assert seen.mean == pytest.approx(9)
    back = lesson.catches_up(results({3: (0.01, 0.03, 0.02), 12: (0.10, 0.11, 0.12)}), "ResNet-32, CE", "ResNet-8, CE")
    assert back.word == "the opposite shows"


def test_every_recipe_is_judged_on_new_and_on_learnt_pictures() -> None:
    said = lesson.by_depth(results({3: (0.10, 0.11, 0.12), 12: (0.01, 0.03, 0.02)}), "ResNet-32, CE", "ResNet-8, CE")
    assert [round(one.mean) for one in said.values()] == [11, 11, 2, 2, 9]
    assert list(said)[1] == "3 epochs, less accurate on learnt pictures"


def test_the_arms_are_the_columns_of_the_table_at_three_depths() -> None:
    assert len(CIFAR10_DEPTH.arms) == 9
    assert CIFAR10_DEPTH.arms["ResNet-32, normLS"] == lesson.Recipe("normLS", network="ResNet-32")
    short, long = CIFAR10_DEPTH.axes["epochs"]
    assert long == 4 * short
    depths = []
    for name in ("ResNet-8", "ResNet-20", "ResNet-32"):
        layers = lesson.Recipe(network=name).build(10, seed=0, width=8).modules()
        depths.append(sum(isinstance(one, nn.Conv2d) and one.kernel_size == (3, 3) for one in layers) + 1)
    assert depths == [8, 20, 32]


@pytest.mark.slow
def test_a_cell_has_its_scores_by_both_recipes(tmp_path: Path) -> None:
    study = CIFAR10_DEPTH.at("quick", data=write(tmp_path, 20)).with_settings(pictures=60)
    scores, kept = study.run("ResNet-8, LS", seed=0)
    assert set(scores) == set(study.scores)
    assert all(len(numbers) == 2 for numbers in scores.values())
    assert scores["NLL"][0] != scores["NLL"][1]
    assert not kept
    with pytest.raises(ValueError, match=r"must not be above the 100 there, but got 101.*--set pictures=100"):
        study.with_settings(pictures=101).run("ResNet-8, LS", seed=0)
