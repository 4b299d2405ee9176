import math

import numpy as np
import pytest
import torch
from spec.memory import peak_bytes
from torch import Tensor

from nls_tutorial.checks import (
    class_count,
    class_labels,
    ends,
    finite,
    floating,
    label_logits,
    same_rows,
    soft_labels,
)

MAKE = "Make them with nls_tutorial.targets, for example one_hot(labels, classes)."


def refusal(error: type[Exception], rule, *arguments: object, **named: object) -> str:
    with pytest.raises(error) as caught:
        rule(*arguments, **named)
    return str(caught.value)


# ------------------------------------------------------------------------------------------------------ types, values


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_floating_takes_every_float(dtype: torch.dtype) -> None:
    floating("logits", torch.zeros(2, dtype=dtype))


@pytest.mark.parametrize("value", [[1.0], np.zeros(2), 1.0, None])
def test_floating_wants_a_tensor(value: object) -> None:
    assert refusal(TypeError, floating, "logits", value) == (
        f"logits must be a torch.Tensor, but got {type(value).__name__}. Convert it with torch.as_tensor(...)."
    )


@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.complex64])
def test_floating_wants_floats(dtype: torch.dtype) -> None:
    assert refusal(TypeError, floating, "logits", torch.zeros(2, dtype=dtype)) == (
        f"logits must hold floating-point numbers, but got {dtype}. Convert it with .float()."
    )


def test_finite_counts_what_is_not() -> None:
    finite("logits", torch.tensor([80.0, -80.0, 3e38]))
    finite("logits", torch.zeros(0))
    assert refusal(ValueError, finite, "logits", torch.tensor([math.nan, 1.0, math.inf, -math.inf])) == (
        "logits must be finite, but got 3 of 4 entries that are NaN or infinite. "
        "Find the step that made them; a learning rate that is too high is the usual cause."
    )


LAYOUTS = {
    "in one piece": torch.zeros(3000, 1000),
    "transposed": torch.zeros(1000, 3000).T,
    "channels last": torch.zeros(4, 250, 300, 10).permute(0, 3, 1, 2),
    "every second": torch.zeros(3000, 2000)[:, ::2],
    "halves": torch.zeros(3000, 1000, dtype=torch.bfloat16),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_finite_copies_nothing(layout: str) -> None:
    value = LAYOUTS[layout]
    most = value.numel() * value.element_size()
    assert peak_bytes(lambda: finite("logits", value)) < most / 100


def test_finite_counts_a_part_at_a_time() -> None:
    value = torch.zeros(3000, 2000)
    value[7, 8], value[2999, 0] = math.nan, math.inf
    refused = []
    assert peak_bytes(lambda: refused.append(refusal(ValueError, finite, "logits", value))) < 0.7 * value.nbytes
    assert refused[0].startswith("logits must be finite, but got 2 of 6000000 entries that are NaN or infinite.")
    assert refusal(ValueError, finite, "logits", torch.tensor(math.nan)).startswith(
        "logits must be finite, but got 1 of"
    )


def test_finite_takes_the_largest_numbers_of_every_type() -> None:
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        most = torch.finfo(dtype).max
        finite("logits", torch.tensor([most, -most], dtype=dtype))  # their difference is infinite
    finite("labels", torch.tensor([2**62, -(2**62)]))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ends_are_the_smallest_and_the_largest(layout: str) -> None:
    shape = LAYOUTS[layout].shape
    value = torch.empty_like(LAYOUTS[layout]).copy_(torch.arange(math.prod(shape)).view(shape) % 251 - 90)
    assert ends(value).tolist() == [-90, 160]
    value[(0,) * value.ndim] = math.nan
    assert all(math.isnan(end) for end in ends(value).tolist())


def test_two_classes_are_the_least() -> None:
    assert class_count("classes", 2) == 2
    assert refusal(ValueError, class_count, "classes", 1) == (
        "classes must be at least 2, but got 1. A classifier chooses between at least two classes."
    )
    assert refusal(TypeError, class_count, "classes", 2.5).startswith(
        "classes must be a whole number, but got 2.5 (float)"
    )


# ------------------------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    "labels", [torch.tensor([0, 2]), torch.tensor([[0], [2]]), torch.tensor([], dtype=torch.int64)]
)
def test_labels_in_range_pass(labels: Tensor) -> None:
    class_labels("labels", labels, 3)


