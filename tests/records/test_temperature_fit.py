"""A temperature as a record: what it says of itself, and what it refuses."""

import pytest
import torch

from nls_tutorial.records import Predictions, TemperatureFit
from nls_tutorial.records.temperature_fit import fingerprint_of

FOUND = TemperatureFit(2.0, 1.5, 1.25, 100, split="calibration")
NONE = TemperatureFit(None, 1.5, None, 100, "all right")


def test_shows_itself() -> None:
    assert repr(FOUND) == (
        "TemperatureFit\n  temperature         2\n  NLL at T = 1        1.5000 nats\n"
        "  NLL at the optimum  1.2500 nats\n  fitted on           100 samples of the calibration split"
    )
    assert "no optimum" in repr(NONE)
    assert "all right" in NONE._repr_html_()


def test_exists() -> None:
    assert FOUND.exists
    assert not NONE.exists


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_applies(dtype: torch.dtype) -> None:
    scaled = FOUND.apply(torch.tensor([[2.0, -6.0]], dtype=dtype))
    assert scaled.dtype == dtype
    assert scaled.tolist() == [[1.0, -3.0]]


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"temperature must exist to be applied, but got none: all right\. Keep T = 1"):
        NONE.apply(torch.zeros(1, 2))
    with pytest.raises(TypeError, match=r"logits must be a tensor of floats, but got torch.int64"):
        FOUND.apply(torch.zeros(1, 2).long())
    own = Predictions(torch.zeros(1, 2), torch.tensor([0]), ("a", "b"), "calibration", 0)
    with pytest.raises(
        ValueError, match="predictions must come from another split than T, but got 'calibration' twice"
    ):
        FOUND.apply_to(own)
    other = Predictions(torch.ones(1, 2), torch.tensor([0]), ("a", "b"), "test", 0)
    assert FOUND.apply_to(other).logits.tolist() == [[0.5, 0.5]]
    renamed = Predictions(torch.zeros(1, 2), torch.tensor([0]), ("a", "b"), " Calibration", 0)
    with pytest.raises(ValueError, match="predictions must come from another split than T, but got 'calibration'"):
        FOUND.apply_to(renamed)


def test_the_very_same_samples_are_refused_under_any_name() -> None:
    logits, labels = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 0])
    fit = TemperatureFit(2.0, 1.5, 1.25, 2, fingerprint=fingerprint_of(logits, labels))
    with pytest.raises(
        ValueError, match=r"predictions must be other samples than those T was fitted on, but got the same 2\. Fit on"
    ):
        fit.apply_to(Predictions(logits.clone(), labels.clone(), ("a", "b"), "test", 0))
    for other in ((logits, labels + 1), (logits.flip(0), labels), (logits + 1e-6, labels), (logits.double(), labels)):
        assert fit.apply_to(Predictions(*other, ("a", "b"), "test", 0)).split == "test"


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_a_fingerprint_is_of_values_not_of_memory(dtype: torch.dtype) -> None:
    wide = torch.arange(24, dtype=dtype).reshape(4, 6)
    logits, labels = wide[:, ::2], torch.arange(4)
    assert fingerprint_of(logits, labels) == fingerprint_of(logits.clone(), labels.clone())
    assert fingerprint_of(logits, labels) != fingerprint_of(logits.reshape(3, 4), labels)
    assert fingerprint_of(logits.clone().requires_grad_(), labels) == fingerprint_of(logits, labels)
