"""Scenes of several objects: boxes drawn from the pixels, places that are free, streams of their own."""

from dataclasses import replace

import pytest
import torch

from nls_tutorial.data import SHAPES, object_scene_splits, object_scenes, scene_splits


def test_the_same_seed_gives_the_same_pictures() -> None:
    before = torch.random.get_rng_state()
    one, again, other = (object_scenes(4, seed=seed) for seed in (3, 3, 4))
    assert torch.equal(one.images, again.images)
    assert torch.equal(one.boxes, again.boxes)
    assert not torch.equal(one.images, other.images)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_as_many_objects_as_were_asked_for() -> None:
    data = object_scenes(60, objects=(0, 3), seed=0)
    counts = (data.box_labels >= 0).sum(1)
    assert sorted(counts.unique().tolist()) == [0, 1, 2, 3]
    there = data.box_labels >= 0
    wide, high = data.boxes[..., 2] - data.boxes[..., 0], data.boxes[..., 3] - data.boxes[..., 1]
    assert ((wide > 4) & (high > 4))[there].all()
    assert (data.boxes[~there] == 0).all()
    assert (data.labels == data.box_labels[:, 0]).all()
    assert (data.labels[counts == 0] == -1).all()
    assert (data.boxes >= 0).all()
    assert (data.boxes <= 64).all()
    assert (object_scenes(20, objects=(2, 2)).box_labels >= 0).sum() == 40


def test_objects_hardly_overlap() -> None:
    data = object_scenes(200, objects=(3, 3), seed=1)
    middle = (data.boxes[..., :2] + data.boxes[..., 2:]) / 2
    for first, second in ((0, 1), (0, 2), (1, 2)):
        both = (data.box_labels[:, first] >= 0) & (data.box_labels[:, second] >= 0)
        apart = (middle[:, first] - middle[:, second]).norm(dim=1)[both]
        assert both.sum() > 150
        assert apart.min() > 10  # radii from 0.12 · 64; a box's middle lies near the circle's


def test_a_box_is_where_the_pixels_change() -> None:
    """The first object is the only difference between a picture with one and the same without."""
    none, one = (object_scenes(30, objects=objects, seed=5) for objects in ((0, 1), (1, 1)))
    without = none.labels < 0
    changed = (none.images - one.images).abs().amax(1) > 0
    assert 5 < int(without.sum()) < 25
    for row in without.nonzero().flatten().tolist():
        y, x = changed[row].nonzero().unbind(1)
        ends = torch.stack([x.min(), y.min(), x.max() + 1, y.max() + 1]).float()
        assert (ends - one.boxes[row, 0]).abs().max() <= 3  # of a thin tip a mask keeps less than changes
    assert not changed[~without].any()


def test_the_parts_differ_from_each_other_and_from_scenes_of_one_object() -> None:
    splits = object_scene_splits(6, 6, 6, seed=0, size=32, radius=(0.22, 0.42), objects=(1, 1))
    parts = (splits.train, splits.calibration, splits.test)
    assert [part.split for part in parts] == ["train", "calibration", "test"]
    single = scene_splits(6, 6, 6, seed=0)
    every = [part.images for part in (*parts, single.train, single.calibration, single.test)]
    assert all(not torch.equal(a, b) for n, a in enumerate(every) for b in every[:n])


def test_classes_are_numbered_in_the_order_given() -> None:
    data = object_scenes(12, classes=("star", "circle"), objects=(1, 2), seed=0)
    assert data.class_names == ("star", "circle")
    assert set(data.box_labels.flatten().tolist()) == {-1, 0, 1}
    assert len(SHAPES) == 10
    assert replace(data, split="other").split == "other"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"objects": (2, 1)}, r"objects must not fall, but got \(2, 1\)"),
        ({"objects": (0, 0)}, r"objects must"),
        ({"objects": (1, 9)}, r"objects must"),
        ({"size": 8}, r"size must"),
        ({"radius": (0.3, 0.6)}, r"radius must rise from above 0 to at most"),
        ({"agreement": 2.0}, r"agreement must"),
        ({"classes": ("star",)}, r"classes must name at least two"),
    ],
)
def test_refusals(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        object_scenes(2, **given)
