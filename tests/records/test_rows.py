import math

import pytest
import torch
from torch import tensor, zeros

from nls_tutorial.records.rows import are_labels, has_shape, is_finite, is_floating, is_real, is_type


@pytest.mark.parametrize("sizes", [(2, 3), ("N", 3), (2, "D"), ("N", "D")])
def test_a_letter_is_any_size(sizes: tuple) -> None:
    has_shape("logits", zeros(2, 3), *sizes)
    with pytest.raises(ValueError, match=r"^logits must have shape \(.*\), but got \(2, 3, 1\)"):
        has_shape("logits", zeros(2, 3, 1), *sizes)
    if sizes != ("N", "D"):
        with pytest.raises(ValueError, match=r"^logits must have shape"):
            has_shape("logits", zeros(3, 2), *sizes)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite(bad: float) -> None:
    is_finite("x", zeros(0))
    is_finite("x", tensor([3e38, -3e38]))
    is_finite("x", zeros(2, device="meta"))
    with pytest.raises(ValueError, match=r"^x must be finite"):
        is_finite("x", tensor([0.0, bad]))


def test_types() -> None:
    for dtype in (torch.int64, torch.complex64, torch.float8_e5m2):
        with pytest.raises(TypeError, match=r"^x must hold floating-point numbers"):
            is_floating("x", zeros(2).to(dtype))
    is_real("x", zeros(2).long())
    for dtype in (torch.bool, torch.complex64):
        with pytest.raises(TypeError, match=r"^x must hold real numbers"):
            is_real("x", zeros(2).to(dtype))
    with pytest.raises(TypeError, match=r"^x must be bool, but got torch.float32. Compare."):
        is_type("x", zeros(2), torch.bool, "Compare.")


def test_labels_from_a_low_one() -> None:
    are_labels("labels", tensor([-1, 1]), 2, low=-1)
    for labels in (tensor([-2, 0]), tensor([0, 2])):
        with pytest.raises(ValueError, match=r"^labels must lie in -1 … 1"):
            are_labels("labels", labels, 2, low=-1)
