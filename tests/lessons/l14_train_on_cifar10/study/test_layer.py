"""Figure 4: a cell draws and counts the same pictures, and the full budget is the paper's network."""

from pathlib import Path

import numpy as np
import pytest
import torch
from lessons.l14_train_on_cifar10.study.official import write

from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import CIFAR10_LAYER
from nls_tutorial.lessons.l14_train_on_cifar10.study.layer import LAYER, PICTURE
from nls_tutorial.records import Cell, Results


def test_the_full_budget_is_the_papers_figure(tmp_path: Path) -> None:
    full = CIFAR10_LAYER.at("full", data=write(tmp_path, 1))
    assert (full.settings["network"], full.settings["pictures"], full.settings["size"]) == ("ResNet18", 50000, 32)
    assert tuple(full.arms)[:3] == ("CE", "LS", "normLS")
    assert full.arms["normLS × 10"] == lesson.Recipe("normLS", rate=10.0)
    assert "ResNet18 on 50,000 photographs" in full.told()


def test_more_neighbors_than_with_ce_are_counted_in_the_layer_and_in_the_picture() -> None:
    near = {"CE": (0.3, 0.5), "LS": (0.4, 0.5), "normLS": (0.2, 0.6), "normLS × 10": (0.3, 0.5)}
    cells = {}
    for arm, (layer, picture) in near.items():
        for seed in range(3):
            found = {LAYER: np.array(layer + 0.001 * seed), PICTURE: np.array(picture)}
            cells[arm, seed] = Cell(arm, seed, found)
    columns = {name: CIFAR10_LAYER.scores[name] for name in (LAYER, PICTURE)}
    said = lesson.clearer_than_ce(Results("cifar10_layer", tuple(near), (0, 1, 2), cells, columns))
    assert {name: round(one.mean) for name, one in said.items()} == {
        "LS, in the layer": 10,
        "LS, in the picture": 0,
        "normLS, in the layer": -10,
        "normLS, in the picture": 10,
    }


@pytest.mark.slow
def test_what_is_drawn_is_what_is_counted(tmp_path: Path) -> None:
    study = CIFAR10_LAYER.at("quick", data=write(tmp_path, 20)).with_settings(pictures=60, drawn=20, perplexity=5.0)
    scores, kept = study.run("LS", seed=0)
    assert set(scores) == set(study.scores)
    assert kept["places"].shape == (20, 2)
    assert np.bincount(kept["labels"]).tolist() == [2] * 10
    near = same_class_neighbors(torch.from_numpy(kept["places"]).float(), torch.from_numpy(kept["labels"]).long())
    assert float(near.mean()) == pytest.approx(scores[PICTURE], abs=0.03)  # places are kept in half precision
    again, _ = study.run("LS", seed=0)
    assert again == scores
    with pytest.raises(ValueError, match=r"test pictures must not be above the 20 there, but got 21.*--set drawn=20"):
        study.with_settings(drawn=21).run("LS", seed=0)
