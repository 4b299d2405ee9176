"""Crowded scenes: exact label maps, thin wires, soft edges; the same for the same seed."""

import pytest
import torch

from nls_tutorial.data import PIXEL_CLASSES, crowded_scene_splits, crowded_scenes
from nls_tutorial.data.crowded_scenes import _painted, _things


def test_every_class_occurs_and_background_most() -> None:
    found = crowded_scenes(40, seed=1)
    shares = found.labels.flatten().bincount(minlength=5) / found.labels.numel()
    assert found.class_names == PIXEL_CLASSES
    assert found.images.shape == (40, 3, 48, 48)
    assert 0.75 < shares[0] < 0.9
    assert (shares[1:] > 0.01).all()


def test_the_same_seed_draws_the_same_and_parts_differ() -> None:
    before = torch.random.get_rng_state()
    one, again, other = (crowded_scenes(3, seed=seed) for seed in (4, 4, 5))
    assert one.images.equal(again.images)
    assert one.labels.equal(again.labels)
    assert not one.images.equal(other.images)
    assert torch.equal(torch.random.get_rng_state(), before)
    train, calibration, test = crowded_scene_splits(3, 3, 3, seed=4)
    assert [part.split for part in (train, calibration, test)] == ["train", "calibration", "test"]
    assert not train.images.equal(test.images)
    assert not train.images.equal(calibration.images)


def test_labels_are_where_the_colors_are() -> None:
    """Far inside things and far outside, the mean color jumps where the label does."""
    found = crowded_scenes(60, seed=2)
    smooth = torch.nn.functional.avg_pool2d(found.images, 3, 1, 1)
    jump = (smooth[..., 4:] - smooth[..., :-4]).abs().mean(1)
    same = found.labels[..., 4:] == found.labels[..., :-4]
    assert jump[~same].mean() > 1.5 * jump[same].mean()


def test_a_disc_is_where_a_circle_by_hand_is() -> None:
    count, size = 12, 48
    draws = torch.Generator().manual_seed(0)
    kind = torch.ones(count, 1, dtype=torch.int64)
    disc = _things(count, size, kind[:, 0], draws)
    half = torch.full((count, 1), 0.5)
    _, labels = _painted(size, [disc], kind, torch.ones(count, dtype=torch.int64), half, half)
    middle = torch.arange(size) + 0.5
    for n in range(count):
        x, y = disc.centre[n].tolist()
        inside = (middle[None] - x) ** 2 + (middle[:, None] - y) ** 2 <= (0.82 * float(disc.radius[n])) ** 2
        assert (labels[n] != inside).sum() <= 2  # but for rounding on the circle itself


def test_wires_are_thin_and_discs_are_not() -> None:
    found = crowded_scenes(60, seed=3)
    eroded = {
        k: float((-torch.nn.functional.max_pool2d(-(found.labels == k).float()[:, None], 7, 1, 3)).sum())
        / float((found.labels == k).sum())
        for k in (1, 4)
    }
    assert eroded[4] < 0.1 < eroded[1]


@pytest.mark.parametrize(("wrong", "says"), [({"count": 0}, "count must"), ({"count": 2, "size": 8}, "size must")])
def test_what_does_not_fit_is_told(wrong: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        crowded_scenes(**wrong)
