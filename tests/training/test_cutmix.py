"""CutMix: every pixel comes from one of two pictures, and the target counts them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import refused

from nls_tutorial.targets import one_hot
from nls_tutorial.training import cutmix


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def numbered(batch: int, height: int = 9, width: int = 12) -> tuple[torch.Tensor, torch.Tensor]:
    """Picture i is all i, and its class is i."""
    images = torch.arange(float(batch))[:, None, None, None].repeat(1, 2, height, width)
    return images, one_hot(torch.arange(batch), max(batch, 2))


@given(st.integers(1, 8), st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_targets_count_the_pixels(batch, height, width, seed) -> None:
    images, targets = numbered(batch, height, width)
    mixed, soft = cutmix(images, targets, chance(seed))
    for i in range(batch):
        for k in range(batch):
            assert abs(float(soft[i, k]) - float((mixed[i, 0] == k).float().mean())) < 1e-6
        strangers = (mixed[i, 0] != i).nonzero()
        if len(strangers):  # one rectangle, the same in every channel, from one other picture
            box = strangers.amax(0) - strangers.amin(0) + 1
            assert len(strangers) == int(box.prod())
            assert len(mixed[i, 0].unique()) <= 2
        assert torch.equal(mixed[i, 0], mixed[i, 1])


def test_every_picture_is_used_once_and_never_for_itself() -> None:
    images, targets = numbered(40)
    mixed, soft = cutmix(images, targets, chance(3))
    given = [sorted({int(v) for v in picture.unique()} - {i}) for i, picture in enumerate(mixed)]
    others = [row[0] for row in given if row]
    assert len(others) > 25
    assert len(set(others)) == len(others)
    assert (soft.sum(1) - 1).abs().max() < 1e-6


@pytest.mark.slow
def test_the_share_left_is_uniform_but_for_what_the_border_cuts() -> None:
    """λ uniform: a rectangle whose sides are √(1 − λ), with its centre anywhere; by numbers drawn apart."""
    images, targets = numbered(4000, 24, 24)
    _, soft = cutmix(images, targets, chance(1))
    left = soft.diagonal()
    u, x, y = torch.rand(3, 200_000, generator=chance(9), dtype=torch.float64)
    half = (1 - u).sqrt() / 2
    expected = 1 - ((x + half).clamp(max=1) - (x - half).clamp(min=0)) * (
        (y + half).clamp(max=1) - (y - half).clamp(min=0)
    )
    assert float(left.mean()) == pytest.approx(float(expected.mean()), abs=5 * float(left.std()) / 4000**0.5)
    assert float(left.std()) == pytest.approx(float(expected.std()), rel=0.05)


def test_probability_and_chance() -> None:
    images, targets = numbered(500)
    same, soft = cutmix(images, targets, chance(), probability=0.0)
    assert torch.equal(same, images)
    assert torch.equal(soft, targets)
    some, _ = cutmix(images, targets, chance(), probability=0.3)
    all_of_them, _ = cutmix(images, targets, chance())
    changed = [(seen != images).flatten(1).any(1).float().mean() for seen in (some, all_of_them)]
    assert float(changed[0] / changed[1]) == pytest.approx(0.3, abs=0.1)
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    assert torch.equal(cutmix(images, targets, chance(4))[0], cutmix(images, targets, chance(4))[0])
    assert torch.equal(torch.rand(1), expected)


def test_refusals() -> None:
    images, targets = numbered(3)
    with refused(ValueError, "probability must lie in [0, 1], but got -1. Use 1, the paper's choice for ImageNet."):
        cutmix(images, targets, chance(), probability=-1)
    with refused(
        ValueError,
        "targets must have as many rows as images (3), but got (2, 3). "
        "Take both from the same samples, in the same order.",
    ):
        cutmix(images, targets[:2], chance())
