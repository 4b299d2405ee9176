"""Points in the plane: three classes in turn, drawn by a seed, with labels that become wrong one by one."""

import pytest
import torch

from nls_tutorial.data import noisy_labels
from nls_tutorial.playground import KINDS, plane_points


@pytest.mark.parametrize("kind", KINDS)
def test_a_plane_has_three_classes_that_are_apart(kind: str) -> None:
    train, test = plane_points(kind)
    for part in (train, test):
        assert part.points.shape == (512, 2)
        assert part.points.abs().max() <= 3
        assert part.labels.bincount().tolist() == [171, 171, 170]
    # the nearest training point knows a held-out one, mostly: the classes are not mixed beforehand
    nearest = torch.cdist(test.points, train.points).argmin(1)
    assert 0.75 < (train.labels[nearest] == test.labels).double().mean() < 1
    assert not torch.equal(train.points, test.points)


def test_a_seed_gives_the_same_points_and_another_one_others() -> None:
    first, same, other = (plane_points("moons", seed=seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first.points, same.points)
    assert torch.equal(first.order, same.order)
    assert not torch.equal(first.points, other.points)
    assert not torch.equal(first.order, other.order)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 1.0])
def test_the_noise_is_the_librarys(share: float) -> None:
    train, test = plane_points("blobs", seed=4)
    assert torch.equal(train.noisy(share), noisy_labels(train.labels, 3, share, seed=8))
    assert torch.equal(test.noisy(share, 100), noisy_labels(test.labels, 3, share, seed=9)[:100])


def test_other_kinds_and_seeds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^kind must be one of 'blobs', 'moons', 'spirals'"):
        plane_points("rings")
    with pytest.raises(ValueError, match=r"^seed must be at least 0"):
        plane_points("blobs", seed=-1)
    with pytest.raises(ValueError, match=r"^share must lie in \[0, 1\]"):
        plane_points("blobs")[0].noisy(1.5)
