"""Figure 4: a cell draws and counts the same pictures, and the full budget is the paper's network."""

from pathlib import Path

import numpy as np
import pytest
import torch
from lessons.l14_train_on_cifar10.study.official import write

from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import CIFAR10_LAYER
from nls_tutorial.lessons.l14_train_on_cifar10.study.layer import PICTURE


def test_the_full_budget_is_the_papers_figure(tmp_path: Path) -> None:
    full = CIFAR10_LAYER.at("full", data=write(tmp_path, 1))
    assert (full.settings["network"], full.settings["pictures"], full.settings["size"]) == ("ResNet18", 50000, 32)
    assert tuple(full.arms)[:3] == ("CE", "LS", "normLS")
    assert full.arms["normLS × 10"] == lesson.Recipe("normLS", rate=10.0)
    assert "ResNet18 on 50,000 photographs" in full.told()


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
