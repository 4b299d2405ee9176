"""The stand-in for the stubble set: counts by hand, the same pictures at every skew, nothing shared between parts."""

import math

import pytest
import torch

from nls_tutorial.data import farm
from nls_tutorial.data.farm import class_counts
from nls_tutorial.records import Images


def of_class(images: Images, label: int) -> torch.Tensor:
    return images.images[images.labels == label]


def as_a_set(images: torch.Tensor) -> set[bytes]:
    return {image.numpy().tobytes() for image in images}


@pytest.mark.parametrize("skew", [1.0, 2.5, 4.0, 100.0])
@pytest.mark.parametrize("count", [3, 7, 224, 634])
def test_the_counts_are_the_shares_to_one_picture(count: int, skew: float) -> None:
    found = class_counts(count, skew)
    assert sum(found) == count
    assert min(found) >= 1
    total = skew + 1 + math.sqrt(skew)
    if count > 100 and skew < 10:
        for own, weight in zip(found, (skew, 1, math.sqrt(skew)), strict=True):
            assert abs(own - count * weight / total) <= 1.5
    assert class_counts(0, skew) == [0, 0, 0]


def test_the_parts_are_the_papers_numbers_and_hold_pictures() -> None:
    splits = farm(size=16)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [634, 0, 224]
    assert splits.train.class_names == ("normal farm", "burning stubble", "fire")
    assert splits.train.labels.bincount().tolist() == class_counts(634, 4.0)
    assert splits.train.images.dtype == torch.float32
    assert (splits.train.images.min(), splits.train.images.max()) >= (0, 0.9)
    assert splits.train.images.max() <= 1
    assert len(splits.train.labels[:40].unique()) == 3, "in random order"


def test_a_picture_is_the_same_at_every_skew_and_number_and_in_one_part_only() -> None:
    some, more = farm(train=40, test=12, size=16, seed=3), farm(train=90, test=12, skew=1, size=16, seed=3)
    for label in range(3):
        few, many = (as_a_set(of_class(splits.train, label)) for splits in (some, more))
        assert few < many or many < few
    parts = [
        as_a_set(part.images) for part in (more.train, farm(calibration=20, size=16, seed=3).calibration, more.test)
    ]
    assert len(set.union(*parts)) == sum(map(len, parts))


def test_the_seed_decides_and_random_numbers_elsewhere_stay() -> None:
    state = torch.random.get_rng_state()
    first, again, other = (farm(train=6, test=3, size=16, seed=seed).train for seed in (0, 0, 1))
    assert torch.equal(first.images, again.images)
    assert not torch.equal(first.images, other.images)
    assert torch.equal(state, torch.random.get_rng_state())


def test_a_larger_picture_shows_the_same() -> None:
    small, large = (farm(train=9, test=3, size=size).train for size in (16, 64))
    assert torch.equal(small.labels, large.labels)
    shrunk = torch.nn.functional.avg_pool2d(large.images, 4)
    shrunk, own = (images - images.mean((2, 3), keepdim=True) for images in (shrunk, small.images))
    likeness = (shrunk * own).sum((1, 2, 3)) / (shrunk.square().sum((1, 2, 3)) * own.square().sum((1, 2, 3))).sqrt()
    assert likeness.mean() > 0.65
    other = (shrunk.roll(1, 0) * own).sum((1, 2, 3)) / shrunk.square().sum((1, 2, 3))
    assert likeness.mean() > other.mean() + 0.2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"train": 2}, "train must be at least 3, but got 2. Each class needs a picture"),
        ({"test": 0}, "test must be at least 3"),
        ({"calibration": -1}, "calibration must be at least 0"),
        ({"size": 8}, "size must be at least 16, but got 8. Smaller pictures cannot show a flame"),
        ({"skew": 0.5}, "skew must be a finite number of at least 1, but got 0.5"),
        ({"skew": 1e9}, "skew must be at most 1000"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace(".", r"\.")):
        farm(**wrong)  # type: ignore[arg-type]
