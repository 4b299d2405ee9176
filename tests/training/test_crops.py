"""Windows against the loop that draws them; what they show against torchvision, pixel by pixel and box by box."""

import math

import pytest
import torch
import torch._dynamo
from hypothesis import given
from hypothesis import strategies as st
from spec import boxes_spec as spec
from spec.later import later
from spec.loss_checks import refused

from nls_tutorial.boxes import crop_boxes, mask_objectness, objectness
from nls_tutorial.data import box_pixels, scenes
from nls_tutorial.records import Crop
from nls_tutorial.training import crop_images, crop_masks, random_crops, whole_pictures

tv_tensors = later("torchvision.tv_tensors")
transforms = later("torchvision.transforms.v2")
tv = later("torchvision.transforms.v2.functional")


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(
    st.integers(0, 9), st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 1), st.floats(0.2, 4), st.integers(0, 99)
)
def test_windows_are_those_of_the_loop(count, height, width, low, shape, seed) -> None:
    scale, ratio = (low, 1.0), (shape / 2, shape)
    crop = random_crops(count, (height, width), chance(seed), size=(5, 4), scale=scale, ratio=ratio)
    draws = torch.rand(count, 10, 4, generator=chance(seed), dtype=torch.float64).tolist()
    for window, u in zip(crop.windows.tolist(), draws, strict=True):
        expected = spec.random_window(u, height, width, scale, ratio)
        x1, y1, x2, y2 = window
        assert 0 <= x1 < x2 <= width
        assert 0 <= y1 < y2 <= height
        if expected is not None:
            assert window == expected
        else:  # in the middle, touching two sides of the picture
            assert x2 - x1 == width or y2 - y1 == height
            assert abs(x1 + x2 - width) <= 1
            assert abs(y1 + y2 - height) <= 1
    assert crop.size == (5, 4)
    assert crop.windows.dtype == torch.float32


def test_where_nothing_fits_the_middle_is_taken() -> None:
    # 10 wide and 100 high: no window whose width is twice its height can have half of the area
    crop = random_crops(3, (100, 10), chance(), size=(4, 8), scale=(0.5, 1.0), ratio=(2.0, 2.0))
    assert crop.windows.tolist() == [[0, 47, 10, 52]] * 3
    crop = random_crops(2, (10, 100), chance(), size=(4, 8), scale=(0.5, 1.0), ratio=(0.5, 0.5))
    assert crop.windows.tolist() == [[47, 0, 52, 10]] * 2


def test_windows_are_spread_as_torchvision_spreads_them() -> None:
    count, height, width = 4000, 60, 90
    ours = random_crops(count, (height, width), chance(3), size=(8, 8)).windows.double()
    with torch.random.fork_rng():
        torch.manual_seed(1)
        peer = transforms.RandomResizedCrop(8)
        drawn = [peer.make_params([torch.zeros(3, height, width)]) for _ in range(count)]
    theirs = torch.tensor(
        [[d["left"], d["top"], d["left"] + d["width"], d["top"] + d["height"]] for d in drawn]
    ).double()

    def told(windows: torch.Tensor) -> torch.Tensor:
        x1, y1, x2, y2 = windows.unbind(1)
        area, shape = (x2 - x1) * (y2 - y1) / (height * width), ((x2 - x1) / (y2 - y1)).log()
        return torch.stack([area, shape, (x1 + x2) / (2 * width), (y1 + y2) / (2 * height)], dim=1)

    first, second = told(ours), told(theirs)
    error = (first.var(0) / count + second.var(0) / count).sqrt()
    assert ((first.mean(0) - second.mean(0)).abs() < 4.5 * error).all()
    torch.testing.assert_close(first.std(0), second.std(0), rtol=0.06, atol=0)


def test_mirrors_come_as_often_as_asked_and_draws_do_not_depend_on_them() -> None:
    options = {"count": 1000, "picture": (20, 20), "size": (8, 8)}
    crops = [random_crops(**options, generator=chance(), hflip_p=share) for share in (0.0, 0.3, 1.0)]
    assert [int(crop.mirrored.sum()) for crop in crops][::2] == [0, 1000]
    assert abs(int(crops[1].mirrored.sum()) - 300) < 5 * 14.5
    assert torch.equal(crops[0].windows, crops[2].windows)
    one, other = chance(), chance()
    random_crops(7, (20, 20), one, size=(8, 8), scale=(0.9, 1.0), hflip_p=0)
    random_crops(7, (50, 9), other, size=(3, 3), ratio=(0.1, 9.0))
    assert torch.equal(one.get_state(), other.get_state())


