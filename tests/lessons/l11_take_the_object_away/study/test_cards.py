"""The study of real photographs: on photographs made by hand, on the real ones where they are, and as shipped."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from spec.voc_by_hand import pair

from nls_tutorial import studies
from nls_tutorial.lessons import l11_take_the_object_away as lesson
from nls_tutorial.lessons.l11_take_the_object_away.study.cards import card_splits

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six training and four test photographs of two classes, and one of two objects, which is left out."""
    for part, count in (("train", 6), ("test", 4)):
        for number in range(count):
            name = ("ace", "king")[number % 2]
            pair(tmp_path / "cards" / part, f"{number}", [(name, (4, 2, 20 + number, 12))], ending=".jpg")
        pair(tmp_path / "cards" / part, "two", [("ace", (0, 0, 5, 5)), ("king", (10, 5, 30, 15))])
    return tmp_path / "cards"


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


def test_the_study_runs_on_a_folder_and_knows_it_by_what_is_in_it(folder, tmp_path) -> None:
    study = lesson.ADAPTIVE_CARDS.at("quick", data=folder).with_settings(epochs=1)
    store = tmp_path / "store"
    results = studies.run_study(study, arms=("hard", "ALS β = 1, context"), seeds=(0,), store=store)
    assert np.isfinite(results.scores("hard", "confidence")).all()
    assert results.scores("hard", "confidence") != results.scores("ALS β = 1, context", "confidence")
    other = folder.rename(tmp_path / "elsewhere")
    moved = lesson.ADAPTIVE_CARDS.at("quick", data=other).with_settings(epochs=1)
    assert moved.digest("hard", 0) == study.digest("hard", 0), "the same photographs in another place"
    (other / "test/images/0.jpg").write_bytes((other / "test/images/1.jpg").read_bytes())
    changed = lesson.ADAPTIVE_CARDS.at("quick", data=other).with_settings(epochs=1)
    assert changed.digest("hard", 0) != study.digest("hard", 0), "another photograph"


def test_another_setting_is_another_cell(folder, tmp_path) -> None:
    study = lesson.ADAPTIVE_CARDS.at("quick", data=folder).with_settings(epochs=1)
    store = studies.Store(tmp_path)
    studies.run_study(study, arms=("hard",), seeds=(0,), store=store)
    assert store.read(study, "hard", 0) is not None
    for changed in ({"width": 8}, {"batch": 2}, {"epochs": 2}):
        assert store.read(study.with_settings(**changed), "hard", 0) is None


def test_the_shipped_study_is_whole() -> None:
    kept, study = studies.bundled("adaptive_cards"), lesson.ADAPTIVE_CARDS
    assert (kept.arms, len(kept.seeds), kept.missing) == (tuple(study.arms), 3, ())
    assert {name: kept.settings[name] for name in study.settings} == study.plain_settings()
    assert "180 training and 30 test photographs" in kept.setup
    assert "60 epochs" in kept.setup
    for name in kept.columns:
        for arm in kept.arms:
            shares = kept.scores(arm, name)
            if "erconfidence" not in name:
                assert ((shares >= 0) & (shares <= 1)).all()
    assert kept.scores("hard", "accuracy").tolist() == [0.4333, 0.3667, 0.2667], "as before the conversion"
    means = next(iter(kept.cells.values())).manifest["mean_objectness"]
    assert 0.05 < means["whole pictures"] < means["crops"] < 0.5


def test_the_shipped_study_shows_what_the_data_page_says() -> None:
    study = studies.bundled("adaptive_cards")
    away = {name: study.scores(name, "confidence without object") for name in study.arms}
    assert (np.abs(away["hard"] - study.scores("hard", "confidence")) < 0.08).all()
    for score in ("confidence without object", "deviation", "deviation on crops"):
        order = [study.scores(name, score) for name in ("hard", "ALS β = 0.5", "ALS β = 0.75", "ALS β = 1")]
        for more, less in pairwise(order):
            assert (more > less).all(), score
    assert (away["ALS β = 1"] < 1 / 6 + 0.05).all()
    assert abs((away["ALS β = 1, context"] - away["ALS β = 1"]).mean()) < 0.01
    assert (away["hard"] - away["LS α = 0.1"]).mean() < 0.05
    accuracy = np.array([study.scores(name, "accuracy") for name in study.arms])
    assert 0.3 < accuracy.mean() < 0.45
    assert np.ptp(accuracy.mean(axis=1)) < 2 * accuracy.std(axis=1, ddof=1).mean()
