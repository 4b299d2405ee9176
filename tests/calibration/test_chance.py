"""ECE by chance: against a loop with the same draws, the theory of one bin, and the 1/√N it falls by."""

import math

import pytest
import torch
from spec import calibration_spec as spec
from spec.calibration_draws import generator

from nls_tutorial.calibration import chance_calibration_errors
from nls_tutorial.calibration.bins import equal_mass
from nls_tutorial.calibration.chance import APART


def sure(samples: int, seed: int = 0) -> torch.Tensor:
    return 0.3 + 0.7 * torch.rand(samples, generator=generator(seed), dtype=torch.float64)


@pytest.mark.parametrize("scheme", ["width", "mass"])
def test_is_the_loop_over_its_own_draws(scheme: str) -> None:
    confidences = sure(30)
    source = generator(4 + APART)
    edges = spec.width_edges(6) if scheme == "width" else spec.mass_edges(confidences.tolist(), 6)
    expected = []
    for _ in range(5):
        drawn = torch.rand(30, generator=source, dtype=torch.float64).tolist()
        right = [u < p for u, p in zip(drawn, confidences.tolist(), strict=True)]
        expected.append(spec.expected_calibration_error(spec.reliability(confidences.tolist(), right, edges)))
    found = chance_calibration_errors(confidences, bins=6, scheme=scheme, draws=5, seed=4)
    assert found.tolist() == pytest.approx(expected)
    assert found.dtype == torch.float64


@pytest.mark.slow
def test_one_bin_is_the_mean_deviation_of_a_share() -> None:
    # with one bin and one confidence, ECE = |r/n − p|, on average about √(2 p(1 − p)/πn)
    found = chance_calibration_errors(torch.full((400,), 0.8).double(), bins=1, draws=4000)
    assert float(found.mean()) == pytest.approx(math.sqrt(2 * 0.8 * 0.2 / math.pi / 400), rel=0.04)


def test_four_times_the_samples_halve_it_and_more_bins_raise_it() -> None:
    few, many = (float(chance_calibration_errors(sure(n), draws=100).mean()) for n in (1000, 4000))
    assert few / many == pytest.approx(2, rel=0.1)
    assert float(chance_calibration_errors(sure(1000), bins=100, draws=100).mean()) > 2 * few


def test_the_sure_are_always_right_and_edges_may_be_given() -> None:
    assert chance_calibration_errors(torch.tensor([1.0, 0.0, 1.0]), draws=3).tolist() == [0, 0, 0]
    confidences = sure(50)
    own = chance_calibration_errors(confidences, edges=equal_mass(confidences, 5), draws=4)
    assert torch.equal(own, chance_calibration_errors(confidences, bins=5, scheme="mass", draws=4))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"confidences": torch.tensor([])}, ValueError, "confidences must hold at least one sample, but got none"),
        ({"confidences": torch.tensor([1])}, TypeError, "confidences must hold floating-point numbers"),
        ({"confidences": torch.tensor([1.5])}, ValueError, r"confidences must lie in \[0, 1\]"),
        ({"draws": 0}, ValueError, "draws must be at least 1, but got 0. Use 200"),
        ({"scheme": "equal"}, ValueError, "scheme must be one of 'width', 'mass'"),
        ({"bins": 0}, ValueError, "bins must be at least 1"),
        ({"edges": torch.tensor([0.0, 0.5])}, ValueError, "edges must begin with 0 and end with 1"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
    ],
)
def test_refusals(change: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        chance_calibration_errors(**{"confidences": torch.tensor([0.5]), **change})
