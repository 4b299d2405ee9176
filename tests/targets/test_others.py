"""smooth_others against its loop, the other definition, and values by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import targets_spec
from spec.loss_checks import refused

from nls_tutorial.targets import one_hot, smooth_others, smooth_uniform


def test_by_hand() -> None:
    soft = smooth_others(torch.tensor([1, 0]), 4, 0.3, dtype=torch.float64)
    expected = torch.tensor([[0.1, 0.7, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1]], dtype=torch.float64)
    torch.testing.assert_close(soft, expected)


@given(batch=st.integers(0, 6), classes=st.integers(2, 9), alpha=st.floats(0, 1))
def test_equals_the_loop(batch: int, classes: int, alpha: float) -> None:
    labels = torch.arange(batch) % classes
    soft = smooth_others(labels, classes, alpha, dtype=torch.float64)
    expected = targets_spec.smooth_others(labels.tolist(), classes, [alpha] * batch)
    torch.testing.assert_close(soft, torch.tensor(expected, dtype=torch.float64).reshape(batch, classes))
    assert (soft >= 0).all()
    torch.testing.assert_close(soft.sum(1), torch.ones(batch, dtype=torch.float64))


@pytest.mark.parametrize("classes", [2, 3, 10, 1000])
def test_agrees_with_the_other_definition_at_its_own_alpha(classes: int) -> None:
    labels = torch.randint(classes, (5,))
    alpha = 0.1 * (classes - 1) / classes
    torch.testing.assert_close(smooth_others(labels, classes, alpha), smooth_uniform(labels, classes, 0.1))


def test_one_alpha_a_sample_and_the_limits() -> None:
    labels, alphas = torch.tensor([2, 1, 1]), torch.tensor([0.0, 0.5, 1.0])
    soft = smooth_others(labels, 3, alphas)
    assert soft.tolist() == [[0.0, 0.0, 1.0], [0.25, 0.5, 0.25], [0.5, 0.0, 0.5]]
    assert torch.equal(smooth_others(labels, 3, 0), one_hot(labels, 3))


def test_dense_labels_put_the_classes_second() -> None:
    labels = torch.randint(3, (2, 4, 5))
    each = torch.rand(2, 4, 5)
    soft = smooth_others(labels, 3, each)
    assert soft.shape == (2, 3, 4, 5)
    torch.testing.assert_close(soft[1, :, 2, 3], smooth_others(labels[1, 2, 3:4], 3, each[1, 2, 3:4])[0])


def test_refusals() -> None:
    labels = torch.tensor([0, 1])
    with refused(ValueError, "alpha must lie in [0, 1], but got 1.5. Give a share between nothing (0) and all (1)."):
        smooth_others(labels, 3, 1.5)
    with refused(
        ValueError,
        "classes must be at least 2, but got 1. A classifier chooses between at least two classes.",
    ):
        smooth_others(labels, 1, 0.1)
