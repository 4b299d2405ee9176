"""Batches for a detector: mirrored boxes by hand, pictures without objects, what is no box."""

from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import tensor

from nls_tutorial.data import object_scenes, scenes
from nls_tutorial.models import detection_loss, detector, gap_cnn, place_targets
from nls_tutorial.records import Images
from nls_tutorial.training import PlacesAndBoxes, objects_of, train

BATCH_OF = PlacesAndBoxes(stride=4)


def test_without_a_generator_nothing_changes() -> None:
    data = object_scenes(3, objects=(0, 2), seed=0)
    images, (labels, sides) = BATCH_OF(data, None)
    expected, distances = place_targets(data.boxes, data.box_labels, (16, 16), 4)
    assert torch.equal(images, data.images)
    assert torch.equal(labels, expected)
    assert torch.equal(sides, distances)


def test_a_mirrored_picture_has_mirrored_targets() -> None:
    data = object_scenes(4, seed=1)
    images, (labels, sides) = PlacesAndBoxes(stride=4, hflip_p=1.0)(data, torch.Generator().manual_seed(0))
    plain, (before, own) = BATCH_OF(data, None)
    assert torch.equal(images, plain.flip(3))
    assert torch.equal(labels, before.flip(2))
    torch.testing.assert_close(sides, own.flip(3)[:, [2, 1, 0, 3]])


def test_some_are_mirrored_and_colours_change() -> None:
    data = object_scenes(40, seed=2)
    images, _ = BATCH_OF(data, torch.Generator().manual_seed(0))
    mirrored = [torch.equal(image, own.flip(2)) for image, own in zip(images, data.images, strict=True)]
    assert 8 < sum(mirrored) < 32
    jittered, _ = PlacesAndBoxes(stride=4, hflip_p=0.0, color_jitter=0.4)(data, torch.Generator().manual_seed(0))
    assert float((jittered - data.images).abs().mean()) > 0.01


@pytest.mark.slow
def test_a_detector_trains_on_pictures_of_which_some_are_empty() -> None:
    data = object_scenes(24, objects=(0, 2), seed=0, size=32, radius=(0.22, 0.3))
    model = detector(gap_cnn(3, 10, width=4), width=4)
    history = train(
        model,
        data,
        detection_loss,
        epochs=8,
        batch_size=8,
        batch_of=BATCH_OF,
        optimizer=partial(torch.optim.Adam, lr=0.01),
        device="cpu",
        progress=False,
    )
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]


def test_one_box_a_picture_and_padding() -> None:
    data = scenes(3, seed=0)
    with pytest.raises(ValueError, match=r"data must have boxes and box_labels, but got boxes without classes"):
        objects_of(data)
    boxes, labels = objects_of(replace(data, box_labels=data.labels[:, None]))
    assert boxes.shape == (3, 1, 4)
    assert labels.shape == (3, 1)


def one(box: list[float], label: int = 0) -> Images:
    boxes, labels = tensor([[box]]), tensor([[label]])
    return Images(torch.zeros(1, 3, 8, 12), tensor([0]), ("cat", "dog"), "train", boxes=boxes, box_labels=labels)


@pytest.mark.parametrize(
    ("box", "message"),
    [
        (
            [3.0, 1, 3, 5],
            r"data\.boxes of an object must have a width and a height, but got \(3, 1, 3, 5\) in picture 0",
        ),
        ([3.0, 1, 13, 5], r"data\.boxes must lie in their picture, but got \(3, 1, 13, 5\)"),
        ([-1.0, 1, 3, 5], r"data\.boxes must lie in their picture"),
    ],
)
def test_what_is_no_object_is_refused(box: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BATCH_OF(one(box), None)
    BATCH_OF(one(box, label=-1), None)  # padding may be anything


def test_other_refusals() -> None:
    with pytest.raises(ValueError, match=r"data must have boxes and box_labels, but got pictures without boxes"):
        BATCH_OF(Images(torch.zeros(1, 3, 8, 8), tensor([0]), ("cat", "dog"), "train"), None)
    with pytest.raises(
        ValueError, match=r"data must be of sizes that the stride, 5, divides, but got pictures of 8×12"
    ):
        PlacesAndBoxes(stride=5)(one([1.0, 1, 3, 5]), None)
    for given in ({"stride": 0}, {"stride": 4, "hflip_p": 2.0}, {"stride": 4, "color_jitter": -1.0}):
        with pytest.raises(ValueError, match=r"must"):
            PlacesAndBoxes(**given)
