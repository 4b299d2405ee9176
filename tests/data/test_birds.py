"""The generated birds: counts, what likeness changes and what it does not, nothing shared between parts."""

import pytest
import torch

from nls_tutorial.data import birds
from nls_tutorial.data.birds import COMMON, KINDS, own_colors, paint


def test_parts_have_their_sizes_and_kinds_as_alike_as_can_be() -> None:
    splits = birds(classes=7, train=30, calibration=8, test=14, size=16)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [30, 8, 14]
    counts = splits.train.labels.bincount(minlength=7)
    assert sorted(counts.tolist()) == [4, 4, 4, 4, 4, 5, 5]
    assert splits.train.images.shape == (30, 3, 16, 16)
    assert splits.train.images.dtype == torch.float32
    assert splits.train.images.min() >= 0
    assert splits.train.images.max() <= 1


def test_every_kind_is_another_and_the_first_are_the_same() -> None:
    every = birds(classes=KINDS, train=KINDS, test=KINDS, size=16).train.class_names
    assert len(set(every)) == KINDS == 64
    assert birds(classes=5, train=5, test=5, size=16).train.class_names == every[:5]


def test_likeness_leaves_pose_and_parts_and_takes_the_body_s_color() -> None:
    kinds, chance = torch.tensor([[0, 1, 2], [0, 1, 2]]), torch.full((2, 14), 0.6)
    brown = torch.tensor(COMMON).expand(2, 3)
    alike = paint(kinds, brown, chance, 32)
    torch.testing.assert_close(alike[0], alike[1])
    other = paint(kinds, torch.stack([brown[0], own_colors(2)[1]]), chance, 32)
    torch.testing.assert_close(other[0], alike[0])
    changed = (other[1] - alike[1]).abs().amax(0) > 1e-6
    assert 0.05 < changed.float().mean() < 0.6  # the body and the head, not what lies around
    same, apart = (birds(classes=4, likeness=ell, train=4, test=4, size=16).train for ell in (1.0, 0.0))
    assert torch.equal(same.labels, apart.labels)
    assert not torch.equal(same.images, apart.images)


def test_a_part_has_the_tone_of_its_kind() -> None:
    chance = torch.full((2, 14), 0.5)  # upright, in the middle, medium light, no leaf
    chance[:, 4] = 0.0  # looks to the right
    kinds = torch.tensor([[2, 0, 1], [3, 0, 1]])  # a red cap, a yellow cap
    red, yellow = paint(kinds, torch.tensor(COMMON).expand(2, 3), chance, 64)
    differ = ((red - yellow).abs().amax(0) > 0.1).nonzero().double()
    down, right = differ.mean(0) / 64 * 2 - 1
    radius = 0.65 + 0.25 * 0.5
    assert float(right) == pytest.approx(0.45 * radius, abs=0.06)
    assert float(down) == pytest.approx(-0.38 * radius, abs=0.06)


def test_the_seed_decides_and_parts_share_nothing() -> None:
    state = torch.random.get_rng_state()
    first, again, other = (birds(classes=4, train=8, test=8, size=16, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first.train.images, again.train.images)
    assert not torch.equal(first.train.images, other.train.images)
    assert not torch.equal(first.train.images, first.test.images)
    assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"classes": 65}, "classes must"),
        ({"classes": 1}, "classes must"),
        ({"likeness": 1.5}, "likeness must"),
        ({"classes": 10, "train": 9}, "train must"),
        ({"classes": 10, "calibration": 9}, "calibration must"),
        ({"size": 8}, "size must"),
        ({"seed": -1}, "seed must"),
    ],
)
def test_what_lies_outside_is_refused(wrong: dict, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        birds(**wrong)