@given(st.integers(0, 199), st.sampled_from([(5, 7), (16, 16), (40, 33)]))
def test_pictures_are_what_torchvision_cuts_one_by_one(seed, size) -> None:
    """Larger and smaller: torchvision's antialiased resize of the cut-out window."""
    images = torch.rand(3, 2, 21, 26, generator=chance(seed))
    crop = random_crops(3, (21, 26), chance(seed), size=size)
    seen = crop_images(images, crop)
    for image, window, mirrored, one in zip(images, crop.windows.long().tolist(), crop.mirrored, seen, strict=True):
        left, top, right, bottom = window
        expected = tv.resized_crop(image, top, left, bottom - top, right - left, list(size), antialias=True)
        expected = tv.horizontal_flip(expected) if mirrored else expected
        torch.testing.assert_close(one, expected, rtol=1e-4, atol=2e-5)


def test_boxes_and_masks_go_where_torchvision_puts_them() -> None:
    data = scenes(60, size=48)
    crop = random_crops(60, (48, 48), chance(1), size=(24, 36))
    boxes = crop_boxes(data.boxes, crop)
    masks = crop_masks(data.masks, crop)
    for i, window in enumerate(crop.windows.long().tolist()):
        left, top, right, bottom = window
        box = tv_tensors.BoundingBoxes(data.boxes[i : i + 1], format="XYXY", canvas_size=(48, 48))
        mask = tv_tensors.Mask(data.masks[i].byte())
        where = (top, left, bottom - top, right - left, [24, 36])
        box, mask = tv.resized_crop(box, *where), tv.resized_crop(mask, *where)
        if crop.mirrored[i]:
            box, mask = tv.horizontal_flip(box), tv.horizontal_flip(mask)
        box = tv.clamp_bounding_boxes(box).as_subclass(torch.Tensor)[0]
        if float((box[2:] - box[:2]).min()) > 0:
            torch.testing.assert_close(boxes[i], box, rtol=1e-4, atol=1e-4)
        else:
            assert boxes[i].tolist() == [0, 0, 0, 0]
        assert (masks[i] != mask.as_subclass(torch.Tensor).bool()).float().mean() < 0.1  # theirs rounds centres down


def test_a_coloured_rectangle_stays_under_its_box_through_a_thousand_transforms() -> None:
    """Red on black: pixels wholly inside the moved box are red, those wholly outside are black, in mask and picture."""
    count, height, width, size = 1000, 40, 52, (24, 31)
    corners = torch.rand(count, 2, 2, generator=chance(5)).sort(dim=1).values * torch.tensor([width - 4, height - 4])
    boxes = (corners + torch.tensor([[0, 0], [4, 4]])).round().flatten(1)
    masks = box_pixels(boxes, (height, width))
    images = torch.zeros(count, 3, height, width)
    images[:, 0] = masks.float()
    crop = random_crops(count, (height, width), chance(6), size=size)
    seen, moved, kept = crop_images(images, crop), crop_boxes(boxes, crop), crop_masks(masks, crop)

    assert not seen[:, 1:].any()
    x1, y1, x2, y2 = moved[:, :, None].unbind(1)
    column, row = torch.arange(size[1]) + 0.5, torch.arange(size[0]) + 0.5
    # a new pixel blends old ones as far away as one old or one new pixel, whichever is larger
    reach_x = ((size[1] / (crop.windows[:, 2] - crop.windows[:, 0])).clamp(min=1) + 1e-3)[:, None]
    reach_y = ((size[0] / (crop.windows[:, 3] - crop.windows[:, 1])).clamp(min=1) + 1e-3)[:, None]
    # where the window ends, the box ends with it, and nothing beyond it is looked at
    at_left, at_right, at_top, at_bottom = (x1 <= 1e-4), (x2 >= size[1] - 1e-4), (y1 <= 1e-4), (y2 >= size[0] - 1e-4)
    there = (x2 > x1)[:, :, None]
    inner = ((column >= x1 + reach_x) | at_left) & ((column <= x2 - reach_x) | at_right) & (x1 < x2)
    inner_rows = ((row >= y1 + reach_y) | at_top) & ((row <= y2 - reach_y) | at_bottom) & (y1 < y2)
    full = inner_rows[:, :, None] & inner[:, None, :]
    empty = (
        ~there
        | ((row < y1 - reach_y) | (row > y2 + reach_y))[:, :, None]
        | ((column < x1 - reach_x) | (column > x2 + reach_x))[:, None, :]
    )
    red = seen[:, 0]
    assert full.any(2).any(1).sum() > 200
    assert empty.all(2).all(1).sum() > 50
    assert (red[full] > 1 - 1e-5).all()
    assert (red[empty] < 1e-5).all()
    # a mask's pixel is true where its centre lies in the box; a few centres lie right on an edge
    inside = ((x1 <= column) & (column < x2))[:, None, :] & ((y1 <= row) & (row < y2))[:, :, None]
    assert (kept != inside).float().mean() < 5e-4
    # what the label is told: box before, box after, and redness agree
    share = objectness(boxes, crop.windows)
    frame = torch.tensor([[0.0, 0.0, size[1], size[0]]]).expand(count, 4)
    torch.testing.assert_close(objectness(moved, frame), share, rtol=1e-4, atol=1e-4)
    assert (red.mean((1, 2)) - share).abs().max() < 0.12
    assert (mask_objectness(kept) - share).abs().max() < 0.12


