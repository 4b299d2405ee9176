"""The scenes of a report show the library's numbers at every position."""

import pytest
import torch

from nls_tutorial.calibration import (
    best_threshold,
    coverage,
    decision_costs,
    expected_calibration_error,
    reliability,
    top_label,
)
from nls_tutorial.reports import decision_scene, temperature_scene
from nls_tutorial.reports.report_scenes import COSTS, ROWS, THRESHOLDS


def some(rows: int = 200) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = 4 * torch.randn(rows, 3, generator=generator)
    return logits, (logits / 4 + torch.randn(rows, 3, generator=generator)).argmax(1)


def test_the_diagram_at_one_and_at_the_fitted_temperature() -> None:
    logits, labels = some()
    scene = temperature_scene(logits, labels, 2.345678, bins=10)
    (slider,) = scene.controls
    assert {1.0, 2.3457} <= set(slider.values)
    assert slider.values[slider.start] == 1
    for t in (1.0, 2.3457):
        bins = reliability((logits.double() / t).softmax(1), labels, bins=10)
        ece, *_, nll = scene.readouts
        place = scene.position(temperature=t)
        assert float(ece.value.at(place)) == pytest.approx(float(expected_calibration_error(bins)), abs=1e-6)
        loss = torch.nn.functional.cross_entropy(logits.double() / t, labels)
        assert float(nll.value.at(place)) == pytest.approx(float(loss), abs=1e-6)


def test_of_many_rows_some_are_shown() -> None:
    logits, labels = some(ROWS + 1)
    scene = temperature_scene(logits, labels, 1.0)
    assert scene.numbers() < 100_000


def test_threshold_and_cost() -> None:
    logits, labels = some()
    p = logits.double().softmax(1)
    first, other = (p[:100], labels[:100]), (p[100:], labels[100:])
    scene = decision_scene(first, other, ask=0.2)
    sure, right = top_label(*other)
    for cost in (COSTS[0], COSTS[-1]):
        best = best_threshold(*top_label(*first), ask=cost)
        for t in (0.0, THRESHOLDS[30], 1.0):
            place = scene.position(threshold=t, ask=cost)
            cut = torch.tensor([t, best], dtype=torch.float64)
            here, paid = decision_costs(sure, right, cut, ask=cost).tolist()
            assert float(scene.readouts[0].value.at(place)) == pytest.approx(here, abs=1e-6)
            assert float(scene.readouts[1].value.at(place)) == pytest.approx(paid, abs=1e-6)
            assert float(scene.readouts[2].value.at(place)) == pytest.approx(float(coverage(sure, cut[:1])), abs=1e-6)
    assert THRESHOLDS[scene.start["threshold"]] == pytest.approx(best_threshold(*top_label(*first), ask=0.2), abs=0.02)
    with pytest.raises(ValueError, match="ask must be"):
        decision_scene(first, other, ask=0.77)
