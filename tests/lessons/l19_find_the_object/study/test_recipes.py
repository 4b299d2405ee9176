"""Labels of an arm by hand; training that learns, repeats, and leaves the layers shared."""

import pytest
import torch
from torch import tensor
from torchvision.ops import box_iou

from nls_tutorial import data, models
from nls_tutorial.lessons import l19_find_the_object as lesson


@pytest.mark.parametrize(
    ("arm", "row"),
    [
        ("hard", [0.0, 1.0, 0.0, 0.0]),
        ("CutMix", [0.0, 1.0, 0.0, 0.0]),
        ("LS α = 0.1", [0.1 / 3, 0.9, 0.1 / 3, 0.1 / 3]),
        ("ALS β = 1", [0.2, 0.4, 0.2, 0.2]),
        ("ALS β = 0.5", [0.1, 0.7, 0.1, 0.1]),
    ],
)
def test_labels_by_hand(arm: str, row: list[float]) -> None:
    rule = lesson.label_rule(lesson.ARMS[arm], 4)
    torch.testing.assert_close(rule(tensor([1]), tensor([0.4])), tensor([row]))  # two fifths of the object are left


def test_only_cutmix_mixes() -> None:
    assert [name for name, arm in lesson.ARMS.items() if arm.get("cutmix")] == ["CutMix"]
    assert [name for name, arm in lesson.ARMS.items() if arm.get("longer", 1.0) != 1] == [
        "from scratch, 3 times as long"
    ]


def test_an_arm_without_labels_has_no_rule() -> None:
    with pytest.raises(ValueError, match="labels must be one of 'smoothed', 'adaptive', but got 'none'"):
        lesson.label_rule(lesson.ARMS["from scratch"], 4)


@pytest.mark.slow
def test_training_learns_and_repeats() -> None:
    pictures = data.object_scenes(32, objects=(1, 1), size=32, seed=0, classes=data.SHAPES[:2])
    twice = []
    for _ in range(2):
        network = models.gap_cnn(3, 2, width=6, seed=0)
        before = network.body[0].weight.clone()
        model = lesson.train_detector(network, pictures, epochs=40, seed=1, device="cpu")
        assert model.backbone[0].weight is network.body[0].weight
        assert not torch.equal(network.body[0].weight, before)
        twice.append(models.detect(model, pictures.images))
    assert all(torch.equal(one["boxes"], other["boxes"]) for one, other in zip(*twice, strict=True))
    assert lesson.score_detections(twice[0], pictures).average_precision > 0.3


@pytest.mark.slow
def test_a_classifier_learns_and_its_maps_are_scored() -> None:
    splits = data.scene_splits(200, 0, 60, seed=0, classes=data.DISSIMILAR)
    network = models.gap_cnn(3, 3, width=6, seed=0)
    lesson.train_classifier(lesson.ARMS["hard"], splits.train, network, size=(32, 32), epochs=20, device="cpu")
    told = lesson.classifier_scores(network, splits.test, "cpu")
    assert told["accuracy"] > 0.5
    maps = models.class_activation_maps(network, splits.test.images)[torch.arange(60), splits.test.labels]
    fit = box_iou(lesson.map_boxes(maps, (32, 32), share=0.5), splits.test.boxes).diagonal()
    assert told["map boxes"][4] == pytest.approx(float((fit >= 0.5).double().mean()))
