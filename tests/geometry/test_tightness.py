"""How tight clusters are: the ratio that no change of scale, place or direction moves."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import geometry_spec as spec
from spec.later import later

from nls_tutorial.geometry import scale, tightness

discriminant = later("sklearn.discriminant_analysis")


def normal(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def test_by_hand() -> None:
    # two classes 8 apart; within each, two samples 1 from their mean: √(4·1/(4 − 2)) / 8
    features = torch.tensor([[-1.0, 0.0], [1.0, 0.0], [8.0, 1.0], [8.0, -1.0]])
    value = tightness(features, torch.tensor([0, 0, 1, 1]))
    assert float(value) == pytest.approx(math.sqrt(2) / 8)


@given(st.integers(5, 20), st.integers(1, 4), st.integers(0, 999))
def test_equals_the_definition(samples, dimensions, seed) -> None:
    features = normal(samples, dimensions, seed=seed)
    labels = torch.arange(samples) * 3 % 4
    value = tightness(features, labels)
    assert float(value) == pytest.approx(spec.tightness(features.tolist(), labels.tolist()), rel=1e-12)


def test_the_spread_is_the_pooled_covariance_of_discriminant_analysis() -> None:
    features, labels = normal(30, 3), torch.arange(30) % 3
    fitted = discriminant.LinearDiscriminantAnalysis(store_covariance=True).fit(features.numpy(), labels.numpy())
    pooled = fitted.covariance_.trace() * 30 / (30 - 3)  # scikit-learn divides by N, not by N − C
    separation = torch.pdist(torch.from_numpy(fitted.means_)).mean()
    assert float(tightness(features, labels)) == pytest.approx(math.sqrt(pooled) / float(separation))


@given(st.floats(0.01, 100), st.integers(0, 99))
def test_scale_place_and_direction_do_not_matter(factor, seed) -> None:
    features, labels = normal(12, 4, seed=seed), torch.arange(12) % 3
    turn, _ = torch.linalg.qr(normal(4, 4, seed=seed + 1))
    moved = factor * features @ turn + normal(4, seed=seed + 2)
    assert float(tightness(moved, labels)) == pytest.approx(float(tightness(features, labels)), rel=1e-9)


def test_templates_leave_out_what_the_last_layer_cannot_see() -> None:
    features, labels = normal(12, 3), torch.arange(12) % 3
    templates = torch.tensor([[1.0, 0.0, 5.0], [0.0, 1.0, 5.0], [0.0, 0.0, 5.0]], dtype=torch.float64)
    blind = features.clone()
    blind[:, 2] *= 1000
    seen = tightness(blind, labels, templates)
    assert float(seen) == pytest.approx(float(tightness(features[:, :2], labels)))
    assert float(seen) == pytest.approx(float(tightness(blind, labels, 7 * templates)))


def test_as_many_templates_as_dimensions_see_everything() -> None:
    features, labels = normal(12, 3), torch.arange(12) % 4
    assert float(tightness(features, labels, normal(4, 3, seed=9))) == pytest.approx(float(tightness(features, labels)))


def test_absent_classes_and_single_samples() -> None:
    features = torch.tensor([[0.0], [2.0], [11.0]])
    # class 7 has one sample: its mean is 10 away from class 2's, and the spread √2 is class 2's alone
    assert float(tightness(features, torch.tensor([2, 2, 7]))) == pytest.approx(math.sqrt(2) / 10)


def test_clusters_of_one_point_are_perfectly_tight() -> None:
    assert float(tightness(torch.tensor([[0.0], [0.0], [3.0]]), torch.tensor([0, 0, 1]))) == 0.0


def test_scale_by_hand_and_by_torch() -> None:
    assert float(scale(torch.tensor([[0.0, 0.0], [6.0, 8.0]]))) == 5.0
    features = normal(10, 3)
    assert float(scale(features)) == pytest.approx(float(features.var(dim=0, correction=0).sum().sqrt()))
    assert float(scale(features + 5)) == pytest.approx(float(scale(features)))
    assert float(scale(torch.ones(1, 2))) == 0.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_keeps_the_type(dtype) -> None:
    features, labels = normal(8, 3, dtype=dtype), torch.arange(8) % 2
    assert tightness(features, labels).dtype == dtype
    assert tightness(features, labels, normal(2, 3, dtype=dtype)).dtype == dtype
    assert scale(features).dtype == dtype


@pytest.mark.parametrize(
    ("features", "labels", "error", "message"),
    [
        (
            torch.zeros(4, 2),
            [0, 0, 0, 0],
            ValueError,
            "labels must name at least two classes, .* 4 labels of 1 classes",
        ),
        (torch.zeros(3, 2), [0, 1, 2], ValueError, "one of them at least twice, but got 3 labels of 3 classes"),
        (torch.zeros(0, 2), [], ValueError, "labels must name at least two classes"),
        (torch.ones(4, 2), [0, 0, 1, 1], ValueError, "features must differ between the classes, but got class means 0"),
        (torch.zeros(4), [0, 0, 1, 1], ValueError, r"features must have shape \(N, D\), but got \(4,\)"),
        (torch.full((4, 1), math.nan), [0, 0, 1, 1], ValueError, "features must be finite"),
        (torch.zeros(4, 1, dtype=torch.int64), [0, 0, 1, 1], TypeError, "features must hold floating-point numbers"),
        (torch.rand(4, 1), [0, 0, 1, -1], ValueError, "labels must lie in 0 … "),
        (torch.rand(4, 1), [0, 0, 1], ValueError, r"labels must have as many rows as features \(4\)"),
    ],
)
def test_refusals(features, labels, error, message) -> None:
    with pytest.raises(error, match=message):
        tightness(features, torch.tensor(labels, dtype=torch.int64))


def test_refusals_with_templates() -> None:
    features, labels = torch.rand(4, 2), torch.tensor([0, 0, 1, 2])
    with pytest.raises(ValueError, match=r"labels must lie in 0 … 1, but got 2"):
        tightness(features, labels, torch.rand(2, 2))
    with pytest.raises(ValueError, match=r"features must have shape \(N, 3\) to fit templates"):
        tightness(features, labels, torch.rand(3, 3))


@pytest.mark.parametrize(
    ("features", "error", "message"),
    [
        (torch.zeros(3), ValueError, r"features must have shape \(N, D\) with N ≥ 1, but got \(3,\)"),
        (torch.zeros(0, 3), ValueError, r"with N ≥ 1, but got \(0, 3\)"),
        (torch.full((3, 1), math.nan), ValueError, "features must be finite"),
        (torch.zeros(3, 1, dtype=torch.int64), TypeError, "features must hold floating-point numbers"),
    ],
)
def test_refusals_of_scale(features, error, message) -> None:
    with pytest.raises(error, match=message):
        scale(features)
