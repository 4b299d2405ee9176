import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.calibration_draws import drawn

from nls_tutorial import calibration, geometry
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l11_take_the_object_away.exercises import (
    objectness_deviation,
    share_in_box,
    take_away,
    threshold_for,
    underconfidence,
)


def test_the_box_is_filled_and_nothing_else() -> None:
    image, mean = torch.rand(3, 4, 5, generator=torch.Generator().manual_seed(0)), torch.tensor([2.0, 3.0, 4.0])
    before = image.clone()
    found = take_away(image, (1, 2, 3, 4), mean)
    assert torch.equal(image, before), "the picture that was given stays"
    for y in range(4):
        for x in range(5):
            inside = 1 <= x < 3 and 2 <= y < 4
            assert found[:, y, x].tolist() == (mean if inside else before[:, y, x]).tolist()


@given(st.integers(0, 50))
def test_the_scores_are_the_librarys(seed: int) -> None:
    _, probabilities, labels = drawn(30, 4, seed=seed)
    objectness = torch.rand(30, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    ours = objectness_deviation(probabilities, objectness)
    assert float(ours) == pytest.approx(float(calibration.mean_objectness_deviation(probabilities, objectness)))
    assert float(underconfidence(probabilities, labels)) == pytest.approx(
        float(calibration.underconfidence(probabilities, labels)), nan_ok=True
    )


def test_no_right_prediction_has_no_doubt() -> None:
    assert math.isnan(underconfidence(torch.tensor([[0.9, 0.1]]), torch.tensor([1])))


@given(st.integers(0, 50), st.integers(1, 3), st.integers(1, 4))
def test_the_share_is_the_librarys(seed: int, right: int, bottom: int) -> None:
    activation = torch.randn(5, 4, generator=torch.Generator().manual_seed(seed))
    box = (right - 1, 0, right, bottom)
    expected = geometry.energy_in_box(activation[None], torch.tensor([box]).float(), (5, 4))
    assert float(share_in_box(activation, box)) == pytest.approx(float(expected), abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=12), st.integers(1, 10))
def test_no_lower_threshold_keeps_the_precision(samples: list, tenths: int) -> None:
    confidence = torch.tensor([c / 10 for c, _ in samples])
    right, precision = torch.tensor([r for _, r in samples]), tenths / 10 - 1e-6
    found = threshold_for(confidence, right, precision)
    good = []
    for level in confidence.tolist():
        kept = [r for c, r in zip(confidence.tolist(), right.tolist(), strict=True) if c >= level]
        if sum(kept) / len(kept) >= precision:
            good.append(level)
    assert found == min(good, default=math.inf)


def test_a_threshold_by_hand() -> None:
    confidence, right = torch.tensor([0.9, 0.8, 0.7, 0.6]), torch.tensor([True, False, True, True])
    assert threshold_for(confidence, right, 0.75) == pytest.approx(0.6)
    assert threshold_for(confidence, right, 0.9) == pytest.approx(0.9)
    assert threshold_for(confidence, ~right, 0.9) == math.inf


def test_answers_by_the_library_are_accepted() -> None:
    def share(activation: torch.Tensor, box: tuple) -> torch.Tensor:
        return geometry.energy_in_box(activation[None], torch.tensor([box]).float(), tuple(activation.shape))[0]

    def threshold(confidence: torch.Tensor, right: torch.Tensor, precision: float) -> float:
        levels = confidence.sort().values
        good = calibration.selective_accuracy(confidence, right, levels) >= precision - 1e-9
        return float(levels[good][0]) if good.any() else math.inf

    assert check("11.2", calibration.mean_objectness_deviation).passed
    assert check("11.3", calibration.underconfidence).passed
    assert check("11.4", share).passed
    assert check("11.5", threshold).passed
