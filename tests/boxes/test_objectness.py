"""objectness against a loop that counts pixels, by hand, and what it refuses."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import boxes_spec as spec
from spec.loss_checks import refused

from nls_tutorial.boxes import objectness
from nls_tutorial.targets import smooth_by_objectness

CORNERS = "Write it as (x1, y1, x2, y2) with x1 ≤ x2 and y1 ≤ y2, in pixels."


@st.composite
def rectangle(draw, low: int = -3, high: int = 12, least: int = 0) -> list[int]:
    """Whole corners, in order; sometimes of no area."""
    x1, y1 = draw(st.integers(low, high - least)), draw(st.integers(low, high - least))
    return [x1, y1, draw(st.integers(x1 + least, high)), draw(st.integers(y1 + least, high))]


@st.composite
def batches(draw) -> tuple[list[list[list[int]]], list[list[int]]]:
    batch, n = draw(st.integers(0, 4)), draw(st.integers(0, 7))
    boxes = [[draw(rectangle()) for _ in range(n)] for _ in range(batch)]
    return boxes, [draw(rectangle(least=1)) for _ in range(batch)]


def tensors(boxes, crops, dtype=torch.float64):
    n = len(boxes[0]) if boxes else 2
    return torch.tensor(boxes, dtype=dtype).reshape(len(boxes), n, 4), torch.tensor(crops, dtype=dtype).reshape(-1, 4)


@given(batches())
def test_equals_the_count_of_pixels(batch) -> None:
    boxes, crops = batch
    expected = torch.tensor([spec.objectness(*pair) for pair in zip(boxes, crops, strict=True)], dtype=torch.float64)
    assert torch.equal(objectness(*tensors(boxes, crops)), expected.reshape(len(boxes)))


@given(batches(), st.randoms(use_true_random=False))
def test_neither_order_nor_missing_boxes_matter(batch, chance) -> None:
    boxes, crops = batch
    expected = objectness(*tensors(boxes, crops))
    mixed = [chance.sample([*row, [0, 0, 0, 0], [5, 5, 5, 9], [-50, 3, 40, 3]], len(row) + 3) for row in boxes]
    if mixed:
        assert torch.equal(objectness(*tensors(mixed, crops)), expected)


def test_fractions_of_pixels_against_fine_squares() -> None:
    """Coordinates in eighths are whole numbers on a grid eight times as fine."""
    chance = torch.Generator().manual_seed(0)
    corners = torch.randint(0, 24, (30, 5, 2, 2), generator=chance).sort(dim=2).values
    boxes = corners.flatten(2)
    crops = torch.tensor([3, 2, 21, 19]).expand(30, 4)
    expected = [spec.objectness(*pair) for pair in zip(boxes.tolist(), crops.tolist(), strict=True)]
    assert objectness(boxes / 8, crops / 8).tolist() == pytest.approx(expected, abs=1e-6)
    assert torch.equal(objectness(boxes.double() / 8, crops.double() / 8), torch.tensor(expected, dtype=torch.float64))


def test_by_hand() -> None:
    # two boxes of 6×5 and 4×4 that share 2×3 fill 30 + 16 − 6 = 40 of 10×8
    boxes = torch.tensor([[[0.0, 0.0, 6.0, 5.0], [4.0, 2.0, 8.0, 6.0]]])
    assert objectness(boxes, torch.tensor([[0.0, 0.0, 10.0, 8.0]])).tolist() == [0.5]
    # a crop inside a box is full, one beside it empty, and touching edges share no pixel
    box = torch.tensor([[2.0, 2.0, 9.0, 9.0]]).expand(3, 4)
    crops = torch.tensor([[3.0, 3.0, 8.0, 5.0], [20.0, 0.0, 21.0, 40.0], [9.0, 2.0, 12.0, 9.0]])
    assert objectness(box, crops).tolist() == [1, 0, 0]


def test_the_paper_counts_one_box_by_its_sides() -> None:
    # α = 1 − wh/(WH) and the label's target is 1 − α
    share = objectness(torch.tensor([[10.0, 20.0, 60.0, 80.0]]), torch.tensor([[0.0, 0.0, 100.0, 120.0]]))
    assert float(share) == 0.25
    assert smooth_by_objectness(torch.tensor([0]), share, 4)[0].tolist() == [0.25] * 4


def test_never_above_one_and_types() -> None:
    thirds = torch.tensor([[[0.1, 0.1, 0.4, 0.7], [0.4, 0.1, 0.6, 0.7], [0.6, 0.1, 0.7, 0.7]]], dtype=torch.float64)
    crop = torch.tensor([[0.1, 0.1, 0.7, 0.7]], dtype=torch.float64)
    full = objectness(thirds, crop)
    assert full <= 1
    assert float(full) == pytest.approx(1, abs=1e-15)
    assert full.dtype == torch.float64
    assert objectness(thirds.float(), crop.float()).dtype == torch.float32
    assert objectness(thirds.float(), crop).dtype == torch.float64
    assert objectness(torch.tensor([[1, 1, 2, 2]]), torch.tensor([[0, 0, 2, 2]])).dtype == torch.float32


def test_float32_pixels_are_multiplied_in_float64() -> None:
    side = 2.0**13 + 1  # its square does not fit into 24 bits
    box, crop = torch.tensor([[0.0, 0.0, side, side]]), torch.tensor([[0.0, 0.0, side, side + 1]])
    assert float(objectness(box.double(), crop)) == side / (side + 1)


def test_a_hundred_boxes_in_parts(monkeypatch) -> None:
    from importlib import import_module

    chance = torch.Generator().manual_seed(1)
    boxes = torch.randint(0, 40, (7, 100, 2, 2), generator=chance).sort(dim=2).values.flatten(2)
    boxes = torch.where(boxes[..., :2].sum(-1, keepdim=True) > 50, boxes, 0)
    crops = torch.tensor([[5, 5, 37, 39]]).expand(7, 4)
    whole = objectness(boxes.double(), crops)
    expected = [spec.objectness(*pair) for pair in zip(boxes.tolist(), crops.tolist(), strict=True)]
    assert whole.tolist() == expected
    assert len(set(expected)) > 1
    monkeypatch.setattr(import_module("nls_tutorial.boxes.objectness"), "WORK", 1)
    assert torch.equal(objectness(boxes.double(), crops), whole)


def test_no_gradient_is_kept() -> None:
    boxes = torch.tensor([[0.0, 0.0, 1.0, 1.0]], requires_grad=True)
    assert not objectness(boxes, torch.tensor([[0.0, 0.0, 2.0, 2.0]])).requires_grad


def test_compiled_nothing_is_looked_at(monkeypatch) -> None:
    boxes, crops = torch.tensor([[[0, 0, 3, 3], [2, 2, 6, 6]]]), torch.tensor([[1, 1, 5, 5]])
    plain = objectness(boxes, crops)
    monkeypatch.setattr(torch.compiler, "is_compiling", lambda: True)
    assert torch.equal(objectness(boxes, crops), plain)
    assert objectness(boxes.flip(2), crops).shape == (1,)


def test_refusals() -> None:
    good, crop = torch.zeros(2, 3, 4), torch.tensor([[0.0, 0.0, 4.0, 4.0]] * 2)
    wrong = good.clone()
    wrong[1, 2] = torch.tensor([3.0, 0.0, 2.0, 5.0])
    with refused(ValueError, f"boxes must have x1 ≤ x2 and y1 ≤ y2, but got (3, 0, 2, 5). {CORNERS}"):
        objectness(wrong, crop)
    with refused(ValueError, f"boxes must have x1 ≤ x2 and y1 ≤ y2, but got (0, 3, 5, 2). {CORNERS}"):
        objectness(wrong[..., [1, 0, 3, 2]], crop)
    with refused(
        ValueError,
        "crops must have an area above 0, but got (0, 0, 0, 4). Crop at least one pixel: x1 < x2 and y1 < y2.",
    ):
        objectness(good, torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 0.0, 4.0]]))
    with refused(
        ValueError,
        "boxes must be finite, but got 12 of 24 numbers that are NaN or infinite. Write a missing box as (0, 0, 0, 0).",
    ):
        objectness(good.index_fill(0, torch.tensor([1]), torch.nan), crop)
    with refused(ValueError, f"boxes must have four numbers along its last dimension, but got (2, 3). {CORNERS}"):
        objectness(good[..., 0], crop)
    with refused(
        ValueError,
        "boxes must have shape (B, n, 4), or (B, 4) for one box a sample, but got (4,). "
        "Give each sample its boxes, padded with boxes of no area.",
    ):
        objectness(good[0, 0], crop)
    with refused(ValueError, "crops must have shape (B, 4), but got (4,). Give one crop for each sample."):
        objectness(good, crop[0])
    with refused(
        ValueError,
        "crops must have as many rows as boxes (2), but got (1, 4). "
        "Take both from the same samples, in the same order.",
    ):
        objectness(good, crop[:1])
    with refused(TypeError, "boxes must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...)."):
        objectness(good.tolist(), crop)
    with refused(TypeError, f"boxes must hold pixels, real numbers, but got torch.bool. {CORNERS}"):
        objectness(good > 0, crop)
