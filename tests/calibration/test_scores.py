"""ECE, adaptive ECE and MCE: against the definition, torchmetrics where it agrees, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions
from spec.later import later

from nls_tutorial.calibration import (
    expected_calibration_error,
    maximum_calibration_error,
    reliability,
    reliability_of,
)

torchmetrics = later("torchmetrics.functional.classification")


def test_by_hand() -> None:
    # two bins: (0, 0.5] holds 0.4 right and 0.2 wrong, |1/2 − 0.3| = 0.2; (0.5, 1] holds 0.9 wrong, |0 − 0.9| = 0.9
    confidences = torch.tensor([0.4, 0.2, 0.9], dtype=torch.float64)
    bins = reliability_of(confidences, torch.tensor([True, False, False]), bins=2)
    assert float(expected_calibration_error(bins)) == pytest.approx(2 / 3 * 0.2 + 1 / 3 * 0.9)
    assert float(maximum_calibration_error(bins)) == pytest.approx(0.9)


@given(tied_predictions(), st.sampled_from([1, 4, 10, 15]), st.sampled_from(["width", "mass"]))
def test_equals_the_definition(predictions: tuple, bins: int, scheme: str) -> None:
    probabilities, labels = predictions
    confidences, right = spec.tops(probabilities.tolist(), labels.tolist())
    edges = spec.width_edges(bins) if scheme == "width" else spec.mass_edges(confidences, bins)
    table = spec.reliability(confidences, right, edges)
    found = reliability(probabilities, labels, bins=bins, scheme=scheme)
    assert float(expected_calibration_error(found)) == pytest.approx(spec.expected_calibration_error(table), abs=1e-12)
    assert float(maximum_calibration_error(found)) == pytest.approx(spec.maximum_calibration_error(table), abs=1e-12)


@pytest.mark.parametrize("bins", [15, 100])
@pytest.mark.parametrize("classes", [2, 10, 100])
def test_agrees_with_torchmetrics_away_from_edges(bins: int, classes: int) -> None:
    _, probabilities, labels = drawn(800, classes)
    found = reliability(probabilities, labels, bins=bins)
    for norm, score in (("l1", expected_calibration_error), ("max", maximum_calibration_error)):
        theirs = torchmetrics.multiclass_calibration_error(probabilities, labels, classes, n_bins=bins, norm=norm)
        assert float(score(found)) == pytest.approx(float(theirs), abs=1e-5)


def test_a_confidence_of_exactly_1_gets_no_bin_of_its_own() -> None:
    confidences = torch.cat([torch.full((50,), 0.95), torch.ones(50)]).double()
    right = torch.arange(100) < 60
    # one bin: |0.6 − 0.975|; two bins would give ½·|1 − 0.95| + ½·|0.2 − 1| = 0.425
    assert float(expected_calibration_error(reliability_of(confidences, right, bins=10))) == pytest.approx(0.375)
    probabilities = torch.stack([confidences, 1 - confidences], dim=1)
    theirs = torchmetrics.multiclass_calibration_error(probabilities, 1 - right.long(), 2, n_bins=10)
    assert float(theirs) == pytest.approx(0.425)


def test_a_perfectly_calibrated_bin_has_no_error() -> None:
    bins = reliability_of(torch.full((10,), 0.7, dtype=torch.float64), torch.arange(10) < 7)
    assert float(expected_calibration_error(bins)) == pytest.approx(0, abs=1e-15)
    assert float(maximum_calibration_error(bins)) == pytest.approx(0, abs=1e-15)


@given(st.integers(1, 60), st.integers(0, 99))
def test_bounds(rows: int, seed: int) -> None:
    confidences, right = (
        torch.rand(rows, generator=generator(seed)),
        torch.rand(rows, generator=generator(seed + 1)) < 0.5,
    )
    one = reliability_of(confidences, right, bins=1)
    many = reliability_of(confidences, right, bins=40)
    ece, mce = float(expected_calibration_error(many)), float(maximum_calibration_error(many))
    # finer bins can only find more, and no average exceeds its largest term
    assert float(expected_calibration_error(one)) - 1e-12 <= ece <= mce + 1e-12 <= 1 + 1e-12


def test_adaptive_ece_with_fewer_samples_than_bins() -> None:
    bins = reliability_of(torch.tensor([0.6, 0.9]).double(), torch.tensor([True, False]), scheme="mass")
    assert float(expected_calibration_error(bins)) == pytest.approx((0.4 + 0.9) / 2)


def test_merged_parts_score_like_the_whole() -> None:
    _, probabilities, labels = drawn(500, 5, dtype=torch.float32)
    whole = expected_calibration_error(reliability(probabilities, labels))
    parts = [reliability(p, y) for p, y in zip(probabilities.split(77), labels.split(77), strict=True)]
    assert float(expected_calibration_error(sum(parts))) == pytest.approx(float(whole), abs=1e-15)


def test_the_scores_are_float64_numbers() -> None:
    _, probabilities, labels = drawn(9, 3, dtype=torch.float32)
    for score in (expected_calibration_error, maximum_calibration_error):
        value = score(reliability(probabilities, labels))
        assert value.dtype == torch.float64
        assert value.shape == ()


@pytest.mark.parametrize("score", [expected_calibration_error, maximum_calibration_error])
def test_no_samples_no_score(score) -> None:
    empty = reliability(torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64))
    with pytest.raises(ValueError, match="bins must hold at least one sample for a mean, but got none"):
        score(empty)
