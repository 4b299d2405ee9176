"""Pictures made worse: each kind by hand, five steps that grow, and nothing else changed."""

import io
import math

import numpy as np
import pytest
import torch
from PIL import Image
from spec.later import later

from nls_tutorial.data import CORRUPTIONS, corrupt, digits, scenes
from nls_tutorial.data.corruptions import STRENGTHS

ndimage = later("scipy.ndimage")

PICTURES = scenes(6, size=24, seed=2).images
GREY = digits().test.images[:6]


@pytest.mark.parametrize("kind", CORRUPTIONS)
@pytest.mark.parametrize("images", [PICTURES, GREY], ids=["scenes", "digits"])
def test_five_steps_grow_and_stay_in_the_range(kind: str, images: torch.Tensor) -> None:
    far = []
    for strength in range(6):
        worse = corrupt(images, kind, strength, seed=3)
        assert worse.shape == images.shape
        assert worse.dtype == images.dtype
        assert 0 <= float(worse.min()) <= float(worse.max()) <= 1
        far.append(float((worse - images).abs().mean()))
    assert far[0] == 0
    assert far == sorted(far)
    assert far[5] > 1.5 * far[1]


def test_noise_has_its_spread() -> None:
    grey = torch.full((20, 1, 40, 40), 0.5)
    for strength in (1, 2, 3):
        added = corrupt(grey, "noise", strength) - 0.5
        size = STRENGTHS["noise"][strength - 1]
        assert float(added.std()) == pytest.approx(size, rel=0.02)
        assert abs(float(added.mean())) < 4 * size / math.sqrt(added.numel())


def test_noise_of_two_strengths_is_the_same_noise() -> None:
    grey = torch.full((2, 1, 8, 8), 0.5, dtype=torch.float64)
    one, two = (corrupt(grey, "noise", strength, seed=5) - 0.5 for strength in (1, 2))
    torch.testing.assert_close(one * 2, two)


@pytest.mark.parametrize("strength", [1, 3, 5])
def test_blur_is_scipys(strength: int) -> None:
    image = PICTURES[:1].double()
    sigma = STRENGTHS["blur"][strength - 1] * 24
    expected = [
        ndimage.gaussian_filter(channel.numpy(), sigma, mode="nearest", radius=math.ceil(3 * sigma))
        for channel in image[0]
    ]
    assert corrupt(image, "blur", strength)[0].numpy() == pytest.approx(np.stack(expected), abs=1e-9)


def test_contrast_and_brightness_by_hand() -> None:
    image = torch.tensor([[[[0.0, 0.4], [0.8, 0.4]]]])
    assert corrupt(image, "contrast", 4).flatten().tolist() == pytest.approx([0.28, 0.4, 0.52, 0.4])
    dark = torch.cat([image, torch.zeros(1, 1, 2, 2)])  # each picture has a mean of its own
    assert torch.equal(corrupt(dark, "contrast", 4)[:1], corrupt(image, "contrast", 4))
    assert corrupt(image, "brightness", 5).flatten().tolist() == pytest.approx([0.4, 0.8, 1.0, 0.8])


def test_jpeg_is_pillows() -> None:
    for image in (PICTURES[0], GREY[0]):
        pixels = (255 * image).round().byte().permute(1, 2, 0).numpy().squeeze()
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=STRENGTHS["jpeg"][2])
        expected = np.array(Image.open(file)).reshape(*image.shape[1:], -1).transpose(2, 0, 1) / 255
        assert corrupt(image[None], "jpeg", 3)[0].numpy() == pytest.approx(expected, abs=1e-6)


def test_a_shift_moves_the_middle_of_a_spot_by_its_share_of_the_side() -> None:
    size = 50
    y, x = torch.meshgrid(*[torch.arange(size, dtype=torch.float64)] * 2, indexing="ij")
    spot = torch.exp(-((y - 24.5) ** 2 + (x - 24.5) ** 2) / 18)[None, None].repeat(8, 1, 1, 1)
    moved = corrupt(spot, "shift", 5, seed=1)
    weight = moved.sum(dim=(1, 2, 3))
    places = torch.stack([(moved * axis).sum(dim=(1, 2, 3)) / weight for axis in (y, x)], dim=1) - 24.5
    assert places.norm(dim=1).tolist() == pytest.approx([0.18 * size] * 8, rel=0.02)
    assert float(places.mean(dim=0).norm()) < 0.18 * size * 0.9  # each in a direction of its own


def test_seeded_and_nothing_else_is_drawn() -> None:
    before, state = PICTURES.clone(), torch.random.get_rng_state()
    for kind in ("noise", "shift"):
        first, again, other = (corrupt(PICTURES, kind, 2, seed=seed) for seed in (1, 1, 2))
        assert torch.equal(first, again)
        assert not torch.equal(first, other)
    assert torch.equal(PICTURES, before)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert corrupt(PICTURES[:0], "blur", 3).shape == (0, 3, 24, 24)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "fog"}, "kind must be one of 'noise', 'blur'"),
        ({"strength": 6}, "strength must be at most 5, but got 6"),
        ({"strength": -1}, "strength must be at least 0"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"images": 255 * PICTURES}, r"images must lie in \[0, 1\], but got values from"),
        ({"images": PICTURES * torch.nan}, r"images must lie in \[0, 1\]"),
        ({"images": PICTURES[0]}, r"images must have shape \(N, C, H, W\)"),
        ({"images": PICTURES.long()}, "images must hold floating-point numbers"),
        ({"images": torch.zeros(1, 2, 8, 8), "kind": "jpeg"}, "images must have 1 or 3 channels for JPEG, but got 2"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:
    with pytest.raises((ValueError, TypeError), match=told):
        corrupt(**{"images": PICTURES, "kind": "blur", "strength": 1, **change})
