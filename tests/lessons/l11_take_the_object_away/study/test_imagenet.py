"""ALS at the paper's size, tried in small: what is read, trained, scored, and laid beside the paper's table."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from spec import ranks_run
from spec.boxed_folder import NAMES, write

from nls_tutorial import studies
from nls_tutorial.data import MissingFileError
from nls_tutorial.lessons.l11_take_the_object_away.study import IMAGENET_BOXES, RECIPES, imagenet
from nls_tutorial.training import PictureStream


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for part, each in (("train", 6), ("test", 4)):
        write(tmp_path / part, each)
        (tmp_path / part / "boxes").rename(tmp_path / part / "annotations")
    return tmp_path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(imagenet.NETWORKS, "ResNet50", ranks_run.small)
    monkeypatch.setenv("NLS_WORKERS", "0")


def newer(home: Path) -> None:
    """Pictures without boxes, one folder a class."""
    for k, name in enumerate(NAMES):
        (home / "v2" / name).mkdir(parents=True)
        rows = np.full((20, 24, 3), 60 * (k + 1), dtype=np.uint8)
        Image.fromarray(rows).save(home / "v2" / name / "new.jpg")


@pytest.mark.slow
def test_a_cell_is_trained_and_scored_three_times(home: Path) -> None:
    newer(home)
    study = IMAGENET_BOXES.at("quick", data=home).with_settings(epochs=2, batch=6)
    scores, kept = study.run("ResNet50, ALS β = 1, context", seed=0)
    assert set(scores) == set(study.scores)
    assert kept == {}
    assert scores["confidence"] != scores["confidence without object"] != scores["confidence on V2"]
    acc, over, under = (scores[f"{name} without object"] for name in ("accuracy", "overconfidence", "underconfidence"))
    parts = [acc * (1 - under) if acc > 0 else 0.0, (1 - acc) * over if acc < 1 else 0.0]
    assert scores["confidence without object"] == pytest.approx(sum(parts))
    again, _ = study.run("ResNet50, ALS β = 1, context", seed=0)
    assert again["NLL"] == scores["NLL"]
    other, _ = study.run("ResNet50, ALS β = 1, context", seed=1)
    assert other["NLL"] != scores["NLL"]


@pytest.mark.slow
def test_each_arm_has_its_own_labels_and_pictures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[PictureStream] = []
    plain = imagenet.LargeRun.train

    def train(self, network, stream, loss, **more):
        seen.append(stream)
        return plain(self, network, stream, loss, **more)

    monkeypatch.setattr(imagenet.LargeRun, "train", train)
    study = IMAGENET_BOXES.at("quick", data=home).with_settings(batch=6)
    nll = {name: study.run(f"ResNet50, {name}", seed=0)[0]["NLL"] for name in imagenet.LABELS}
    assert len(set(nll.values())) >= len(nll) - 1  # one object a picture: masks are the plain ALS
    assert nll["ALS, mask"] == nll["ALS β = 1"]
    shares = dict(zip(imagenet.LABELS, ((stream.context, stream.own_object_only) for stream in seen), strict=True))
    assert shares == {name: (RECIPES[name].context, RECIPES[name].own_object_only) for name in imagenet.LABELS}


def test_without_newer_pictures_their_scores_are_undefined(home: Path) -> None:
    study = IMAGENET_BOXES.at("quick", data=home)
    scores, _ = study.run("ResNet50, hard", seed=0)
    assert all(math.isnan(scores[f"{name} on V2"]) for name in imagenet.V2)
    assert math.isfinite(scores["ECE, 100 bins"])


def test_a_folder_that_changes_makes_other_cells(home: Path) -> None:
    before = IMAGENET_BOXES.at("quick", data=home).digest("ResNet50, hard", 0)
    assert IMAGENET_BOXES.at("quick", data=home).digest("ResNet50, hard", 0) == before
    newer(home)
    with_newer = IMAGENET_BOXES.at("quick", data=home).digest("ResNet50, hard", 0)
    assert with_newer != before
    next((home / "train" / "images").rglob("*.JPEG")).unlink()
    assert IMAGENET_BOXES.at("quick", data=home).digest("ResNet50, hard", 0) != with_newer


def test_the_papers_table_stands_beside() -> None:
    published = IMAGENET_BOXES.published
    assert published is not None
    assert published.printed("ResNet50, ALS β = 1", "confidence without object") == "0.0191"
    assert published.printed("ResNet50, CutMix", "overconfidence without object") == "0.1679"
    assert IMAGENET_BOXES.settings["epochs"] == 300
    assert len(IMAGENET_BOXES.arms) == 16
    assert studies.find_study("imagenet_boxes") is IMAGENET_BOXES


def test_what_is_not_there_is_named(home: Path) -> None:
    (home / "test" / "annotations").rename(home / "test" / "xml")
    with pytest.raises(MissingFileError, match=r"annotations .* must be a folder"):
        IMAGENET_BOXES.at("quick", data=home)
    with pytest.raises(ValueError, match="network must be one of 'ResNet50', 'ResNet101', but got 'VGG'"):
        imagenet.LargeRecipe(RECIPES["hard"], "VGG")
