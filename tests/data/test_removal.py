"""Filled boxes against a loop over pixels; what stays and what goes."""

import dataclasses

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import refused

from nls_tutorial.data import box_pixels, cover_beside, fill_boxes, keep_own_object, pixel_mean, remove_objects, scenes
from nls_tutorial.records import Images


@given(st.integers(0, 4), st.integers(0, 3), st.integers(1, 6), st.integers(1, 6), st.integers(0, 99))
def test_every_touched_pixel_is_filled_and_no_other(batch, n, height, width, seed) -> None:
    chance = torch.Generator().manual_seed(seed)
    images = torch.rand(batch, 2, height, width, generator=chance)
    corners = (14 * torch.rand(batch, n, 2, 2, generator=chance)).round() / 2 - 1
    boxes = corners.sort(dim=2).values.flatten(2)
    fill = torch.tensor([2.0, 3.0])
    filled = fill_boxes(images, boxes, fill)
    for b in range(batch):
        for y in range(height):
            for x in range(width):
                touched = any(
                    max(x1, x) < min(x2, x + 1) and max(y1, y) < min(y2, y + 1) for x1, y1, x2, y2 in boxes[b].tolist()
                )
                expected = fill if touched else images[b, :, y, x]
                assert torch.equal(filled[b, :, y, x], expected)
                assert bool(box_pixels(boxes, (height, width))[b, y, x]) == touched


def test_the_mean_is_of_all_pixels() -> None:
    images = scenes(200).images
    torch.testing.assert_close(pixel_mean(images), images.double().mean((0, 2, 3)).float())
    assert pixel_mean(images).dtype == torch.float32
    # float32 sums of ten million ones and halves would drift
    flat = torch.full((1, 1, 4000, 2500), 0.1)
    assert float(pixel_mean(flat)) == pytest.approx(0.1, abs=1e-8)


def test_removed_objects_leave_context_and_label() -> None:
    data = scenes(50)
    gone = remove_objects(data)
    inside = box_pixels(data.boxes, (32, 32))[:, None]
    mean = pixel_mean(data.images)[:, None, None]
    assert torch.equal(gone.images, torch.where(inside, mean, data.images))
    assert torch.equal(gone.labels, data.labels)
    assert not gone.boxes.any()
    assert not gone.masks.any()
    assert data.masks.any()
    own = remove_objects(data, torch.tensor([1.0, 0.0, 0.5]))
    assert (own.images.movedim(1, 3)[inside[:, 0]] == torch.tensor([1.0, 0.0, 0.5])).all()


def two_objects() -> Images:
    boxes = torch.tensor([[[1, 1, 4, 4], [3, 3, 7, 6], [0, 0, 0, 0]], [[0, 0, 2, 2], [4, 0, 6, 3], [6, 5, 8, 6]]])
    labels = torch.tensor([[0, 1, -1], [1, 1, 0]])
    images = torch.rand(2, 3, 6, 8, generator=torch.Generator().manual_seed(0))
    return Images(images, torch.tensor([0, 1]), ("a", "b"), "train", boxes=boxes.float(), box_labels=labels)


def test_of_several_objects_the_own_one_is_kept() -> None:
    data = two_objects()
    alone = keep_own_object(data, torch.full((3,), 9.0))
    nine = (alone.images == 9).all(1)
    expected = torch.zeros(2, 6, 8, dtype=torch.bool)
    expected[0, 3:6, 3:7] = True
    expected[0, 3, 3] = False  # where both lie, the own object stays
    expected[1, 0:3, 4:6] = True
    expected[1, 5, 6:8] = True
    assert torch.equal(nine, expected)
    assert torch.equal(alone.images[~nine[:, None].expand(2, 3, 6, 8)], data.images[~nine[:, None].expand(2, 3, 6, 8)])
    assert alone.boxes.tolist() == [[[1, 1, 4, 4], [0] * 4, [0] * 4], [[0, 0, 2, 2], [0] * 4, [0] * 4]]
    assert alone.box_labels.tolist() == [[0, -1, -1], [1, -1, -1]]
    by_mean = keep_own_object(data)
    assert torch.equal(by_mean.images[1, :, 0, 4], pixel_mean(data.images))
    unnamed = keep_own_object(dataclasses.replace(data, box_labels=None))
    assert unnamed.box_labels is None


@pytest.mark.parametrize(
    ("box", "corner"),
    [
        ((0, 0, 3, 2), (5, 4)),
        ((5, 0, 8, 2), (0, 4)),
        ((0, 4, 3, 6), (5, 0)),
        ((5, 4, 8, 6), (0, 0)),
        ((1, 1, 6, 4), (3, 3)),
    ],
)
def test_the_box_beside_lies_in_the_farthest_corner(box, corner) -> None:
    data = scenes(4)
    data = dataclasses.replace(
        data,
        images=torch.rand(4, 3, 6, 8, generator=torch.Generator().manual_seed(0)),
        boxes=torch.tensor([box] * 4, dtype=torch.float32),
        masks=None,
    )
    covered = cover_beside(data, torch.full((3,), 9.0))
    x1, y1, x2, y2 = box
    left, top = corner
    for y in range(6):
        for x in range(8):
            own = x1 <= x < x2 and y1 <= y < y2
            grey = not own and left <= x < left + x2 - x1 and top <= y < top + y2 - y1
            pixel = covered.images[:, :, y, x]
            assert torch.equal(pixel, torch.full((4, 3), 9.0) if grey else data.images[:, :, y, x])
    assert torch.equal(covered.boxes, data.boxes)
    assert torch.equal(covered.labels, data.labels)
    by_mean = cover_beside(data).images.where(covered.images == 9, 0).amax((0, 2, 3))
    assert torch.equal(by_mean, pixel_mean(data.images))


def test_a_box_beside_needs_one_object() -> None:
    with refused(
        ValueError,
        "data.boxes must have shape (N, 4), one box a picture, but got (2, 3, 4). "
        "Take scenes, or photographs of one object each.",
    ):
        cover_beside(two_objects())


def test_refusals() -> None:
    data = two_objects()
    with refused(
        ValueError,
        "data must have boxes, but got pictures without. Take scenes, or photographs with boxes (voc_folder).",
    ):
        remove_objects(dataclasses.replace(data, boxes=None))
    with refused(
        ValueError,
        "data.boxes must have shape (N, n, 4), the own box first, but got (2, 4). "
        "Take the data as they are: they have one object each.",
    ):
        keep_own_object(dataclasses.replace(data, boxes=data.boxes[:, 0], box_labels=None))
    with refused(
        ValueError, "boxes must have shape (2, n, 4) or (2, 4), but got (1, 3, 4). Give each picture its boxes."
    ):
        fill_boxes(data.images, data.boxes[:1], torch.zeros(3))
    with refused(
        ValueError,
        "fill must hold one number for each of 3 channels, but got (2,). Make it with pixel_mean(images).",
    ):
        fill_boxes(data.images, data.boxes, torch.zeros(2))
    with refused(
        ValueError, "images must hold at least one picture, but got (0, 3, 6, 8). Give the training pictures."
    ):
        pixel_mean(data.images[:0])
