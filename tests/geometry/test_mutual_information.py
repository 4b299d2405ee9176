"""Mutual information of a value and its input: the loop, numerical integration, ends, invariances, refusals."""

import math
import sys

import pytest
import torch
from spec import geometry_spec
from spec.loss_checks import as_shipped, refused

from nls_tutorial.geometry import mutual_information as measured


def views(inputs: int, count: int, spread: float, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    centers = spread * torch.randn(inputs, 1, generator=generator, dtype=torch.float64)
    return centers + torch.randn(inputs, count, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize(("inputs", "count", "spread"), [(2, 2, 1.0), (5, 7, 0.3), (9, 4, 10.0), (3, 2, 1000.0)])
def test_follows_the_loop(inputs: int, count: int, spread: float) -> None:
    values = views(inputs, count, spread)
    wanted = geometry_spec.mutual_information(values.tolist())
    assert measured(values).item() == pytest.approx(min(max(wanted, 0), math.log(inputs)), abs=1e-12)
    assert measured(values.float()).item() == pytest.approx(measured(values).item(), abs=1e-5)


def test_parts_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    values = views(6, 5, 1.0)
    whole = measured(values)
    monkeypatch.setattr(sys.modules["nls_tutorial.geometry.mutual_information"], "_PAIRS", 61)
    torch.testing.assert_close(measured(values), whole, rtol=1e-13, atol=0)


def test_two_inputs_by_integration() -> None:
    """Of two Gaussians d·σ apart, I = ∫ N(x; 0, 1) [log 2 − log(1 + exp(d·x − d²/2))] dx; many views come near it."""
    for distance in (0.5, 2.0, 6.0):
        # quantiles of the normal distribution stand for the views
        ranks = (torch.arange(4000, dtype=torch.float64) + 0.5) / 4000
        normal = math.sqrt(2) * torch.erfinv(2 * ranks - 1)
        values = torch.stack([normal, normal + distance])
        assert measured(values).item() == pytest.approx(geometry_spec.two_gaussians(distance), abs=2e-3)


def test_by_hand_and_at_the_ends() -> None:
    # rows (−1, 1) and (0, 2): means 0 and 1, σ = 1
    values = torch.tensor([[-1.0, 1.0], [0.0, 2.0]])
    # the first row's: log 2 − log(1 + exp(x − 1/2)) at x = −1 and 1; the second row's are the same, by symmetry
    wanted = sum(math.log(2) - math.log1p(math.exp(x - 0.5)) for x in (-1.0, 1.0)) / 2
    assert measured(values).item() == pytest.approx(wanted, abs=1e-7)
    assert measured(torch.tensor([[0.0, 1.0], [1.0, 0.0]])).item() == 0
    assert measured(views(8, 3, 1e6)).item() == pytest.approx(math.log(8))


def test_units_and_order_do_not_matter() -> None:
    values = views(6, 5, 1.0)
    whole = measured(values)
    for same in (values * 1e200, -3 * values + 7, values.flip(0), values.flip(1)):
        torch.testing.assert_close(measured(same), whole, rtol=1e-9, atol=0)


def test_refusals() -> None:
    step = "Give one row for each input, one column for each augmented view."
    for shape in ((3,), (1, 5), (5, 1)):
        with refused(ValueError, f"values must have shape (N, L) with N ≥ 2 and L ≥ 2, but got {shape}. {step}"):
            measured(torch.zeros(shape))
    for constant in (torch.tensor([[1.0, 1.0], [2.0, 2.0]]), torch.zeros(2, 2), torch.full((3, 3), 0.1)):
        with refused(
            ValueError,
            "values must vary from view to view (σ > 0), but got rows that are each constant. "
            "Augment the inputs so that a value varies, or count distinct values instead.",
        ):
            measured(constant)
    with as_shipped():
        with pytest.raises(ValueError, match=r"^values must be finite"):
            measured(torch.tensor([[1.0, torch.nan], [0.0, 1.0]]))
        with pytest.raises(TypeError, match=r"^values must hold floating-point"):
            measured(torch.ones(2, 2, dtype=torch.int64))
