"""Classwise ECE: against the definition, torchmetrics one class at a time, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions
from spec.later import later

from nls_tutorial.calibration import classwise_calibration_error

torchmetrics = later("torchmetrics.functional.classification")


def test_by_hand() -> None:
    probabilities = torch.tensor([[0.8, 0.2], [0.8, 0.2]], dtype=torch.float64)
    # class 0: 0.8 twice, true once, |0.5 − 0.8|; class 1: 0.2 twice, true once, |0.5 − 0.2|
    assert float(classwise_calibration_error(probabilities, torch.tensor([0, 1]))) == pytest.approx(0.3)


@given(tied_predictions(), st.sampled_from([1, 3, 10, 15, 100]))
def test_equals_the_definition(predictions: tuple, bins: int) -> None:
    probabilities, labels = predictions
    value = classwise_calibration_error(probabilities, labels, bins=bins)
    assert float(value) == pytest.approx(spec.classwise(probabilities.tolist(), labels.tolist(), bins), abs=1e-12)


def test_agrees_with_torchmetrics_class_by_class() -> None:
    _, probabilities, labels = drawn(400, 6)
    theirs = [
        torchmetrics.binary_calibration_error(probabilities[:, k].contiguous(), (labels == k).long(), n_bins=15)
        for k in range(6)
    ]
    assert float(classwise_calibration_error(probabilities, labels)) == pytest.approx(
        float(torch.stack(theirs).mean()), abs=1e-6
    )


def test_a_class_that_no_label_names_counts() -> None:
    probabilities = torch.tensor([[0.6, 0.0, 0.4]], dtype=torch.float64)
    # |1 − 0.6|, |0 − 0|, |0 − 0.4| over three classes
    assert float(classwise_calibration_error(probabilities, torch.tensor([0]))) == pytest.approx(0.8 / 3)


def test_pixels_parts_and_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    probabilities = torch.randn(2, 3, 4, 4, generator=generator(0)).softmax(1)
    labels = torch.randint(3, (2, 4, 4), generator=generator(1))
    flat = probabilities.permute(0, 2, 3, 1).reshape(-1, 3)
    whole = float(classwise_calibration_error(flat, labels.flatten()))
    assert float(classwise_calibration_error(probabilities, labels)) == pytest.approx(whole)
    monkeypatch.setattr("nls_tutorial.calibration.inputs._ENTRIES", 5)
    assert float(classwise_calibration_error(flat, labels.flatten())) == pytest.approx(whole)
    labels[0, 0] = -1
    kept = labels.flatten() >= 0
    assert float(classwise_calibration_error(probabilities, labels, ignore_index=-1)) == pytest.approx(
        float(classwise_calibration_error(flat[kept], labels.flatten()[kept]))
    )


@pytest.mark.parametrize(
    ("probabilities", "labels", "bins", "message"),
    [
        (torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64), 15, "labels must hold at least one sample for a mean"),
        (torch.tensor([[0.5, 0.5]]), torch.tensor([0]), 0, "bins must be at least 1"),
        (torch.tensor([[0.5, 0.1]]), torch.tensor([0]), 15, "probabilities must sum to 1"),
        (torch.tensor([[0.5, 0.5]]), torch.tensor([2]), 15, "labels must lie in 0 … 1, but got 2"),
    ],
)
def test_refusals(probabilities: torch.Tensor, labels: torch.Tensor, bins: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        classwise_calibration_error(probabilities, labels, bins=bins)
