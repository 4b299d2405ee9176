"""Same-class neighbors: by a loop, by scikit-learn, by hand, and by chance."""

import math

import pytest
import torch
from spec.later import later

from nls_tutorial.geometry import same_class_neighbors

neighbors_of = later("sklearn.neighbors")


def cloud(seed: int, samples: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(samples, 4, generator=generator)
    return features, torch.randint(classes, (samples,), generator=generator)


def looped(features: torch.Tensor, labels: torch.Tensor, k: int) -> list[float]:
    rows, found = features.double().tolist(), []
    for i, own in enumerate(rows):
        others = sorted((math.dist(own, other), j) for j, other in enumerate(rows) if j != i)
        found.append(sum(int(labels[j]) == int(labels[i]) for _, j in others[:k]) / k)
    return found


@pytest.mark.parametrize(("samples", "classes", "k"), [(2, 2, 1), (17, 3, 5), (40, 2, 10), (12, 4, 11)])
def test_is_the_loop(samples: int, classes: int, k: int) -> None:
    features, labels = cloud(samples, samples, classes)
    assert same_class_neighbors(features, labels, neighbors=k).tolist() == pytest.approx(looped(features, labels, k))


def test_agrees_with_scikit_learn() -> None:
    features, labels = cloud(0, 60, 3)
    nearest = neighbors_of.NearestNeighbors(n_neighbors=8).fit(features).kneighbors(return_distance=False)
    expected = (labels[torch.as_tensor(nearest)] == labels[:, None]).double().mean(1)
    assert torch.equal(same_class_neighbors(features, labels, neighbors=8), expected)


def test_all_others_are_chance_and_apart_is_one() -> None:
    features, labels = cloud(1, 30, 3)
    counts = labels.bincount()
    expected = (counts[labels].double() - 1) / 29
    torch.testing.assert_close(same_class_neighbors(features, labels, neighbors=29), expected)
    apart = torch.tensor([[0.0], [0.1], [9.0], [9.1]])
    assert same_class_neighbors(apart, torch.tensor([0, 0, 1, 1]), neighbors=1).tolist() == [1.0] * 4


def test_ties_take_the_first_and_equal_features_are_no_harm() -> None:
    same = torch.zeros(3, 2)
    assert same_class_neighbors(same, torch.tensor([0, 1, 0]), neighbors=1).tolist() == [0.0, 0.0, 1.0]


def test_bad_input_is_refused() -> None:
    features, labels = cloud(2, 5, 2)
    with pytest.raises(ValueError, match="neighbors must be at most 4"):
        same_class_neighbors(features, labels, neighbors=5)
    with pytest.raises(ValueError, match="neighbors must be at least 1"):
        same_class_neighbors(features, labels, neighbors=0)
    with pytest.raises(ValueError, match=r"features must have shape \(N, D\)"):
        same_class_neighbors(features[0], labels)
