"""Calibration error over the simplex: against the definition, for two classes against ECE, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions

from nls_tutorial.calibration import expected_calibration_error, reliability_of, simplex_calibration_error


def test_by_hand() -> None:
    probabilities = torch.tensor([[0.65, 0.25, 0.1], [0.65, 0.25, 0.1], [0.0, 0.0, 1.0]], dtype=torch.float64)
    # one cell of two: shares (½, 0, ½), ½·(0.15 + 0.25 + 0.4) = 0.4; one cell of one, without error
    assert float(simplex_calibration_error(probabilities, torch.tensor([0, 2, 2]))) == pytest.approx(2 / 3 * 0.4)


@given(tied_predictions(), st.sampled_from([1, 2, 10]))
def test_equals_the_definition(predictions: tuple, bins: int) -> None:
    probabilities, labels = predictions
    value = simplex_calibration_error(probabilities, labels, bins=bins)
    assert float(value) == pytest.approx(spec.simplex(probabilities.tolist(), labels.tolist(), bins), abs=1e-12)


def test_for_two_classes_it_is_the_error_of_one_of_them() -> None:
    # p_0 and 1 − p_0 are in step (no value lies on an edge): ½(|a − b| + |(1 − a) − (1 − b)|) = |a − b|
    first = torch.rand(300, generator=generator(0), dtype=torch.float64)
    labels = torch.randint(2, (300,), generator=generator(1))
    value = simplex_calibration_error(torch.stack([first, 1 - first], dim=1), labels, bins=10)
    assert float(value) == pytest.approx(float(expected_calibration_error(reliability_of(first, labels == 0, bins=10))))


def test_pixels_and_ignored() -> None:
    probabilities = torch.randn(2, 3, 4, 4, generator=generator(0)).softmax(1)
    labels = torch.randint(3, (2, 4, 4), generator=generator(1))
    flat = probabilities.permute(0, 2, 3, 1).reshape(-1, 3)
    assert float(simplex_calibration_error(probabilities, labels, bins=3)) == pytest.approx(
        float(simplex_calibration_error(flat, labels.flatten(), bins=3))
    )
    labels[1] = 9
    assert float(simplex_calibration_error(probabilities, labels, bins=3, ignore_index=9)) == pytest.approx(
        float(simplex_calibration_error(flat[:16], labels.flatten()[:16], bins=3))
    )


def test_refusals() -> None:
    _, probabilities, labels = drawn(3, 4)
    with pytest.raises(ValueError, match="bins must be at least 1"):
        simplex_calibration_error(probabilities, labels, bins=0)
    with pytest.raises(ValueError, match=r"probabilities must lie in \[0, 1\]"):
        simplex_calibration_error(probabilities - 0.5, labels)
    with pytest.raises(ValueError, match="labels must hold at least one sample for a mean"):
        simplex_calibration_error(probabilities[:0], labels[:0])
