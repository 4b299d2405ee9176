"""Patches of two photographs: real, of the right strip, and seen in one part only."""

import numpy as np
import pytest
import torch
from spec.later import later

from nls_tutorial.data import photographs

datasets = later("sklearn.datasets")

WHOLE = [np.array(datasets.load_sample_image(name)) for name in ("china.jpg", "flower.jpg")]


def place(patch: torch.Tensor, label: int) -> tuple[int, int]:
    """Where a patch lies in its photograph: (top, left)."""
    pixels = (255 * patch).round().byte().permute(1, 2, 0).numpy()
    size = len(pixels)
    corner = (WHOLE[label] == pixels[0, 0]).all(-1)
    found = [
        (int(top), int(left))
        for top, left in zip(*corner.nonzero(), strict=True)
        if np.array_equal(WHOLE[label][top : top + size, left : left + size], pixels)
    ]
    assert found, "the patch is not in the photograph"
    return found[0]


def test_patches_lie_in_their_photograph_and_in_the_strips_of_their_part() -> None:
    size = 12
    splits = photographs(train=20, calibration=20, test=20, size=size, seed=3)
    for own, part in enumerate((splits.train, splits.calibration, splits.test)):
        for patch, label in zip(part.images, part.labels.tolist(), strict=True):
            left = place(patch, label)[1]
            strip = left // (4 * size)
            assert strip % 3 == own
            assert left + size <= 4 * size * strip + 3 * size  # a gap of a patch is left to the next strip


def test_half_of_each_and_all_in_range() -> None:
    splits = photographs(train=40, calibration=0, test=10)
    assert splits.train.labels.bincount().tolist() == [20, 20]
    assert splits.train.class_names == ("temple", "flower")
    assert splits.train.images.shape == (40, 3, 16, 16)
    assert 0 <= float(splits.train.images.min()) < float(splits.train.images.max()) <= 1
    assert len(splits.calibration) == 0


def test_seeded() -> None:
    state = torch.random.get_rng_state()
    first, again, other = (photographs(train=8, test=4, seed=seed).train.images for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"train": 1}, "train must be at least 2"),
        ({"test": 0}, "test must be at least 2"),
        ({"calibration": -1}, "calibration must be at least 0"),
        ({"size": 7}, "size must be at least 8"),
        ({"size": 33}, "size must be at most 32"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        photographs(**change)
