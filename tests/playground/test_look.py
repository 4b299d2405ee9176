"""What the page shows of a network is what the library's own functions say."""

import pytest
import torch

from nls_tutorial.calibration import (
    chance_calibration_errors,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
    top_label,
)
from nls_tutorial.geometry import logit_distances
from nls_tutorial.playground import logits_of, looker, plane_points, start
from nls_tutorial.playground.look import DRAWS, FAR, GRID, SCORES, plane_grid

TEST = plane_points("blobs", seed=2)[1]
LABELS = TEST.noisy(0.25)


def seen(scale: float, temperature: float) -> tuple[torch.Tensor, dict[str, torch.Tensor], list[torch.Tensor]]:
    """A network's logits on the held-out points, its scores by name, and the rest of what is shown."""
    state = torch.stack([scale * start(3)[0], torch.zeros(1251)])
    plane, scores, *rest = looker()(state, TEST.points, LABELS, torch.tensor(temperature))
    logits = logits_of(state[0], TEST.points) / temperature
    assert torch.allclose(plane, (logits_of(state[0], plane_grid()) / temperature).softmax(1))
    return logits, dict(zip(SCORES, scores, strict=True)), rest


@pytest.mark.parametrize(("scale", "temperature"), [(1.0, 1.0), (4.0, 1.0), (4.0, 0.25), (0.0, 1.0)])
def test_scores_bins_and_distances_are_the_librarys(scale: float, temperature: float) -> None:
    logits, scores, (accuracies, confidences, distances) = seen(scale, temperature)
    probabilities = logits.softmax(1)
    bins = reliability(probabilities, LABELS)
    sure, right = top_label(probabilities, LABELS)
    wanted = {
        "accuracy": right.double().mean(),
        "ece": expected_calibration_error(bins),
        "floor": chance_calibration_errors(sure, draws=DRAWS).mean(),
        "nll": negative_log_likelihood(logits, LABELS),
        "confidence": sure.double().mean(),
    }
    for name, value in wanted.items():
        assert float(scores[name]) == pytest.approx(float(value), abs=2e-6), name
    assert torch.allclose(accuracies.double(), (bins.correct / bins.counts).double(), atol=1e-6, equal_nan=True)
    assert torch.allclose(confidences.double(), bins.confidence_sums / bins.counts, atol=1e-6, equal_nan=True)
    farthest = logit_distances(logits).amax(1).double().clamp(max=FAR - 0.5)
    assert torch.allclose(distances.double(), torch.histc(farthest.cpu(), FAR, 0, FAR) / len(LABELS), atol=1e-6)


def test_the_grid_is_read_from_the_top_left() -> None:
    grid = plane_grid()
    assert grid.shape == (GRID**2, 2)
    assert grid[0, 0] < 0 < grid[0, 1], "left and above"
    assert grid[1, 0] > grid[0, 0]
    assert grid[1, 1] == grid[0, 1], "a row first"
    assert torch.allclose(grid.mean(0), torch.zeros(2), atol=1e-5)
