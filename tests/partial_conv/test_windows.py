"""Counts and ratios of windows against loops, against a convolution of ones, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import partial_conv_spec as spec
from torch.nn import functional as F

from nls_tutorial.partial_conv import window_count, window_ratio


def sizes(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


def test_by_hand() -> None:
    corner, edge = 9 / 4, 9 / 6
    expected = [[corner, edge, edge, corner], [edge, 1, 1, edge], [corner, edge, edge, corner]]
    assert window_ratio((3, 4), 3, padding=1).tolist() == expected
    # 7×7 with padding 3: the corner window sees 4×4 pixels
    assert float(window_ratio((32, 32), 7, padding=3)[0, 0]) == 49 / 16
    # a stride of 2 over 4 rows leaves the lower and the right border unseen by any window's padding
    assert window_count((4, 4), 3, stride=2, padding=1).tolist() == [[4, 6], [6, 9]]


def test_same_puts_the_odd_pixel_after_the_picture() -> None:
    assert window_count((2, 3), 2, padding="same").tolist() == [[4, 4, 2], [2, 2, 1]]
    assert window_count((5, 5), (1, 4), padding="same").tolist() == [[3, 4, 4, 3, 2]] * 5


def test_without_padding_every_window_is_full() -> None:
    for padding in (0, "valid"):
        assert window_ratio((6, 5), (2, 3), stride=2, padding=padding).tolist() == [[1.0, 1.0]] * 3


def test_windows_that_see_nothing_count_0_and_have_the_ratio_0() -> None:
    assert window_count((1, 2), 1, padding=1).tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert window_ratio((1, 2), 1, padding=1).tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


@given(sizes(1, 9), sizes(1, 4), sizes(1, 3), sizes(0, 4), sizes(1, 3))
def test_follows_its_loop_and_a_convolution_of_ones(shape, kernel, stride, padding, dilation) -> None:
    rows, columns = (spec.places(*each) for each in zip(shape, kernel, stride, padding, padding, dilation, strict=True))
    if not rows or not columns:
        with pytest.raises(ValueError, match="must leave room for a kernel"):
            window_count(shape, kernel, stride, padding, dilation)
        return
    counts = [
        [
            sum(
                0 <= row < shape[0] and 0 <= column < shape[1]
                for row in spec.taps(i, kernel[0], stride[0], padding[0], dilation[0])
                for column in spec.taps(j, kernel[1], stride[1], padding[1], dilation[1])
            )
            for j in columns
        ]
        for i in rows
    ]
    found = window_count(shape, kernel, stride, padding, dilation)
    assert found.tolist() == counts
    ones = torch.ones(1, 1, *shape, dtype=torch.float64), torch.ones(1, 1, *kernel, dtype=torch.float64)
    torch.testing.assert_close(found.double(), F.conv2d(*ones, None, stride, padding, dilation)[0, 0])
    ratio = window_ratio(shape, kernel, stride, padding, dilation, dtype=torch.float64)
    size = kernel[0] * kernel[1]
    assert ratio.tolist() == [[size / count if count else 0.0 for count in row] for row in counts]


@given(sizes(1, 9), sizes(1, 5), sizes(1, 3))
def test_same_follows_its_loop(shape, kernel, dilation) -> None:
    ends = [spec.same_ends(*each) for each in zip(kernel, dilation, strict=True)]
    padded = F.pad(torch.ones(1, 1, *shape), (*ends[1], *ends[0]))
    expected = F.conv2d(padded, torch.ones(1, 1, *kernel), dilation=dilation)[0, 0]
    found = window_count(shape, kernel, padding="same", dilation=dilation)
    assert found.shape == shape
    assert torch.equal(found.float(), expected)


def test_dtype_and_shape() -> None:
    assert window_ratio(torch.Size([8, 3, 4, 5]), 3, padding=1).shape == (4, 5)
    assert window_ratio((4, 5), 3, padding=1).dtype == torch.float32
    assert window_ratio((4, 5), 3, padding=1, dtype=torch.float16).dtype == torch.float16
    assert window_count((4, 5), 3, padding=1).dtype == torch.int64


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"shape": (4,)}, r"shape must end in \(H, W\), but got \(4,\)\. Pass x\.shape"),
        ({"kernel": 0}, r"kernel must be at least 1, but got 0"),
        ({"kernel": (3, 3, 3)}, r"kernel must be one number or two \(rows, columns\), but got \(3, 3, 3\)\. Give one"),
        ({"stride": 0}, r"stride must be at least 1, but got 0"),
        ({"dilation": 0}, r"dilation must be at least 1, but got 0"),
        ({"padding": -1}, r"padding must be at least 0, but got -1"),
        ({"padding": "full"}, r"padding must be one of 'valid', 'same', but got 'full'"),
        (
            {"padding": "same", "stride": 2},
            r'stride must be 1 with padding="same", but got \(2, 2\)\. Give the padding',
        ),
        (
            {"kernel": 6, "padding": 0},
            r"a kernel of \(6, 6\) with dilation \(1, 1\), but got a padded picture of \(4, 5\)\. Take a larger",
        ),
    ],
)
def test_refusals(how, message) -> None:
    with pytest.raises(ValueError, match=message):
        window_ratio(**{"shape": (4, 5), "kernel": 3, "padding": 1, **how})


def test_sizes_that_are_not_whole_are_refused() -> None:
    with pytest.raises(TypeError, match=r"kernel must be a whole number, but got True \(bool\)"):
        window_ratio((4, 5), (True, 3))
