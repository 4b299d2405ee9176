"""The share of object pixels, against a count, and against the boxes of rectangles."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import boxes_spec as spec
from spec.loss_checks import refused

from nls_tutorial.boxes import mask_objectness, objectness
from nls_tutorial.data import scenes


@given(st.integers(1, 5), st.integers(1, 7), st.integers(1, 7), st.integers(0, 999))
def test_equals_the_count_of_pixels(batch, height, width, seed) -> None:
    chance = torch.Generator().manual_seed(seed)
    masks = torch.rand(batch, height, width, generator=chance) < 0.5
    corner = torch.randint(-2, 6, (batch, 2), generator=chance)
    crops = torch.cat([corner, corner + torch.randint(1, 5, (batch, 2), generator=chance)], dim=1)
    expected = [spec.mask_objectness(*pair) for pair in zip(masks.tolist(), crops.tolist(), strict=True)]
    assert mask_objectness(masks, crops).tolist() == expected
    assert mask_objectness(masks).tolist() == [sum(map(sum, m)) / (height * width) for m in masks.tolist()]


@given(st.integers(0, 999), st.booleans())
def test_boxes_and_masks_agree_for_rectangles(seed, whole) -> None:
    """Overlapping rectangles, and windows on whole pixels or between them."""
    chance = torch.Generator().manual_seed(seed)
    boxes = torch.randint(0, 13, (6, 3, 2, 2), generator=chance).sort(dim=2).values.flatten(2)
    row, column = torch.arange(12)[:, None], torch.arange(12)
    x1, y1, x2, y2 = boxes[..., None, None].unbind(2)
    masks = ((x1 <= column) & (column < x2) & (y1 <= row) & (row < y2)).any(1)
    crops = torch.tensor([1, 2, 11, 9]) + (0 if whole else torch.rand(6, 4, generator=chance, dtype=torch.float64))
    crops = crops.expand(6, 4).double()
    torch.testing.assert_close(mask_objectness(masks, crops), objectness(boxes.double(), crops), rtol=0, atol=1e-14)


def test_an_outline_fills_less_than_its_box() -> None:
    drawn = scenes(40)
    whole = torch.tensor([[0.0, 0.0, 32.0, 32.0]]).expand(40, 4)
    by_mask, by_box = mask_objectness(drawn.masks, whole), objectness(drawn.boxes, whole)
    torch.testing.assert_close(by_mask, drawn.masks.double().mean((1, 2)), rtol=0, atol=1e-14)
    assert (by_mask <= by_box + 1e-6).all()
    assert (by_mask < 0.9 * by_box).any()


def test_refusals() -> None:
    masks, crop = torch.ones(1, 2, 2, dtype=torch.bool), torch.tensor([[0.0, 0.0, 1.0, 1.0]])
    with refused(TypeError, "masks must be a bool tensor, but got torch.float32. Compare it, for example mask > 0."):
        mask_objectness(masks.float())
    with refused(TypeError, "masks must be a bool tensor, but got list. Compare it, for example mask > 0."):
        mask_objectness([[True]])
    step = "Give one mask of at least one pixel for each sample."
    for odd in (masks[0], masks[:, :0]):
        with refused(ValueError, f"masks must have shape (B, H, W), but got {tuple(odd.shape)}. {step}"):
            mask_objectness(odd)
    with refused(
        ValueError,
        "crops must have as many rows as masks (1), but got (2, 4). "
        "Take both from the same samples, in the same order.",
    ):
        mask_objectness(masks, crop.expand(2, 4))
    with refused(
        ValueError,
        "crops must have an area above 0, but got (0, 0, 0, 0). Crop at least one pixel: x1 < x2 and y1 < y2.",
    ):
        mask_objectness(masks, 0 * crop)
