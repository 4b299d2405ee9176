"""Rules for tensors of a record: what fits is silent, what does not is named."""

import pytest
import torch

from nls_tutorial.records import rows


def test_a_letter_stands_for_any_size() -> None:
    rows.has_shape("logits", torch.zeros(3, 5), 3, "K")
    for shape in ((3,), (2, 5), (3, 5, 1)):
        with pytest.raises(ValueError, match=r"logits must have shape \(3, K\), but got"):
            rows.has_shape("logits", torch.zeros(shape), 3, "K")


def test_kinds_of_numbers() -> None:
    rows.is_floating("x", torch.zeros(1))
    rows.is_real("x", torch.zeros(1).long())
    rows.is_type("x", torch.zeros(1), torch.float32, "")
    for check, wrong in (
        (rows.is_floating, torch.zeros(1).long()),
        (rows.is_real, torch.zeros(1).bool()),
        (rows.is_real, torch.zeros(1, dtype=torch.complex64)),
        (lambda name, x: rows.is_type(name, x, torch.bool, "Compare first."), torch.zeros(1)),
    ):
        with pytest.raises(TypeError, match=r"^x must "):
            check("x", wrong)


@pytest.mark.parametrize("bad", [torch.nan, torch.inf, -torch.inf])
def test_numbers_are_finite_where_they_can_be_read(bad: float) -> None:
    rows.is_finite("x", torch.tensor([3e38, -3e38]))
    rows.is_finite("x", torch.zeros(0))
    rows.is_finite("x", torch.zeros(2, device="meta"))
    with pytest.raises(ValueError, match=r"x must be finite"):
        rows.is_finite("x", torch.tensor([0.0, bad]))


def test_labels_are_classes() -> None:
    rows.are_labels("labels", torch.tensor([-1, 1]), 2, low=-1)
    rows.are_labels("labels", torch.zeros(0).long(), 2)
    for wrong, seen in (([0, 2], 2), ([-1, 0], -1)):
        with pytest.raises(ValueError, match=rf"labels must lie in 0 … 1, .* but got {seen}\."):
            rows.are_labels("labels", torch.tensor(wrong), 2)
    with pytest.raises(TypeError, match=r"labels must be int64, but got torch\.float32"):
        rows.are_labels("labels", torch.zeros(1), 2)
