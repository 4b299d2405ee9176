"""Tiny-ImageNet and CUB-200-2011 at full size, tried in small folders of their layouts."""

from pathlib import Path

import pytest
from spec.fine_folders import cub, noise, tiny

from nls_tutorial import tables
from nls_tutorial.data import MissingFileError
from nls_tutorial.lessons.l14_train_on_cifar10.study import CUB200, TINY_IMAGENET, look_alike
from nls_tutorial.models import resnet_cifar


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    made = lambda classes, *, stem, seed: resnet_cifar(3, classes, width=8, seed=seed)
    for name in ("ResNet50", "ResNet101"):
        monkeypatch.setitem(look_alike.LARGE, name, made)
    monkeypatch.setenv("NLS_WORKERS", "0")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("study", "layout", "arms"),
    [
        (TINY_IMAGENET, tiny, ("ResNet50, CE", "ResNet50, LS", "ResNet101, ECP")),
        (CUB200, cub, ("ResNet101, CE", "ResNet101, FL")),
    ],
)
def test_a_cell_of_each_is_trained_and_scored(study, layout, arms, tmp_path: Path) -> None:
    own = study.at("quick", data=layout(tmp_path, noise)).with_settings(batch=2, epochs=2)
    found = [own.run(arm, seed=0)[0] for arm in arms]
    assert all(set(scores) == set(study.scores) for scores in found)
    assert len({scores["NLL"] for scores in found}) == len(arms), "each loss trains another network"
    assert own.run(arms[0], seed=0)[0] == found[0]


def test_the_posters_rows_stand_beside() -> None:
    for study in (TINY_IMAGENET, CUB200):
        assert study.published is not None
    assert TINY_IMAGENET.published.printed("ResNet50, MbLS", "ECE") == tables.MBLS_ECE["MbLS"]["Tiny-ImageNet R-50"]
    assert TINY_IMAGENET.published.printed("ResNet101, LS", "AECE") == tables.MBLS_AECE["LS"]["Tiny-ImageNet R-101"]
    assert CUB200.published.printed("ResNet101, MbLS", "accuracy") == "74.56"
    assert (len(TINY_IMAGENET.arms), len(CUB200.arms)) == (14, 5)


def test_the_margin_of_many_classes() -> None:
    assert look_alike.MANY["MbLS"].keywords == {"margin": 10.0}
    assert look_alike.MANY["CE"] is look_alike.LOSSES["CE"]


def test_a_part_of_the_folder_is_named(tmp_path: Path) -> None:
    (cub(tmp_path, noise) / "images" / "002.Wren" / "w_1.jpg").unlink()
    with pytest.raises(MissingFileError, match=r"folder must hold images/002\.Wren/w_1\.jpg"):
        CUB200.at("quick", data=tmp_path)
