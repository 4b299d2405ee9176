"""The gallery: the right ones are the definition, each wrong one slips in its own way, and one is a library's rule."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.later import later

from nls_tutorial.exercises import ece_gallery as gallery

torchmetrics = later("torchmetrics.functional.classification")

confidences = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize("name", gallery.RIGHT)
@given(sure=confidences, bins=st.sampled_from([1, 2, 4, 8]))
def test_the_right_ones_are_the_definition(name: str, sure: list[float], bins: int) -> None:
    right = [place % 3 > 0 for place in range(len(sure))]
    expected = spec.expected_calibration_error(spec.reliability(sure, right, spec.width_edges(bins)))
    found = gallery.RIGHT[name](torch.tensor(sure, dtype=torch.float64), torch.tensor(right), bins)
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", gallery.RIGHT)
def test_zero_falls_in_the_first_bin_and_one_in_the_last(name: str) -> None:
    sure, right = torch.tensor([0.0, 0.4, 0.6, 1.0], dtype=torch.float64), torch.tensor([True, False, True, False])
    # first bin: one right of two, 0.4 sure in all; second: one of two, 1.6 in all
    assert gallery.RIGHT[name](sure, right, 2) == pytest.approx((abs(1 - 0.4) + abs(1 - 1.6)) / 4)


TOP = (torch.tensor([0.91, 1.0], dtype=torch.float64), torch.tensor([True, False]), 10)
ONE = (torch.tensor([0.7], dtype=torch.float64), torch.tensor([False]), 10)
MIXED = (torch.tensor([0.2, 0.8, 0.9, 0.9], dtype=torch.float64), torch.tensor([False, True, True, True]), 2)
MANY = (torch.full((100_000,), 0.9, dtype=torch.float64), torch.arange(100_000) % 10 != 0, 10)


@pytest.mark.parametrize(
    ("name", "probe", "wrongly"),
    [
        ("phantom_bin", TOP, (0.09 + 1) / 2),
        ("lowest_sample_lost", ONE, 0.0),
        ("bins_not_weighted", MIXED, (0.2 + 0.4 / 3) / 2),
        ("gaps_that_cancel", MIXED, 0.05),
    ],
)
def test_each_slip_by_hand(name: str, probe: tuple, wrongly: float) -> None:
    assert gallery.WRONG[name](*probe) == pytest.approx(wrongly)
    assert abs(wrongly - gallery.by_the_library(*probe)) > 0.01


def test_float32_sums_drift_on_many_samples_and_on_no_few() -> None:
    assert gallery.sums_in_float32(*MANY) > 5e-4
    assert gallery.by_the_library(*MANY) < 1e-9
    assert gallery.sums_in_float32(*MIXED) == pytest.approx(0.15, abs=1e-6)


def test_on_everyday_predictions_the_wrong_ones_look_right() -> None:
    generator = torch.Generator().manual_seed(0)
    sure = 0.3 + 0.69 * torch.rand(600, generator=generator, dtype=torch.float64)
    right = torch.rand(600, generator=generator, dtype=torch.float64) < sure - 0.1
    ece = gallery.by_the_library(sure, right, 15)
    for name in ("phantom_bin", "lowest_sample_lost", "sums_in_float32", "gaps_that_cancel"):
        assert gallery.WRONG[name](sure, right, 15) == pytest.approx(ece, abs=0.02)


def test_torchmetrics_has_the_phantom_bin() -> None:
    sure = torch.tensor([0.91, 1.0, 0.55, 1.0, 0.62])
    right = torch.tensor([1, 0, 1, 1, 0])
    theirs = float(torchmetrics.binary_calibration_error(sure, right, n_bins=10))
    assert theirs == pytest.approx(gallery.phantom_bin(sure, right.bool(), 10), abs=1e-6)
    assert theirs != pytest.approx(gallery.by_the_library(sure, right.bool(), 10), abs=1e-3)