def test_labels_want_a_tensor() -> None:
    assert refusal(TypeError, class_labels, "labels", [0, 1], 3) == (
        "labels must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...)."
    )


@pytest.mark.parametrize("dtype", [torch.int32, torch.uint8, torch.float32, torch.bool])
def test_labels_want_int64(dtype: torch.dtype) -> None:
    assert refusal(TypeError, class_labels, "labels", torch.zeros(2, dtype=dtype), 3) == (
        f"labels must be int64, but got {dtype}. Convert it with .long()."
    )


@pytest.mark.parametrize(("labels", "seen"), [([0, 3], 3), ([-1, 0], -1), ([-5, 9], -5), ([2, 1], 2)])
def test_labels_outside_are_refused(labels: list[int], seen: int) -> None:
    classes = 2 if seen == 2 else 3
    assert refusal(ValueError, class_labels, "labels", torch.tensor(labels), classes) == (
        f"labels must lie in 0 … {classes - 1}, but got {seen}. "
        "Check that the classes are numbered from 0 and that the number of classes is right."
    )


def test_only_the_ignored_index_may_lie_outside() -> None:
    class_labels("labels", torch.tensor([0, 255, 1]), 2, ignore_index=255)
    class_labels("labels", torch.tensor([255, 255]), 2, ignore_index=255)
    assert "but got 7" in refusal(ValueError, class_labels, "labels", torch.tensor([255, 7]), 2, ignore_index=255)
    assert "but got 255" in refusal(ValueError, class_labels, "labels", torch.tensor([0, 255]), 2)


# ------------------------------------------------------------------------------------------------- logits with labels


def zeros(*shape: int) -> Tensor:
    return torch.zeros(*shape, dtype=torch.int64)


@pytest.mark.parametrize(
    ("logits", "labels", "classes"),
    [
        (torch.zeros(4, 3), zeros(4), 3),
        (torch.zeros(1, 2), zeros(1), 2),
        (torch.zeros(0, 5), zeros(0), 5),
        (torch.zeros(2, 3, 4, 5), zeros(2, 4, 5), 3),
    ],
)
def test_logits_that_fit_their_labels_give_the_classes(logits: Tensor, labels: Tensor, classes: int) -> None:
    assert label_logits(logits, labels) == classes


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4), (1, 2, 3, 4, 5)])
def test_logits_have_two_or_four_dimensions(shape: tuple[int, ...]) -> None:
    assert refusal(ValueError, label_logits, torch.zeros(shape), zeros(2)) == (
        f"logits must have shape (B, K) or (B, K, H, W), but got {shape}. Put one row of K logits for each sample."
    )


@pytest.mark.parametrize("classes", [0, 1])
def test_logits_have_at_least_two_classes(classes: int) -> None:
    assert refusal(ValueError, label_logits, torch.zeros(3, classes), zeros(3)) == (
        f"logits must hold at least two classes along dimension 1, but got (3, {classes}). Use K ≥ 2 logits."
    )


@pytest.mark.parametrize(
    ("logits", "labels", "expected"),
    [
        (torch.zeros(4, 3), zeros(3), (4,)),
        (torch.zeros(4, 3), zeros(4, 1), (4,)),
        (torch.zeros(2, 3, 4, 5), zeros(2), (2, 4, 5)),
        (torch.zeros(2, 3, 4, 5), zeros(2, 5, 4), (2, 4, 5)),
    ],
)
def test_labels_fit_their_logits(logits: Tensor, labels: Tensor, expected: tuple[int, ...]) -> None:
    assert refusal(ValueError, label_logits, logits, labels) == (
        f"labels must have shape {expected} to fit logits of shape {tuple(logits.shape)}, "
        f"but got {tuple(labels.shape)}. Give one label for each row (or pixel) of logits."
    )


