"""The study of real photographs: on photographs made by hand, on the real ones where they are, and as shipped."""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from spec.voc_by_hand import pair

from nls_tutorial import studies
from nls_tutorial.studies import cards
from nls_tutorial.studies.cards import card_splits, study_cards

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six training and four test photographs of two classes, and one of two objects, which is left out."""
    for part, count in (("train", 6), ("test", 4)):
        for number in range(count):
            name = ("ace", "king")[number % 2]
            pair(tmp_path / part, f"{number}", [(name, (4, 2, 20 + number, 12))], ending=".jpg")
        pair(tmp_path / part, "two", [("ace", (0, 0, 5, 5)), ("king", (10, 5, 30, 15))])
    return tmp_path


def test_only_single_objects_are_taken_and_classes_are_the_training_parts(folder) -> None:
    splits = card_splits(folder)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [6, 0, 4]
    assert splits.train.class_names == splits.test.class_names == ("ace", "king")
    assert [part.split for part in (splits.train, splits.test)] == ["train", "test"]
    assert splits.train.images.shape[2:] == (96, 96)
    (folder / "test/annotations/0.xml").write_text(
        (folder / "test/annotations/0.xml").read_text().replace("ace", "joker")
    )
    with pytest.raises(ValueError, match=r"0\.xml must name classes of ace, king, but got 'joker'"):
        card_splits(folder)


def test_the_study_runs_and_is_kept(folder, tmp_path, monkeypatch, capsys) -> None:
    target = tmp_path / "kept.json"
    asked = ["cards", str(folder), "--epochs", "1", "--result", str(target), "--parts", str(tmp_path / "parts")]
    monkeypatch.setattr(sys, "argv", [*asked, "--seeds", "1"])
    cards.main()
    first = studies.load_objects_away(target)
    monkeypatch.setattr(sys, "argv", [*asked, "--seeds", "2"])
    cards.main()
    study = studies.load_objects_away(target)
    assert study.names == cards.NAMES
    assert study.seeds == (0, 1)
    np.testing.assert_array_equal(study.numbers[:, :1], first.numbers)  # taken up, not trained again
    assert "6 training and 4 test photographs" in study.made_by
    assert "1 epochs" in study.made_by
    assert np.isfinite(study.of("ALS β = 1, context", "confidence without object")).all()
    said = capsys.readouterr().out
    assert said.count("seed 0, ") == said.count("seed 1, ") == len(cards.NAMES)
    assert str(target) in said


def test_fewer_recipes(folder) -> None:
    assert study_cards(folder, seeds=(0, 4), epochs=1, names=("hard",), device="cpu").numbers.shape == (1, 2, 10)


def test_the_shipped_study_is_whole() -> None:
    study = studies.objects_away_on_photographs()
    assert study.names == cards.NAMES
    assert len(study.seeds) >= 3
    assert study.classes == 6
    assert "180 training and 30 test photographs" in study.made_by
    assert f"{cards.EPOCHS} epochs" in study.made_by
    defined = [place for place, score in enumerate(study.scores) if "erconfidence" not in score]
    shares = study.numbers[:, :, defined]
    assert ((shares >= 0) & (shares <= 1)).all()
    assert 0.05 < study.objectness[0] < study.objectness[1] < 0.5


def test_the_shipped_study_shows_what_the_data_page_says() -> None:
    study = studies.objects_away_on_photographs()
    away = {name: study.of(name, "confidence without object") for name in study.names}
    assert (np.abs(away["hard"] - study.of("hard", "confidence")) < 0.08).all()
    for score in ("confidence without object", "deviation", "deviation on crops"):
        order = [study.of(name, score) for name in ("hard", "ALS β = 0.5", "ALS β = 0.75", "ALS β = 1")]
        for more, less in pairwise(order):
            assert (more > less).all(), score
    assert (away["ALS β = 1"] < 1 / 6 + 0.05).all()
    assert abs((away["ALS β = 1, context"] - away["ALS β = 1"]).mean()) < 0.01
    assert (away["hard"] - away["LS α = 0.1"]).mean() < 0.05
    accuracy = np.array([study.of(name, "accuracy") for name in study.names])
    assert 0.3 < accuracy.mean() < 0.45
    assert np.ptp(accuracy.mean(axis=1)) < 2 * accuracy.std(axis=1, ddof=1).mean()
