"""Boxes after a crop, against a loop."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import boxes_spec as spec
from spec.loss_checks import refused

from nls_tutorial.boxes import crop_boxes, objectness
from nls_tutorial.records import Crop


def crops(seed: int, batch: int = 5, n: int = 3) -> tuple[torch.Tensor, Crop]:
    chance = torch.Generator().manual_seed(seed)
    corner = torch.rand(batch, 2, generator=chance, dtype=torch.float64) * 8
    windows = torch.cat([corner, corner + 1 + 6 * torch.rand(batch, 2, generator=chance, dtype=torch.float64)], dim=1)
    boxes = 14 * torch.rand(batch, n, 2, 2, generator=chance, dtype=torch.float64).sort(dim=2).values.flatten(2)
    return boxes, Crop(windows, torch.rand(batch, generator=chance) < 0.5, (7, 11))


@given(st.integers(0, 999))
def test_equals_the_loop(seed) -> None:
    boxes, crop = crops(seed)
    expected = [
        [spec.crop_box(box, window, mirrored, crop.size) for box in sample]
        for sample, window, mirrored in zip(*(t.tolist() for t in (boxes, crop.windows, crop.mirrored)), strict=True)
    ]
    found = torch.tensor(expected, dtype=torch.float64)
    torch.testing.assert_close(crop_boxes(boxes, crop), found, rtol=1e-12, atol=1e-12)


@given(st.integers(0, 999))
def test_objectness_is_the_same_before_and_after(seed) -> None:
    boxes, crop = crops(seed)
    whole = torch.tensor([[0, 0, 11, 7]]).expand(5, 4)
    before, after = objectness(boxes, crop.windows), objectness(crop_boxes(boxes, crop), whole)
    torch.testing.assert_close(after, before, rtol=1e-12, atol=1e-12)


def test_one_box_a_sample_and_types() -> None:
    boxes, crop = crops(1)
    alone = crop_boxes(boxes[:, 0].float(), crop)
    assert alone.shape == (5, 4)
    assert alone.dtype == torch.float32
    torch.testing.assert_close(alone, crop_boxes(boxes, crop)[:, 0].float())
    missing = crop_boxes(torch.tensor([[[0.0, 0, 0, 0], [5, 5, 5, 9], [90, 90, 99, 99]]]).repeat(5, 1, 1), crop)
    assert torch.equal(missing, torch.zeros(5, 3, 4))


def test_refusals() -> None:
    boxes, crop = crops(0)
    with refused(
        ValueError,
        "crop.windows must have as many rows as boxes (4), but got (5, 4). "
        "Take both from the same samples, in the same order.",
    ):
        crop_boxes(boxes[:4], crop)
    with refused(
        ValueError,
        "crop.windows must have an area above 0, but got (1, 1, 1, 1). Crop at least one pixel: x1 < x2 and y1 < y2.",
    ):
        crop_boxes(boxes, Crop(torch.ones(5, 4), crop.mirrored, (2, 2)))