def test_logits_and_labels_are_checked_one_by_one_too() -> None:
    assert refusal(TypeError, label_logits, [[0.0, 1.0]], zeros(1)).startswith("logits must be a torch.Tensor")
    assert refusal(TypeError, label_logits, zeros(1, 2), zeros(1)).startswith("logits must hold floating-point")
    assert refusal(TypeError, label_logits, torch.zeros(1, 2), [0]).startswith("labels must be a torch.Tensor")
    assert refusal(ValueError, label_logits, torch.zeros(1, 2), zeros(1) + 2).startswith("labels must lie in 0 … 1")


def test_logits_pass_on_what_is_ignored() -> None:
    assert label_logits(torch.zeros(2, 2), torch.tensor([-100, 1]), ignore_index=-100) == 2
    assert "but got -100" in refusal(ValueError, label_logits, torch.zeros(2, 2), torch.tensor([-100, 1]))


# ----------------------------------------------------------------------------------------------------------- the rest


def test_same_rows_looks_at_the_first_dimension_only() -> None:
    same_rows("features", torch.zeros(3, 4), "labels", torch.zeros(3))
    assert refusal(ValueError, same_rows, "features", torch.zeros(3, 4), "labels", torch.zeros(4)) == (
        "labels must have as many rows as features (3), but got (4,). "
        "Take both from the same samples, in the same order."
    )


@pytest.mark.parametrize(
    "targets",
    [
        torch.tensor([[1.0, 0.0], [0.5, 0.5]]),
        torch.full((2, 1000), 1e-3),
        torch.tensor([[0.9995, 0.0]]),
        torch.full((1, 4, 2, 2), 0.25),
        torch.zeros(0, 3),
    ],
)
def test_soft_labels_pass(targets: Tensor) -> None:
    soft_labels("targets", targets)
    soft_labels("targets", targets, tuple(targets.shape))


def test_soft_labels_are_floats() -> None:
    assert refusal(TypeError, soft_labels, "targets", zeros(2, 3)).startswith(
        "targets must hold floating-point numbers"
    )


def test_soft_labels_have_the_shape_of_the_logits() -> None:
    assert refusal(ValueError, soft_labels, "targets", torch.full((2, 2), 0.5), (2, 3)) == (
        f"targets must have the logits' shape (2, 3), but got (2, 2). {MAKE}"
    )


@pytest.mark.parametrize("shape", [(3,), (3, 1), ()])
def test_soft_labels_have_one_row_for_each_sample(shape: tuple[int, ...]) -> None:
    assert refusal(ValueError, soft_labels, "targets", torch.ones(shape)) == (
        f"targets must have shape (B, K) with K ≥ 2, but got {shape}. {MAKE}"
    )


@pytest.mark.parametrize(("row", "seen"), [([1.5, -0.5], "-0.5"), ([math.nan, 1.0], "nan")])
def test_soft_labels_are_not_negative_or_nan(row: list[float], seen: str) -> None:
    assert refusal(ValueError, soft_labels, "targets", torch.tensor([[1.0, 0.0], row])) == (
        f"targets must not be negative or NaN, but got {seen}. A target is a probability."
    )


@pytest.mark.parametrize(
    ("row", "off"), [([0.5, 0.25], "0.25"), ([0.998, 0.0], "0.002"), ([2.0, 0.0], "1"), ([math.inf, 0.0], "inf")]
)
def test_soft_labels_sum_to_one(row: list[float], off: str) -> None:
    assert refusal(ValueError, soft_labels, "targets", torch.tensor([[1.0, 0.0], row])) == (
        f"targets must sum to 1 over the classes, but got a row that is off by {off}. "
        "Divide by the sum, or pass probabilities and not logits."
    )


def test_soft_labels_sum_over_dimension_1() -> None:
    turned = torch.tensor([[0.5, 0.9], [0.5, 0.1]])  # the columns sum to 1, the rows do not
    assert "sum to 1" in refusal(ValueError, soft_labels, "targets", turned)
    soft_labels("targets", turned.T)
