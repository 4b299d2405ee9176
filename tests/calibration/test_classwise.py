"""Classwise ECE: against the definition, torchmetrics one class at a time, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions
from spec.later import later
from spec.memory import peak_bytes

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


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("bins", [1, 2, 15, 128, 1000])
def test_many_classes_equal_the_definition(dtype: torch.dtype, bins: int) -> None:
    probabilities = (6 * torch.randn(25, 150, generator=generator(bins))).softmax(1)
    probabilities[:5] = torch.eye(150)[:5]  # exactly 1, and 149 zeros
    probabilities[5:9] = 0
    probabilities[5:9, :128] = 1 / 128  # on an edge for 128 bins, in every type
    probabilities[9, :2], probabilities[9, 2:] = 0.5, 0
    probabilities = probabilities.to(dtype)
    labels = torch.randint(150, (25,), generator=generator(1))
    labels[:9:2] = torch.arange(0, 9, 2)  # the large ones, on edges, too
    expected = spec.classwise(probabilities.double().tolist(), labels.tolist(), bins)
    assert float(classwise_calibration_error(probabilities, labels, bins=bins)) == pytest.approx(expected, abs=1e-12)


def test_what_is_needed_at_most_does_not_grow_with_the_samples() -> None:
    probabilities = torch.rand(10_000, 500, generator=generator(0)).softmax(1)
    labels = torch.randint(500, (10_000,), generator=generator(1))
    half, whole = (
        peak_bytes(lambda n=n: classwise_calibration_error(probabilities[:n], labels[:n])) for n in (5_000, 10_000)
    )
    assert whole < 1.2 * half
    assert whole < probabilities.nbytes / 2


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
