"""What boxes, crops and their types must be."""

import pytest
import torch
from torch import tensor

from nls_tutorial.boxes.inputs import box_text, boxes_of, crops_of, float_type, many_boxes


def test_boxes_come_in_float64_without_gradient() -> None:
    given = tensor([[0.0, 1.0, 2.0, 3.0]], requires_grad=True)
    found = boxes_of("boxes", given)
    assert (found.dtype, found.requires_grad, found.tolist()) == (torch.float64, False, [[0, 1, 2, 3]])


@pytest.mark.parametrize(
    ("box", "error", "message"),
    [
        ([0.0, 0, 1], ValueError, r"boxes must have four numbers along its last dimension, but got \(3,\)"),
        ([0.0, 0, 1, float("nan")], ValueError, r"boxes must be finite, but got 1 of 4 numbers"),
        ([2.0, 0, 1, 1], ValueError, r"boxes must have x1 ≤ x2 and y1 ≤ y2, but got \(2, 0, 1, 1\)"),
        ([0.0, 2, 1, 1], ValueError, r"boxes must have x1 ≤ x2 and y1 ≤ y2, but got \(0, 2, 1, 1\)"),
        ([True] * 4, TypeError, r"boxes must hold pixels, real numbers, but got torch\.bool"),
    ],
)
def test_what_is_no_box_is_refused(box, error, message) -> None:
    with pytest.raises(error, match=message):
        boxes_of("boxes", tensor(box))
    with pytest.raises(TypeError, match=r"boxes must be a torch\.Tensor, but got list"):
        boxes_of("boxes", box)


def test_a_crop_has_an_area() -> None:
    assert crops_of("crops", tensor([[0, 0, 1, 1]])).shape == (1, 4)
    for crop, message in (([[0, 0, 1, 0]], r"area above 0, but got \(0, 0, 1, 0\)"), ([0, 0, 1, 1], r"shape \(B, 4\)")):
        with pytest.raises(ValueError, match=message):
            crops_of("crops", tensor(crop))


def test_one_box_a_sample_becomes_many_of_one() -> None:
    assert many_boxes("boxes", torch.zeros(3, 4)).shape == (3, 1, 4)
    assert many_boxes("boxes", torch.zeros(3, 2, 4)).shape == (3, 2, 4)
    for shape in ((4,), (1, 1, 1, 4)):
        with pytest.raises(ValueError, match=r"boxes must have shape \(B, n, 4\)"):
            many_boxes("boxes", torch.zeros(shape))


def test_the_answer_has_the_widest_float() -> None:
    assert float_type(tensor([1]), tensor([1.0])) == torch.float32
    assert float_type(tensor([1.0]), tensor([1.0]).double()) == torch.float64
    assert float_type(tensor([1.0]).half(), tensor([1.0]).bfloat16()) == torch.float32
    assert float_type(tensor([1])) == torch.get_default_dtype()


def test_a_box_reads_as_a_tuple() -> None:
    assert box_text(tensor([0.0, 0.5, 10, 2])) == "(0, 0.5, 10, 2)"