def test_a_whole_picture_stays_as_it_is() -> None:
    data = scenes(5)
    crop = whole_pictures(5, (32, 32))
    torch.testing.assert_close(crop_images(data.images, crop), data.images, rtol=0, atol=1e-6)
    assert torch.equal(crop_masks(data.masks, crop), data.masks)
    assert torch.equal(crop_boxes(data.boxes, crop), data.boxes)
    assert crop_images(data.images.double(), whole_pictures(5, (32, 32), size=(8, 12))).shape == (5, 3, 8, 12)
    mirrored = Crop(crop.windows, torch.ones(5, dtype=torch.bool), crop.size)
    torch.testing.assert_close(crop_images(data.images, mirrored), data.images.flip(3), rtol=0, atol=1e-6)
    assert torch.equal(crop_masks(data.masks, mirrored), data.masks.flip(2))


@pytest.mark.parametrize("side", [0.05, 0.9, 2.5])
def test_windows_between_pixels(side) -> None:
    """A ramp shows where a window looks: its middle is the value in the middle."""
    ramp = (torch.arange(12.0) + 0.5).expand(1, 1, 12, 12)
    crop = Crop(torch.tensor([[6.0 - side, 5.0, 6.0 + side, 6.5]]), torch.tensor([False]), (3, 3))
    seen = crop_images(ramp, crop)
    assert torch.isfinite(seen).all()
    assert float(seen[0, 0, 1, 1]) == pytest.approx(6.0, abs=1e-4)


def test_the_generator_decides() -> None:
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    crops = [random_crops(4, (9, 9), chance(seed), size=(3, 3)).windows for seed in (1, 1, 2)]
    assert torch.equal(crops[0], crops[1])
    assert not torch.equal(crops[0], crops[2])
    assert torch.equal(torch.rand(1), expected)


def test_refusals() -> None:
    draw = lambda **how: random_crops(**{"count": 2, "picture": (8, 9), "generator": chance(), "size": (4, 4)} | how)
    with refused(ValueError, "count must be at least 0, but got -1. Give the number of pictures."):
        draw(count=-1)
    with refused(ValueError, "picture must be (height, width), but got 8. Give two whole numbers of pixels."):
        draw(picture=8)
    with refused(ValueError, "size must be at least 1, but got 0. Give (height, width) in pixels."):
        draw(size=(4, 0))
    rule = "must be (low, high), low ≤ high,"
    with refused(ValueError, f"scale {rule} within (0, 1], but got (0.5, 1.5). Give the smaller one first."):
        draw(scale=(0.5, 1.5))
    with refused(ValueError, f"scale {rule} within (0, 1], but got (0, 1). Give the smaller one first."):
        draw(scale=(0, 1))
    with refused(ValueError, f"ratio {rule} above 0, but got (2, 1). Give the smaller one first."):
        draw(ratio=(2, 1))
    with refused(ValueError, f"ratio {rule} above 0, but got (1, inf). Give the smaller one first."):
        draw(ratio=(1, math.inf))
    with refused(TypeError, f"scale {rule} within (0, 1], but got 0.5. Give two numbers."):
        draw(scale=0.5)
    with refused(ValueError, "hflip_p must lie in [0, 1], but got 2. Use 0.5, or 0 for classes that a mirror changes."):
        draw(hflip_p=2)
    images, crop = torch.zeros(2, 1, 8, 9), draw()
    with refused(
        ValueError,
        "crop must have as many windows as there are pictures (2), but got 1. Draw one window for each picture.",
    ):
        crop_images(images, Crop(crop.windows[:1], crop.mirrored[:1], (4, 4)))
    for window in ([0.0, 0.0, 10.0, 8.0], [3.0, 2.0, 3.0, 8.0], [-1.0, 0.0, 2.0, 8.0]):
        seen = f"({', '.join(f'{number:g}' for number in window)})"
        outside = Crop(torch.tensor([[0.0, 0.0, 9.0, 8.0], window]), crop.mirrored, (4, 4))
        with refused(
            ValueError,
            f"crop.windows must have an area and lie inside the picture, (0, 0, 9, 8), but got {seen}. "
            "Cut them to the picture first.",
        ):
            crop_masks(images[:, 0] > 0, outside)
