"""How much rounding is forgiven, by hand."""

import pytest
import torch

from nls_tutorial.checks import pixel_rounding, rounding, span, sum_rounding


@pytest.mark.parametrize(("dtype", "bits"), [(torch.float64, 52), (torch.float32, 23), (torch.float16, 10)])
def test_eight_units_in_the_last_place(dtype: torch.dtype, bits: int) -> None:
    assert rounding(dtype) == 8 * 2.0**-bits


def test_a_sum_may_be_off_as_printed_rows_are() -> None:
    assert sum_rounding(torch.float64) == sum_rounding(torch.float32) == 1e-3
    assert sum_rounding(torch.float16) == 8 * 2.0**-10


def test_pixels_are_as_coarse_as_single_precision_at_their_size() -> None:
    assert pixel_rounding(1000) == 1000 * rounding(torch.float32)
    assert pixel_rounding(0.1) == rounding(torch.float32)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((-1.0, 0.5), "values from -1 to 0.5"),
        ((0.0, 1.0000001), "values from 0 to 1.0000001"),
        ((-1e-12, 1.0), "values from -1e-12 to 1"),
        ((0.5, 1 + 2**-52), "values from 0.5 to 1.0000000000000002"),
    ],
)
def test_what_was_seen_is_told_with_enough_digits(ends: tuple[float, float], said: str) -> None:
    assert span(*ends) == said
