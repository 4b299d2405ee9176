"""The scores of one network, by hand."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from nls_tutorial.boxes import objectness
from nls_tutorial.calibration import mean_objectness_deviation
from nls_tutorial.data import pixel_mean, remove_objects, scene_splits
from nls_tutorial.lessons import l11_take_the_object_away as lesson
from nls_tutorial.lessons.l11_take_the_object_away.study.evaluation import SCORES
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect

SIZE = (16, 16)


def data(seed: int):
    return scene_splits(120, 0, 60, seed=seed, classes=("circle", "star", "square"), size=24)


def network(seed: int, classes: int) -> nn.Module:
    return mlp(3 * 16 * 16, classes, width=16, features=8, seed=seed)


def test_the_scores_of_one_network() -> None:
    part = data(2)
    fill = pixel_mean(part.train.images)
    net = lesson.train_recipe(
        lesson.RECIPES["ALS β = 0.5"], part.train, network(2, 3), size=SIZE, epochs=2, seed=2, device="cpu"
    )
    seen = lesson.evaluate(net, part.test, fill, size=SIZE, device="cpu")
    scores = seen.scores()
    assert list(scores) == list(SCORES)
    assert len(seen.crops) == 240
    frame = torch.tensor([[0.0, 0.0, 24.0, 24.0]]).expand(60, 4)
    assert torch.equal(seen.whole_objectness, objectness(part.test.boxes, frame))
    small = nn.functional.interpolate(part.test.images, SIZE, mode="bilinear", antialias=True)
    whole = collect(net, replace(part.test, images=small, masks=None), device="cpu")
    torch.testing.assert_close(whole.logits, seen.whole.logits, rtol=1e-3, atol=1e-4)
    assert scores["accuracy"] == seen.whole.accuracy
    deviation = mean_objectness_deviation(seen.whole.probabilities, seen.whole_objectness)
    assert scores["deviation"] == pytest.approx(float(deviation))
    gone = nn.functional.interpolate(remove_objects(part.test, fill).images, SIZE, mode="bilinear", antialias=True)
    away = collect(net, replace(part.test, images=gone, masks=None), device="cpu")
    assert scores["confidence without object"] == pytest.approx(float(away.confidence.mean()), abs=1e-4)
    assert scores["accuracy without object"] == pytest.approx(away.accuracy, abs=0.02)
    acc, over, under, average = (scores[f"{name} without object"] for name in
                                 ("accuracy", "overconfidence", "underconfidence", "confidence"))  # fmt: skip
    assert average == pytest.approx(acc * (1 - under) + (1 - acc) * over)


def test_pictures_without_boxes_are_refused() -> None:
    plain = replace(data(0).test, boxes=None)
    with pytest.raises(ValueError, match=r"test must have boxes, but got pictures without\. Take scenes"):
        lesson.evaluate(network(0, 3), plain, torch.zeros(3), size=SIZE)
