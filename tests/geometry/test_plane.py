"""The plane through three templates: its basis, its orientation, what it leaves out."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import geometry_spec as spec
from spec.later import later

from nls_tutorial.geometry import project, template_plane

decomposition = later("sklearn.decomposition")


def normal(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def test_by_hand() -> None:
    # an equilateral-ish triangle in the plane z = 7: top (0, 2), left (−1, −1), right (1, −1)
    templates = torch.tensor([[0.0, 2.0, 7.0], [-1.0, -1.0, 7.0], [1.0, -1.0, 7.0]])
    torch.testing.assert_close(template_plane(templates), torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    seen = project(torch.tensor([[3.0, 4.0, 9.0]]), torch.tensor([1]), templates, (0, 1, 2))
    torch.testing.assert_close(seen.points, torch.tensor([[3.0, 4.0]]))
    torch.testing.assert_close(seen.distances, torch.tensor([2.0]))
    torch.testing.assert_close(seen.templates, torch.tensor([[0.0, 2.0], [-1.0, -1.0], [1.0, -1.0]]))


@given(st.integers(2, 9), st.integers(0, 999))
def test_the_basis_is_orthonormal_and_never_mirrored(dimensions, seed) -> None:
    templates = normal(3, dimensions, seed=seed)
    basis = template_plane(templates)
    torch.testing.assert_close(basis @ basis.T, torch.eye(2, dtype=torch.float64))
    right, up, _ = spec.axes(*templates.tolist())
    torch.testing.assert_close(basis, torch.tensor([right, up], dtype=torch.float64))
    corners = project(templates, torch.arange(3), templates, (0, 1, 2)).templates
    top, left, second_right = corners.tolist()
    assert abs(top[0]) < 1e-12
    assert top[1] > 0
    assert left[0] < 0 < second_right[0]


@given(st.integers(2, 6), st.integers(0, 999))
def test_projection_equals_the_definition(dimensions, seed) -> None:
    features, templates = normal(7, dimensions, seed=seed), normal(5, dimensions, seed=seed + 1)
    labels = torch.tensor([0, 1, 2, 3, 4, 1, 3])
    seen = project(features, labels, templates, (3, 1, 4))
    assert seen.labels.tolist() == [1, 3, 4, 1, 3]
    assert seen.classes == (3, 1, 4)
    corners = [templates[k].tolist() for k in (3, 1, 4)]
    kept = [f for f, y in zip(features.tolist(), labels.tolist(), strict=True) if y in (3, 1, 4)]
    for feature, point, distance in zip(kept, seen.points.tolist(), seen.distances.tolist(), strict=True):
        coordinates, away = spec.seen_on_plane(feature, *corners)
        assert point == pytest.approx(coordinates, abs=1e-10)
        assert distance == pytest.approx(away, abs=1e-6)
    for k, corner in zip((3, 1, 4), seen.templates.tolist(), strict=True):
        assert corner == pytest.approx(spec.seen_on_plane(templates[k].tolist(), *corners)[0], abs=1e-10)


def test_the_plane_is_the_one_of_a_principal_component_analysis() -> None:
    templates, features = normal(3, 8), normal(6, 8, seed=5)
    analysis = decomposition.PCA(2).fit(templates.numpy())
    again = torch.from_numpy(analysis.inverse_transform(analysis.transform(features.numpy())))
    seen = project(features, torch.tensor([0, 1, 2, 0, 1, 2]), templates, (0, 1, 2))
    torch.testing.assert_close(seen.distances, torch.linalg.vector_norm(features - again, dim=1))


def test_turning_and_moving_everything_changes_nothing() -> None:
    templates, features, labels = normal(4, 6), normal(9, 6, seed=2), torch.arange(9) % 4
    turn, _ = torch.linalg.qr(normal(6, 6, seed=3))
    shift = normal(6, seed=4)
    before = project(features, labels, templates, (2, 0, 1))
    after = project(features @ turn + shift, labels, templates @ turn + shift, (2, 0, 1))
    torch.testing.assert_close(before.points, after.points)
    torch.testing.assert_close(before.templates, after.templates)
    torch.testing.assert_close(before.distances, after.distances)


def test_twice_the_size_is_twice_the_picture() -> None:
    templates, features, labels = normal(3, 5), normal(6, 5, seed=2), torch.arange(6) % 3
    once, twice = (project(s * features, labels, s * templates, (0, 1, 2)) for s in (1, 2))
    torch.testing.assert_close(2 * once.points, twice.points)
    torch.testing.assert_close(2 * once.distances, twice.distances)


def test_a_thin_triangle_still_has_an_orthonormal_basis() -> None:
    templates = torch.tensor([[0.0, 0.0, 0.0], [1.0, 1e-13, 0.0], [2.0, 0.0, 0.0]], dtype=torch.float64)
    basis = template_plane(templates)
    torch.testing.assert_close(basis @ basis.T, torch.eye(2, dtype=torch.float64))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_keeps_the_type(dtype) -> None:
    templates = normal(3, 4, dtype=dtype)
    assert template_plane(templates).dtype == dtype
    seen = project(normal(3, 4, dtype=dtype, seed=1), torch.arange(3), templates, (0, 1, 2))
    assert {seen.points.dtype, seen.templates.dtype, seen.distances.dtype} == {dtype}


def test_classes_that_no_label_names_add_no_points() -> None:
    templates, features = normal(5, 4), normal(3, 4, seed=1)
    assert len(project(features, torch.tensor([0, 0, 1]), templates, (0, 3, 4))) == 2
    nobody = project(features, torch.tensor([0, 0, 1]), templates, (2, 3, 4))
    assert nobody.points.shape == (0, 2)
    assert nobody.distances.shape == (0,)
    assert math.isfinite(float(nobody.templates.sum()))


@pytest.mark.parametrize(
    ("templates", "error", "message"),
    [
        (torch.zeros(3, 4, dtype=torch.int32), TypeError, "templates must hold floating-point numbers"),
        (torch.zeros(4), ValueError, r"templates must have shape \(K, D\), but got \(4,\)"),
        (torch.zeros(4, 4), ValueError, r"templates must have shape \(3, D\) with D ≥ 2, but got \(4, 4\)"),
        (torch.zeros(3, 1), ValueError, r"templates must have shape \(3, D\) with D ≥ 2, but got \(3, 1\)"),
        (torch.full((3, 2), math.nan), ValueError, "templates must be finite"),
        (
            torch.ones(3, 5),
            ValueError,
            r"templates must span a triangle, but got three templates on one line \(length 0",
        ),
        (torch.arange(3.0).reshape(3, 1) * torch.tensor([0.1, 0.7]) + 5, ValueError, "templates must span a triangle"),
    ],
)
def test_refusals_of_templates(templates, error, message) -> None:
    with pytest.raises(error, match=message):
        template_plane(templates)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"features": torch.zeros(4, 3)}, ValueError, r"features must have shape \(N, 2\) to fit templates of shape"),
        ({"features": torch.zeros(4)}, ValueError, r"features must have shape \(N, D\), but got \(4,\)"),
        ({"features": torch.full((4, 2), math.inf)}, ValueError, "features must be finite"),
        ({"features": torch.zeros(4, 2, dtype=torch.int64)}, TypeError, "features must hold floating-point numbers"),
        ({"labels": torch.zeros(4)}, TypeError, "labels must be int64, but got torch.float32"),
        ({"labels": torch.tensor([0, 1, 2, 3])}, ValueError, "labels must lie in 0 … 2, but got 3"),
        ({"labels": torch.zeros(3, dtype=torch.int64)}, ValueError, r"labels must have as many rows as features \(4\)"),
        (
            {"labels": torch.zeros(4, 1, dtype=torch.int64)},
            ValueError,
            r"labels must have shape \(N,\), but got \(4, 1\)",
        ),
        ({"classes": (0, 1)}, ValueError, r"classes must hold three different class numbers, but got \(0, 1\)"),
        ({"classes": (0, 1, 1)}, ValueError, "classes must hold three different class numbers"),
        ({"classes": (0, 1, 3)}, ValueError, "classes must lie in 0 … 2 to fit 3 templates, but got 3"),
        ({"classes": (0, 1, -1)}, ValueError, "classes must be at least 0, but got -1"),
    ],
)
def test_refusals_of_a_projection(change, error, message) -> None:
    given = {
        "features": torch.zeros(4, 2),
        "labels": torch.zeros(4, dtype=torch.int64),
        "templates": torch.tensor([[0.0, 1.0], [-1.0, 0.0], [1.0, 0.0]]),
        "classes": (0, 1, 2),
    }
    with pytest.raises(error, match=message):
        project(**{**given, **change})
