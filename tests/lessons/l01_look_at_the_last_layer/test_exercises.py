import pytest
import torch

from nls_tutorial import geometry
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l01_look_at_the_last_layer.exercises import (
    POINTS,
    answer_01_2,
    logit,
    plane_basis,
    squared_distances,
    tightness,
)


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(7)


def test_logit_agrees_with_a_linear_layer() -> None:
    layer = torch.nn.Linear(5, 3)
    features = torch.arange(5.0)
    ours = torch.stack([logit(features, layer.weight[k], layer.bias[k].item()) for k in range(3)])
    assert torch.allclose(ours, layer(features), atol=1e-6)


def test_the_smoothed_net_is_the_tighter_one_and_not_the_smaller() -> None:
    labels = torch.tensor([0, 0, 1, 1, 2, 2])
    numbers = {net: float(geometry.tightness(torch.tensor(points), labels)) for net, points in POINTS.items()}
    assert min(numbers, key=lambda net: numbers[net]) == answer_01_2()
    scales = {net: float(torch.tensor(points).abs().max()) for net, points in POINTS.items()}
    assert min(scales, key=lambda net: scales[net]) != answer_01_2()


def test_the_hint_about_the_nets_holds() -> None:
    for net, share in (("A", 1 / 2), ("B", 1 / 7)):
        points = torch.tensor(POINTS[net])
        cats = float((points[0] - points[1]).norm())
        cat_to_ship = float((points[:2].mean(0) - points[4:].mean(0)).norm())
        assert cats / cat_to_ship == pytest.approx(share, rel=0.05)


def test_squared_distances_agree_with_the_definition(generator: torch.Generator) -> None:
    features, templates = torch.randn(6, generator=generator), torch.randn(4, 6, generator=generator)
    expected = ((features - templates) ** 2).sum(dim=1)
    assert torch.allclose(squared_distances(templates @ features, features, templates), expected, atol=1e-6)


def test_tightness_agrees_with_the_library(generator: torch.Generator) -> None:
    features, labels = torch.randn(20, 5, generator=generator), torch.arange(20) % 4
    assert torch.allclose(tightness(features, labels), geometry.tightness(features, labels), atol=1e-6)


def test_tightness_by_hand() -> None:
    features, labels = torch.tensor([[0.0], [2.0], [10.0], [12.0]]), torch.tensor([0, 0, 1, 1])
    assert float(tightness(features, labels)) == pytest.approx(2**0.5 / 10)


def test_plane_basis_spans_the_librarys_plane(generator: torch.Generator) -> None:
    templates = torch.randn(3, 9, generator=generator).double()
    ours, theirs = plane_basis(templates), geometry.template_plane(templates)
    assert torch.allclose(ours.T @ ours, theirs.T @ theirs, atol=1e-6)


def test_any_orthonormal_pair_is_accepted() -> None:
    def turned(templates: torch.Tensor) -> torch.Tensor:
        return geometry.template_plane(templates).flip(0) * torch.tensor([[1.0], [-1.0]])

    def by_svd(templates: torch.Tensor) -> torch.Tensor:
        return torch.linalg.svd(templates - templates.mean(dim=0), full_matrices=False).Vh[:2]

    def by_qr(templates: torch.Tensor) -> torch.Tensor:
        return torch.linalg.qr((templates[1:] - templates[0]).T).Q.T

    for answer in (turned, by_svd, by_qr):
        assert check("01.5", answer).passed


def test_what_is_wrong_with_a_basis_is_told() -> None:
    def nan(templates: torch.Tensor) -> torch.Tensor:
        return torch.full((2, templates.shape[1]), torch.nan)

    def one_direction(templates: torch.Tensor) -> torch.Tensor:
        return plane_basis(templates)[[0, 0]]

    def half(templates: torch.Tensor) -> torch.Tensor:
        return plane_basis(templates) * torch.tensor([[1.0], [0.5]])

    def another_plane(templates: torch.Tensor) -> torch.Tensor:
        return torch.eye(templates.shape[1])[:2]

    assert "row 0 should have length 1, but has length nan" in check("01.5", nan).message
    assert "at right angles (product 0), but their product is 1." in check("01.5", one_direction).message
    assert "row 1 should have length 1, but has length 0.5" in check("01.5", half).message
    assert "misses the triangle: a side of it sticks out by 3." in check("01.5", another_plane).message


def test_one_column_for_each_direction_is_told() -> None:
    message = check("01.5", lambda templates: plane_basis(templates).T).message
    assert "should return a torch.Tensor of shape (2, 3), but it returned a tensor of shape (3, 2)." in message
