"""A second object behind the own one: pixels, boxes, labels, and chance."""

from dataclasses import replace

import pytest
import torch

from nls_tutorial.data import box_pixels, keep_own_object, pixel_mean, scenes, two_objects
from nls_tutorial.data.scenes import tight_boxes
from nls_tutorial.records import Images

DATA = scenes(40, size=24, seed=3)


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_every_picture_gets_the_object_of_another_class_behind_its_own() -> None:
    crowded = two_objects(DATA, chance())
    assert crowded.boxes.shape == (40, 2, 4)
    assert torch.equal(crowded.boxes[:, 0], DATA.boxes)
    assert torch.equal(crowded.box_labels[:, 0], DATA.labels)
    assert torch.equal(crowded.labels, DATA.labels)
    assert torch.equal(crowded.masks, DATA.masks)
    assert (crowded.box_labels[:, 1] != DATA.labels).all()
    for at in range(40):
        # whose object is it? the one with that box and class
        (other,) = [
            n
            for n in range(40)
            if torch.equal(DATA.boxes[n], crowded.boxes[at, 1]) and DATA.labels[n] == crowded.box_labels[at, 1]
        ]
        for row in range(0, 24, 5):
            for column in range(24):
                own, stranger = DATA.masks[at, row, column], DATA.masks[other, row, column]
                source = at if own or not stranger else other
                expected = DATA.images[source, :, row, column]
                assert torch.equal(crowded.images[at, :, row, column], expected)


def test_the_picture_that_was_given_stays_and_chance_is_the_generators() -> None:
    before = DATA.images.clone()
    first, second, third = (two_objects(DATA, chance(seed)) for seed in (1, 1, 2))
    assert torch.equal(DATA.images, before)
    assert torch.equal(first.images, second.images)
    assert not torch.equal(first.images, third.images)


def test_masked_again_only_what_the_strangers_box_holds_has_changed() -> None:
    fill = pixel_mean(DATA.images)
    alone = keep_own_object(two_objects(DATA, chance()), fill)
    differs = (alone.images != DATA.images).any(1)
    filled = (alone.images == fill[:, None, None]).all(1)
    own = box_pixels(DATA.boxes, (24, 24))
    assert (filled | ~differs | own).all(), "outside the own box a pixel is as it was, or has the mean colour"
    assert differs.any(2).any(1).float().mean() > 0.9
    assert torch.equal(alone.own_boxes[:, 0], DATA.boxes)
    assert not alone.own_boxes[:, 1].any()


def test_boxes_are_those_of_the_masks() -> None:
    assert torch.equal(two_objects(DATA, chance()).boxes[:, 0], tight_boxes(DATA.masks))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (replace(DATA, masks=None), r"data must have masks, and one box each, but got none\. Take scenes"),
        (replace(DATA, boxes=None), "data must have masks, and one box each, but got none"),
        (two_objects(DATA, chance()), r"but got boxes \(40, 2, 4\)"),
        (DATA.select(DATA.labels == 3), r"data must have pictures of two classes, but got 4 of one\. Take more"),
    ],
)
def test_refusals(data: Images, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        two_objects(data, chance())
