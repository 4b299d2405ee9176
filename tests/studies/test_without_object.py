"""Each number is that of the network it names; kept, put together and laid beside the paper's table."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from spec import activation_spec as spec

from nls_tutorial import data, models, studies
from nls_tutorial.records import Images, WithoutObject

MODULE = sys.modules["nls_tutorial.studies.without_object"]
THREE = ("circle", "star", "square")
TWO = {"hard": studies.RECIPES["hard"], "CutMix": studies.RECIPES["CutMix"]}


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in {"TRAIN": 48, "TEST": 12, "CROPS": 20, "GALLERY": 3}.items():
            patch.setattr(MODULE, name, size)
        yield


@pytest.fixture(scope="module")
def study(small: None) -> WithoutObject:
    return studies.without_object(TWO, seeds=(3, 5), epochs=2, classes=THREE)


def network(recipe: studies.Recipe, seed: int, train: Images) -> models.Classifier:
    made = models.pooled_cnn(3, 3, seed=seed)
    cycle = partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=0.01, total_steps=2)
    parts = {"optimizer": torch.optim.Adam, "scheduler": cycle, "device": "cpu"}
    studies.train_recipe(recipe, train, made, size=(32, 32), epochs=2, seed=seed, scale=(0.25, 1.0), **parts)
    return made


def test_every_number_is_that_of_the_network_it_names(study: WithoutObject) -> None:
    for s, seed in enumerate((3, 5)):
        splits = data.scene_splits(48, 0, 12, seed=seed, classes=THREE)
        for name, recipe in TWO.items():
            made = network(recipe, seed, splits.train)
            fill = data.pixel_mean(splits.train.images)
            seen = studies.look(made, splits.test, fill, size=(32, 32), scale=(0.25, 1.0), device="cpu")
            assert study.away.of(name, "accuracy")[s] == seen.whole.accuracy
            assert study.of(name, "confidence without object")[s] == pytest.approx(
                float(seen.away.confidence.mean()), abs=1e-6
            )
            maps = models.class_activation_maps(made, splits.test.images)
            shares = [
                spec.share_inside(maps[n, label].tolist(), splits.test.boxes[n].tolist(), 32, 32)
                for n, label in enumerate(splits.test.labels.tolist())
            ]
            assert study.of(name, "map inside")[s] == pytest.approx(np.nanmean(shares), abs=1e-6)
            pairs = [(a, b) for a in seen.whole.confidence.tolist() for b in seen.away.confidence.tolist()]
            apart = sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs)
            assert study.of(name, "separation")[s] == pytest.approx(apart)
            if s > 0:
                continue
            row = study.place(name)
            close = partial(np.testing.assert_allclose, rtol=1e-5, atol=1e-6)
            close(study.map_inside[row], shares[:3])
            close(study.maps[row], [maps[n, splits.test.labels[n]].numpy() for n in range(3)])
            close(study.confidence[row], seen.whole.confidence)
            close(study.confidence_without[row], seen.away.confidence)
            close(study.crop_confidence[row], seen.crops.confidence[:20])
            close(study.crop_objectness, seen.crop_objectness[:20])
            close(study.objectness, seen.whole_objectness)
            assert study.right[row].tolist() == (seen.whole.predicted == splits.test.labels).tolist()


def test_a_crowded_study_trains_on_two_objects_and_tests_on_one() -> None:
    recipe = studies.CROWDED["ALS, mask"]
    crowded = studies.without_object({"mask": recipe}, seeds=(1,), epochs=2, classes=THREE, crowded=True)
    splits = data.scene_splits(48, 0, 12, seed=1, classes=THREE)
    two = data.two_objects(splits.train, torch.Generator().manual_seed(1))
    made = network(recipe, 1, two)
    fill = data.pixel_mean(two.images)
    seen = studies.look(made, splits.test, fill, size=(32, 32), scale=(0.25, 1.0), device="cpu")
    assert crowded.of("mask", "confidence")[0] == pytest.approx(float(seen.whole.confidence.mean()), abs=1e-6)
    # one object, whole inside the picture: its box's share
    boxes = splits.test.boxes
    expected = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / 1024
    np.testing.assert_allclose(crowded.objectness, expected, atol=1e-6)


def test_maps_need_one_box_each() -> None:
    crowded = data.two_objects(data.scenes(20, seed=0), torch.Generator().manual_seed(0))
    with pytest.raises(
        ValueError, match=r"data\.boxes must have shape \(N, 4\), one box a picture, but got \(20, 2, 4\)"
    ):
        studies.label_maps(models.pooled_cnn(3, 10), crowded)
    with pytest.raises(ValueError, match=r"one box a picture, but got none\. Take scenes"):
        studies.label_maps(models.pooled_cnn(3, 10), replace(crowded, boxes=None))


def test_together(study: WithoutObject) -> None:
    later = replace(study, away=replace(study.away, seeds=(6, 7)))
    twice = studies.together([study, later], by="seeds")
    assert twice.away.seeds == (3, 5, 6, 7)
    assert twice.names == study.names
    assert twice.of("CutMix", "accuracy").tolist() == [*study.of("CutMix", "accuracy")] * 2
    assert twice.of("CutMix", "map inside").tolist() == [*study.of("CutMix", "map inside")] * 2
    assert twice.of("CutMix", "separation").tolist() == [*study.of("CutMix", "separation")] * 2
    assert twice.maps is study.maps
    wide = studies.together([study, study], by="recipes")
    assert wide.names == ("hard", "CutMix") * 2
    assert wide.away.seeds == (3, 5)
    for name in (
        "confidence",
        "right",
        "confidence_without",
        "crop_confidence",
        "maps",
        "map_inside",
        "inside",
        "separation",
    ):
        np.testing.assert_array_equal(getattr(wide, name), np.concatenate([getattr(study, name)] * 2))
    np.testing.assert_array_equal(wide.away.numbers[2:], study.away.numbers)


def test_what_does_not_fit_together_is_refused(study: WithoutObject) -> None:
    other = replace(study, away=replace(study.away, names=("a", "b"), seeds=(0, 1)))
    with pytest.raises(ValueError, match=r"studies must have the same seeds, but got .* Put like with like"):
        studies.together([study, other], by="recipes")
    with pytest.raises(ValueError, match="parts must differ in their seeds only"):
        studies.together([study, other], by="seeds")
    with pytest.raises(ValueError, match="by must be one of 'seeds', 'recipes', but got 'names'"):
        studies.together([study], by="names")


def test_what_is_kept_is_what_was_measured(study: WithoutObject, tmp_path: Path) -> None:
    study = replace(study, map_inside=np.where(study.map_inside > 2, 0.0, np.nan))
    found = studies.load_without_object(studies.save_without_object(study, tmp_path / "new" / "study.json"))
    for name, value in vars(study).items():
        if name != "away":
            np.testing.assert_allclose(getattr(found, name), value, rtol=5.1e-4)
            assert getattr(found, name).dtype == value.dtype
    np.testing.assert_allclose(found.away.numbers, study.away.numbers, rtol=5.1e-4)
    assert replace(found.away, numbers=study.away.numbers).table().rows == study.away.table().rows
    assert (found.away.seeds, found.away.classes, found.away.made_by) == ((3, 5), 3, study.away.made_by)


def test_a_missing_or_damaged_file_is_refused(study: WithoutObject, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"which is not there\. Make it with save_without_object"):
        studies.load_without_object(tmp_path / "study.json")
    path = studies.save_without_object(study, tmp_path / "study.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    for damage in ({"format": "other"}, {"away": {}}, {"maps_shape": [1]}, {"inside_shape": [1, 4]}):
        path.write_text(json.dumps({**told, **damage}), encoding="utf-8")
        with pytest.raises(ValueError, match=r"path must hold a study without the object, but got .* Make it again"):
            studies.load_without_object(path)


def test_beside_the_papers_table(study: WithoutObject) -> None:
    table = studies.beside_table_1(replace(study, away=replace(study.away, names=("hard", "ours"))))
    assert table.columns[:3] == ("labels", "accuracy", "paper")
    hard, ours = table.rows
    assert hard[2::2] == ("0.0633", "0.2734", "0.3362", "0.2982")
    assert ours[2::2] == ("", "", "", "")
    accuracy = study.of("hard", "accuracy without object")
    assert hard[1].startswith(f"{accuracy.mean():.3f} ± ")
    assert "K = 3" in table.title


def test_the_papers_table_keeps_its_identity() -> None:
    for row in studies.TABLE_1.values():
        accuracy, over, under, average = map(float, row)
        assert accuracy * (1 - under) + (1 - accuracy) * over == pytest.approx(average, abs=2e-4)


@pytest.mark.parametrize("classes", [10, 3])
def test_the_shipped_studies_are_whole(classes: int) -> None:
    study = studies.stored_without_object(classes)
    assert study.away.classes == classes
    assert len(study.away.seeds) >= 3
    assert {"hard", "ALS β = 1", "ALS β = 0.5"} <= set(study.names)
    assert np.isfinite(study.away.numbers).all()
    assert study.of("hard", "accuracy").min() > 0.8
    assert len(study.objectness) == 1000
    assert study.maps.shape[1:] == (8, 8, 8)


def test_another_number_of_classes_is_refused() -> None:
    with pytest.raises(ValueError, match="classes must be one of 10, 3, but got 5"):
        studies.stored_without_object(5)
