"""Average, over- and underconfidence, objectness deviation: definition, published table, by hand."""

import math

import pytest
import torch
from hypothesis import given
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions

from nls_tutorial.calibration import (
    average_confidence,
    mean_objectness_deviation,
    overconfidence,
    underconfidence,
)

P = torch.tensor([[0.9, 0.1], [0.3, 0.7], [0.2, 0.8]], dtype=torch.float64)
Y = torch.tensor([0, 0, 1])


def test_by_hand() -> None:
    assert float(average_confidence(P)) == pytest.approx(0.8)
    assert float(overconfidence(P, Y)) == pytest.approx(0.7)
    assert float(underconfidence(P, Y)) == pytest.approx((0.1 + 0.2) / 2)
    assert float(mean_objectness_deviation(P, torch.tensor([0.5, 0.7, 1.0]))) == pytest.approx((0.4 + 0 + 0.2) / 3)


@given(tied_predictions())
def test_equals_the_definition(predictions: tuple) -> None:
    probabilities, labels = predictions
    rows, answers = probabilities.tolist(), labels.tolist()
    over, under = overconfidence(probabilities, labels), underconfidence(probabilities, labels)
    assert float(over) == pytest.approx(spec.overconfidence(rows, answers), nan_ok=True)
    assert float(under) == pytest.approx(spec.underconfidence(rows, answers), nan_ok=True)
    confidences, right = spec.tops(rows, answers)
    average = float(average_confidence(probabilities))
    assert average == pytest.approx(math.fsum(confidences) / len(confidences))
    # average = acc·(1 − under) + (1 − acc)·over, where a share of 0 takes its undefined partner with it
    accuracy = sum(right) / len(right)
    told = (accuracy * (1 - float(under)) if accuracy > 0 else 0) + (
        (1 - accuracy) * float(over) if accuracy < 1 else 0
    )
    assert told == pytest.approx(average)


@pytest.mark.parametrize(
    ("accuracy", "over", "under", "average"),
    [
        (0.0633, 0.2734, 0.3362, 0.2982),
        (0.0618, 0.1851, 0.4816, 0.2057),
        (0.0921, 0.1679, 0.4696, 0.2013),
        (0.0473, 0.0121, 0.8409, 0.0191),
    ],
)
def test_the_identity_on_a_published_table(accuracy: float, over: float, under: float, average: float) -> None:
    # 10,000 predictions made to the first three figures of a row of ALS table 1 have its fourth as average confidence
    right = torch.arange(10_000) < round(10_000 * accuracy)
    confidence = torch.where(right, 1 - under, over).double()
    classes = 1000
    probabilities = ((1 - confidence) / (classes - 1)).unsqueeze(1).repeat(1, classes)
    probabilities[:, 0] = confidence
    labels = (~right).long()
    assert float(overconfidence(probabilities, labels)) == pytest.approx(over)
    assert float(underconfidence(probabilities, labels)) == pytest.approx(under)
    assert float(average_confidence(probabilities)) == pytest.approx(average, abs=2e-4)


def test_undefined_is_nan_and_not_0() -> None:
    assert math.isnan(overconfidence(P, torch.tensor([0, 1, 1])))
    assert math.isnan(underconfidence(P, torch.tensor([1, 0, 0])))


def test_pixels_and_ignored() -> None:
    probabilities = torch.randn(2, 3, 4, 4, generator=generator(0)).softmax(1)
    labels = torch.randint(3, (2, 4, 4), generator=generator(1))
    flat = probabilities.permute(0, 2, 3, 1).reshape(-1, 3)
    assert float(average_confidence(probabilities)) == pytest.approx(float(average_confidence(flat)))
    labels[0] = -100
    kept = labels.flatten() >= 0
    for score in (overconfidence, underconfidence):
        assert float(score(probabilities, labels, ignore_index=-100)) == pytest.approx(
            float(score(flat[kept], labels.flatten()[kept]))
        )


def test_float32_is_summed_in_float64() -> None:
    _, probabilities, labels = drawn(50_000, 4, dtype=torch.float32)
    exact = math.fsum(probabilities.amax(1).tolist()) / 50_000
    assert float(average_confidence(probabilities)) == pytest.approx(exact, rel=1e-12)
    wide = probabilities.double()
    wide = wide / wide.sum(1, keepdim=True)
    assert float(overconfidence(probabilities, labels)) == pytest.approx(float(overconfidence(wide, labels)), rel=1e-6)
    assert average_confidence(probabilities).dtype == torch.float64


def test_refusals() -> None:
    nobody, nothing = torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64)
    with pytest.raises(ValueError, match="probabilities must hold at least one sample for a mean"):
        average_confidence(nobody)
    with pytest.raises(ValueError, match="probabilities must hold at least one sample for a mean"):
        mean_objectness_deviation(nobody, torch.zeros(0))
    for score in (overconfidence, underconfidence):
        with pytest.raises(ValueError, match="labels must hold at least one sample for a mean"):
            score(nobody, nothing)
        with pytest.raises(ValueError, match=r"labels must have shape \(3,\)"):
            score(P, Y[:2])
    with pytest.raises(ValueError, match=r"objectness must have shape \(3,\) to fit probabilities of shape \(3, 2\)"):
        mean_objectness_deviation(P, torch.zeros(2))
    with pytest.raises(ValueError, match=r"objectness must lie in \[0, 1\], but got values from 0 to 1.5"):
        mean_objectness_deviation(P, torch.tensor([0.0, 1.5, 0.0]))
    with pytest.raises(ValueError, match=r"objectness must lie in \[0, 1\], but got values from -0.1"):
        mean_objectness_deviation(P, torch.tensor([0.0, -0.1, 0.0]))
    with pytest.raises(TypeError, match="objectness must hold floating-point numbers"):
        mean_objectness_deviation(P, torch.tensor([0, 1, 0]))
