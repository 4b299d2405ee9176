"""How sure and whether right: against the definition, torch's arg max, and by hand."""

import math

import pytest
import torch
from hypothesis import given
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions

from nls_tutorial.calibration import confidences, top_label


def test_by_hand() -> None:
    confidence, right = top_label(torch.tensor([[0.2, 0.8], [0.5, 0.5], [1.0, 0.0]]), torch.tensor([0, 1, 0]))
    torch.testing.assert_close(confidence, torch.tensor([0.8, 0.5, 1.0]))
    assert right.tolist() == [False, False, True]


@given(tied_predictions())
def test_equals_the_definition(predictions: tuple) -> None:
    probabilities, labels = predictions
    confidence, right = top_label(probabilities, labels)
    assert (confidence.tolist(), right.tolist()) == spec.tops(probabilities.tolist(), labels.tolist())
    assert torch.equal(right, probabilities.argmax(1) == labels)
    assert torch.equal(confidences(probabilities), confidence)


@pytest.mark.parametrize("classes", [2, 31, 32, 33, 50])
def test_short_and_long_rows_with_ties(classes: int) -> None:
    logits = torch.randint(0, 3, (200, classes), generator=generator(classes)).float()
    labels = torch.randint(classes, (200,), generator=generator(1))
    probabilities = logits.softmax(1)
    confidence, right = top_label(probabilities, labels)
    assert torch.equal(confidence, probabilities.amax(1))
    assert torch.equal(right, probabilities.argmax(1) == labels)


def test_pixels_with_ties() -> None:
    probabilities = torch.randint(0, 2, (2, 4, 3, 3), generator=generator(0)).float().softmax(1)
    labels = torch.randint(4, (2, 3, 3), generator=generator(1))
    confidence, right = top_label(probabilities, labels)
    assert torch.equal(confidence, probabilities.amax(1).flatten())
    assert torch.equal(right, (probabilities.argmax(1) == labels).flatten())
    assert torch.equal(confidences(probabilities), probabilities.amax(1))


def test_logits_of_80() -> None:
    probabilities = torch.tensor([[80.0, -80.0], [-80.0, 80.0]]).softmax(1)
    confidence, right = top_label(probabilities, torch.tensor([0, 0]))
    assert confidence.tolist() == [1.0, 1.0]
    assert right.tolist() == [True, False]


def test_nothing_in_nothing_out() -> None:
    confidence, right = top_label(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
    assert confidence.shape == right.shape == (0,)
    assert confidences(torch.zeros(0, 3)).shape == (0,)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_keeps_the_type(dtype: torch.dtype) -> None:
    _, probabilities, labels = drawn(5, 3, dtype=dtype)
    assert top_label(probabilities, labels)[0].dtype == dtype


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        (torch.tensor([[0.5, 0.4]]), "must sum to 1"),
        (torch.tensor([[2.0, -1.0]]), r"must lie in \[0, 1\], but got values from -1 to 2"),
        (torch.tensor([[math.nan, 1.0]]), r"must lie in \[0, 1\]"),
        (torch.tensor([0.5, 0.5]), "must have shape"),
    ],
)
def test_refusals(probabilities: torch.Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        confidences(probabilities)
    with pytest.raises(ValueError, match=message):
        top_label(probabilities, torch.tensor([0]))
