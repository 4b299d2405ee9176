"""The study of objects taken away: the same windows for all, scores by hand, and what is kept."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from nls_tutorial import studies
from nls_tutorial.boxes import objectness
from nls_tutorial.calibration import mean_objectness_deviation
from nls_tutorial.data import pixel_mean, remove_objects, scene_splits
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.records import AWAY_SCORES, Images, ObjectsAway
from nls_tutorial.studies import adaptive as module

pytestmark = pytest.mark.slow

SIZE = (16, 16)
quick = partial(studies.take_objects_away, size=SIZE, epochs=2, made_by="a test", device="cpu")


def data(seed: int):
    return scene_splits(120, 0, 60, seed=seed, classes=("circle", "star", "square"), size=24)


def network(seed: int, classes: int) -> nn.Module:
    return mlp(3 * 16 * 16, classes, width=16, features=8, seed=seed)


@pytest.fixture(scope="module")
def study() -> ObjectsAway:
    return quick(studies.RECIPES, data, network, seeds=(0, 2))


def test_every_recipe_and_seed_is_scored(study) -> None:
    assert study.numbers.shape == (8, 2, 10)
    assert study.names == tuple(studies.RECIPES)
    assert study.scores == AWAY_SCORES
    assert (study.classes, study.seeds, study.made_by) == (3, (0, 2), "a test")
    assert np.isfinite(study.of("hard", "accuracy")).all()
    assert len({tuple(row) for row in study.numbers.reshape(16, 10).round(12).tolist()}) == 16


def test_the_scores_of_one_network(study) -> None:
    part = data(2)
    fill = pixel_mean(part.train.images)
    net = studies.train_recipe(
        studies.RECIPES["ALS β = 0.5"], part.train, network(2, 3), size=SIZE, epochs=2, seed=2, device="cpu"
    )
    seen = studies.look(net, part.test, fill, size=SIZE, device="cpu")
    scores = seen.scores()
    assert [study.of("ALS β = 0.5", name)[1] for name in AWAY_SCORES] == pytest.approx([*scores.values()], nan_ok=True)
    assert len(seen.crops) == 240
    frame = torch.tensor([[0.0, 0.0, 24.0, 24.0]]).expand(60, 4)
    assert torch.equal(seen.whole_objectness, objectness(part.test.boxes, frame))
    small = nn.functional.interpolate(part.test.images, SIZE, mode="bilinear", antialias=True)
    whole = collect(net, replace(part.test, images=small), device="cpu")
    torch.testing.assert_close(whole.logits, seen.whole.logits, rtol=1e-3, atol=1e-4)
    assert scores["accuracy"] == seen.whole.accuracy
    deviation = mean_objectness_deviation(seen.whole.probabilities, seen.whole_objectness)
    assert scores["deviation"] == pytest.approx(float(deviation))
    gone = nn.functional.interpolate(remove_objects(part.test, fill).images, SIZE, mode="bilinear", antialias=True)
    away = collect(net, replace(part.test, images=gone), device="cpu")
    assert scores["confidence without object"] == pytest.approx(float(away.confidence.mean()), abs=1e-4)
    assert scores["accuracy without object"] == pytest.approx(away.accuracy, abs=0.02)
    acc, over, under, average = (scores[f"{name} without object"] for name in
                                 ("accuracy", "overconfidence", "underconfidence", "confidence"))  # fmt: skip
    assert average == pytest.approx(acc * (1 - under) + (1 - acc) * over)


def test_a_run_depends_on_its_seed_alone(study) -> None:
    alone = quick({"CutMix": studies.RECIPES["CutMix"]}, data, network, seeds=(2,))
    assert alone.of("CutMix", "confidence")[0] == study.of("CutMix", "confidence")[1]


def test_the_rules_make_these_labels() -> None:
    labels, share = torch.tensor([1, 0]), torch.tensor([0.25, 1.0])
    rows = {name: recipe.rule(labels, share, 3) for name, recipe in studies.RECIPES.items()}
    close = partial(torch.testing.assert_close, rtol=0, atol=1e-6)
    close(rows["hard"], torch.tensor([[0.0, 1, 0], [1, 0, 0]]))
    close(rows["LS α = 0.1"], torch.tensor([[0.05, 0.9, 0.05], [0.9, 0.05, 0.05]]))
    close(rows["ALS β = 1"], torch.tensor([[0.375, 0.25, 0.375], [1, 0, 0]]))
    close(rows["ALS β = 0.75"], torch.tensor([[0.28125, 0.4375, 0.28125], [1, 0, 0]]))
    close(rows["ALS β = 0.5"], torch.tensor([[0.1875, 0.625, 0.1875], [1, 0, 0]]))
    assert [name for name, recipe in studies.RECIPES.items() if recipe.cutmix] == ["CutMix"]
    with_context = {name: recipe.context for name, recipe in studies.RECIPES.items() if recipe.context}
    assert with_context == {"ALS β = 1, context": 0.15, "ALS β = 0.75, context": 0.15}


def test_the_mask_variant_trains_on_one_object_alone(monkeypatch) -> None:
    part = data(0).train
    other = part.boxes.flip(0)
    boxes = torch.stack([part.boxes, other], dim=1)
    two = replace(part, boxes=boxes, box_labels=torch.stack([part.labels, part.labels.flip(0)], dim=1))
    seen: list[Images] = []
    monkeypatch.setattr(module, "train", lambda network, data, *rest, **options: seen.append(data))
    for alone in (True, False):
        recipe = replace(studies.RECIPES["hard"], own_object_only=alone)
        studies.train_recipe(recipe, two, network(0, 3), size=SIZE, epochs=1)
    assert not seen[0].boxes[:, 1].any()
    assert (seen[0].images != two.images).any()
    assert seen[1] is two


def test_the_schedule_is_a_cosine_unless_one_is_given(monkeypatch) -> None:
    seen: list = []
    monkeypatch.setattr(module, "train", lambda *parts, **options: seen.append(options["scheduler"]))
    constant = torch.optim.lr_scheduler.ConstantLR
    for scheduler in (None, constant):
        studies.train_recipe(
            studies.RECIPES["hard"], data(0).train, network(0, 3), size=SIZE, epochs=7, scheduler=scheduler
        )
    made = seen[0](torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0))
    assert isinstance(made, torch.optim.lr_scheduler.CosineAnnealingLR)
    assert made.T_max == 7
    assert seen[1] is constant


def test_each_run_is_told(study) -> None:
    lines: list[str] = []
    quick({"hard": studies.RECIPES["hard"]}, data, network, seeds=(0,), tell=lines.append)
    assert len(lines) == 1
    assert lines[0].startswith("seed 0, hard: accuracy 0.")


def test_nothing_to_do_is_refused() -> None:
    with pytest.raises(ValueError, match=r"recipes must hold at least one, but got none\. Add one\."):
        quick({}, data, network, seeds=(0,))
    with pytest.raises(ValueError, match=r"seeds must hold at least one, but got none\. Add one\."):
        quick(studies.RECIPES, data, network, seeds=())
    plain = replace(data(0).test, boxes=None)
    with pytest.raises(ValueError, match=r"test must have boxes, but got pictures without\. Take scenes"):
        studies.look(network(0, 3), plain, torch.zeros(3), size=SIZE)


def test_parts_with_seeds_of_their_own_are_joined(study) -> None:
    one, two = (
        replace(study, seeds=study.seeds[row : row + 1], numbers=study.numbers[:, row : row + 1], objectness=share)
        for row, share in ((0, (0.25, 0.5)), (1, (0.75, 0.5)))
    )
    whole = studies.join_seeds([one, two])
    np.testing.assert_array_equal(whole.numbers, study.numbers)
    assert (whole.seeds, whole.names, whole.objectness) == (study.seeds, study.names, (0.5, 0.5))
    assert studies.join_seeds([study, replace(two, seeds=(9,))]).objectness[0] == pytest.approx(
        (2 * study.objectness[0] + 0.75) / 3
    )
    with pytest.raises(ValueError, match=r"parts must have seeds of their own, but got \(0, 2, 2\)\."):
        studies.join_seeds([study, two])
    with pytest.raises(ValueError, match=r"parts must differ in their seeds only, but got 2 kinds\."):
        studies.join_seeds([one, replace(two, made_by="another test")])
    with pytest.raises(ValueError, match=r"parts must hold at least one, but got none\."):
        studies.join_seeds([])


def test_what_is_kept_is_what_was_measured(study, tmp_path) -> None:
    study.numbers[0, 0, 7] = np.nan
    path = studies.save_objects_away(study, tmp_path / "study.json")
    json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    found = studies.load_objects_away(path)
    np.testing.assert_allclose(found.numbers, study.numbers, rtol=5.1e-4)
    assert np.isnan(found.numbers[0, 0, 7])
    assert found.objectness == pytest.approx(study.objectness, rel=1e-3)
    for name in ("names", "seeds", "scores", "classes", "made_by"):
        assert getattr(found, name) == getattr(study, name)


def test_a_file_that_is_not_there_or_damaged_is_refused(study, tmp_path) -> None:
    path = tmp_path / "study.json"
    with pytest.raises(FileNotFoundError, match=r"path must be a file, but got .*study\.json, which is not there\."):
        studies.load_objects_away(path)
    text = studies.save_objects_away(study, path).read_text(encoding="utf-8")
    for damaged in (text[:100], "[]", text.replace("away 1", "away 2"), text.replace('"classes"', '"klasses"')):
        path.write_text(damaged, encoding="utf-8")
        with pytest.raises(ValueError, match=r"path must hold a study of objects taken away, .*study.json.*Make it"):
            studies.load_objects_away(path)
