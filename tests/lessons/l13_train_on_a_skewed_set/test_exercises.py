"""The answers of lesson 13 by hand, against the library and against autograd."""

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.lessons.l13_train_on_a_skewed_set import exercises
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import class_weights
from nls_tutorial.losses import normalized_cross_entropy

LABELS = torch.tensor([0, 0, 0, 0, 1, 2, 2])


def test_weights_and_chances_are_the_recipes() -> None:
    weights = exercises.class_weights(LABELS)
    torch.testing.assert_close(weights, class_weights(LABELS, 3))
    chances = exercises.draw_chances(LABELS)
    assert float(chances.sum()) == pytest.approx(1)
    torch.testing.assert_close(chances, weights[LABELS] / len(LABELS))


def test_the_interval_of_f1_by_hand() -> None:
    predicted = torch.tensor([0, 0, 0, 1, 1, 2, 0])
    draws = torch.randint(7, (50, 7), generator=torch.Generator().manual_seed(0))
    scores = [float(lesson.f1_of(LABELS[row], predicted[row])) for row in draws]
    expected = torch.tensor(scores, dtype=torch.float64).quantile(torch.tensor([0.025, 0.975], dtype=torch.float64))
    torch.testing.assert_close(exercises.f1_interval(LABELS, predicted, draws), expected)


def test_neighbors_are_the_librarys_less_chance() -> None:
    features = torch.randn(20, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    labels = torch.arange(20) % 3
    near = same_class_neighbors(features, labels, neighbors=4)[labels == 1].mean()
    assert exercises.beyond_chance(features, labels, 4) == pytest.approx(float(near) - 6 / 19)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_the_slope_is_autograds(classes: int) -> None:
    generator = torch.Generator().manual_seed(classes)
    logits = torch.randn(classes, dtype=torch.float64, generator=generator, requires_grad=True)
    shares = F.softmax(torch.randn(classes, dtype=torch.float64, generator=generator), 0)
    (expected,) = torch.autograd.grad(normalized_cross_entropy(logits[None], shares[None]), logits)
    torch.testing.assert_close(exercises.slopes(logits.detach(), shares), expected)
