"""Each number is that of the network it names; kept, and laid beside the paper's table."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from spec import activation_spec as spec

from nls_tutorial import data, models, predictions, studies
from nls_tutorial.lessons import l11_take_the_object_away as lesson
from nls_tutorial.records import Images, Results

pytestmark = pytest.mark.slow

MODULE = sys.modules["nls_tutorial.lessons.l11_take_the_object_away.study.without_object"]
THREE = ("circle", "star", "square")
TWO = {name: lesson.RECIPES[name] for name in ("hard", "CutMix")}


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in {"TRAIN": 48, "TEST": 12, "SHOWN": 20, "GALLERY": 3}.items():
            patch.setattr(MODULE, name, size)
        yield


@pytest.fixture(scope="module")
def study(small: None) -> Results:
    return studies.run_study(lesson.compare_recipes(list(TWO), epochs=2, classes=THREE, control=True), seeds=(3, 0))


def network(recipe: lesson.Recipe, seed: int, train: Images) -> models.Classifier:
    made = models.gap_cnn(3, 3, seed=seed)
    cycle = partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=0.01, total_steps=2)
    parts = {"optimizer": torch.optim.Adam, "scheduler": cycle, "device": "cpu"}
    lesson.train_recipe(recipe, train, made, size=(32, 32), epochs=2, seed=seed, scale=(0.25, 1.0), **parts)
    return made


def test_every_number_is_that_of_the_network_it_names(study: Results) -> None:
    for s, seed in enumerate((3, 0)):
        splits = data.scene_splits(48, 0, 12, seed=seed, classes=THREE)
        for name, recipe in TWO.items():
            made = network(recipe, seed, splits.train)
            fill = data.pixel_mean(splits.train.images)
            seen = lesson.evaluate(made, splits.test, fill, size=(32, 32), scale=(0.25, 1.0), device="cpu")
            assert study.scores(name, "accuracy")[s] == seen.whole.accuracy
            assert study.scores(name, "confidence without object")[s] == pytest.approx(
                float(seen.away.confidence.mean()), abs=1e-6
            )
            maps = models.class_activation_maps(made, splits.test.images)
            shares = [
                spec.energy_in_box(maps[n, label].tolist(), splits.test.boxes[n].tolist(), 32, 32)
                for n, label in enumerate(splits.test.labels.tolist())
            ]
            assert study.scores(name, "map inside")[s] == pytest.approx(np.nanmean(shares), abs=1e-6)
            pairs = [(a, b) for a in seen.whole.confidence.tolist() for b in seen.away.confidence.tolist()]
            apart = sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs)
            assert study.scores(name, "AUROC")[s] == pytest.approx(apart)
            beside = predictions.collect(made, data.cover_beside(splits.test, fill), device="cpu")
            apart = np.mean([(a > b) + (a == b) / 2 for a in seen.whole.confidence for b in beside.confidence])
            assert study.scores(name, "AUROC, box beside")[s] == pytest.approx(float(apart))
            assert study.scores(name, "accuracy, box beside")[s] == beside.accuracy
            mean = float(beside.confidence.double().mean())
            assert study.scores(name, "confidence, box beside")[s] == pytest.approx(mean, abs=1e-6)
            if seed > 0:
                continue
            close = partial(np.testing.assert_allclose, rtol=1e-5, atol=1e-6)
            close(study.array(name, "map_inside"), shares[:3])
            close(study.array(name, "maps"), [maps[n, splits.test.labels[n]].numpy() for n in range(3)])
            close(study.array(name, "confidence"), seen.whole.confidence)
            close(study.array(name, "confidence_without"), seen.away.confidence)
            close(study.array(name, "confidence_beside"), beside.confidence)
            close(study.array(name, "crop_confidence"), seen.crops.confidence[:20])
            close(study.array(name, "crop_objectness"), seen.crop_objectness[:20])
            close(study.array(name, "objectness"), seen.whole_objectness)
            assert study.array(name, "right").tolist() == (seen.whole.predicted == splits.test.labels).tolist()


def test_a_crowded_study_trains_on_two_objects_and_tests_on_one() -> None:
    recipe = lesson.RECIPES["ALS, mask"]
    crowded = studies.run_study(lesson.compare_recipes(["ALS, mask"], epochs=2, classes=THREE), seeds=(0,))
    splits = data.scene_splits(48, 0, 12, seed=0, classes=THREE)
    two = data.two_objects(splits.train, torch.Generator().manual_seed(0))
    made = network(recipe, 0, two)
    fill = data.pixel_mean(two.images)
    seen = lesson.evaluate(made, splits.test, fill, size=(32, 32), scale=(0.25, 1.0), device="cpu")
    assert crowded.scores("ALS, mask", "confidence")[0] == pytest.approx(float(seen.whole.confidence.mean()), abs=1e-6)
    away = float(seen.away.confidence.mean())
    assert crowded.scores("ALS, mask", "confidence without object")[0] == pytest.approx(away, abs=1e-6)
    # one object, whole inside the picture: its box's share
    boxes = splits.test.boxes
    expected = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / 1024
    np.testing.assert_allclose(crowded.array("ALS, mask", "objectness"), expected, atol=1e-6)


def test_maps_need_one_box_each() -> None:
    crowded = data.two_objects(data.scenes(20, seed=0), torch.Generator().manual_seed(0))
    with pytest.raises(
        ValueError, match=r"data\.boxes must have shape \(N, 4\), one box a picture, but got \(20, 2, 4\)"
    ):
        lesson.label_maps(models.gap_cnn(3, 10), crowded)
    with pytest.raises(ValueError, match=r"one box a picture, but got none\. Take scenes"):
        lesson.label_maps(models.gap_cnn(3, 10), replace(crowded, boxes=None))


def test_beside_the_papers_table(study: Results) -> None:
    table = study.beside(lesson.WITHOUT_OBJECT.published)
    hard, cutmix = table.rows
    assert hard[2::2] == ("0.0633", "0.2734", "0.3362", "0.2982")
    assert cutmix[2::2] == ("0.0921", "0.1679", "0.4696", "0.2013")
    accuracy = study.scores("hard", "accuracy without object")
    assert hard[1].startswith(f"{accuracy.mean():.3f} ± ")
    assert table.title.endswith("beside Krothapalli and Abbott 2020 (ALS), Table 1 (shares)")


@pytest.mark.parametrize(
    ("name", "classes"),
    [("without_object", 10), ("without_object_longer", 10), ("without_object_3_classes", 3)],
)
def test_the_shipped_studies_are_whole_and_of_the_registered_settings(name: str, classes: int) -> None:
    kept, study = studies.bundled(name), studies.find_study(name)
    assert len(kept.settings["classes"]) == classes
    assert kept.settings == study.plain_settings()
    assert (kept.arms, len(kept.seeds), kept.missing) == (tuple(study.arms), study.seeds, ())
    for arm in kept.arms:
        for score in kept.columns:
            assert np.isfinite(kept.scores(arm, score)).all()
    assert kept.scores("hard", "accuracy").min() > 0.8
    assert len(kept.array("hard", "objectness")) == 1000
    assert kept.array("hard", "maps").shape == (8, 8, 8)


def test_the_conversion_changed_no_number() -> None:
    # typed from the file that shipped before all studies had one format
    kept = studies.bundled("without_object")
    assert kept.scores("hard", "map inside").tolist() == [0.6105, 0.5714, 0.6208, 0.602, 0.6139]
    assert kept.scores("hard", "AUROC").tolist()[:2] == [0.721, 0.9118]
    few = studies.bundled("without_object_3_classes")
    assert few.scores("ALS β = 1", "map inside").tolist() == [0.3804, 0.3832, 0.3781]
    assert few.array("hard", "objectness")[:3].tolist() == [0.4717, 0.4512, 0.3525]


def test_an_unknown_recipe_is_refused() -> None:
    with pytest.raises(ValueError, match=r"names must be one of 'hard', .* but got 'CutMixUp'"):
        lesson.compare_recipes(["CutMixUp"])
