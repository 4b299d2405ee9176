"""smooth_uniform and uniform against their loop, torch's own label smoothing, and values by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import targets_spec
from spec.loss_checks import refused
from torch.nn import functional as F

from nls_tutorial.targets import one_hot, smooth_uniform, uniform


def test_by_hand() -> None:
    soft = smooth_uniform(torch.tensor([1, 0]), 4, 0.2, dtype=torch.float64)
    expected = torch.tensor([[0.05, 0.85, 0.05, 0.05], [0.85, 0.05, 0.05, 0.05]], dtype=torch.float64)
    torch.testing.assert_close(soft, expected)


@given(batch=st.integers(0, 6), classes=st.integers(2, 9), epsilon=st.floats(0, 1))
def test_equals_the_loop(batch: int, classes: int, epsilon: float) -> None:
    labels = torch.arange(batch) % classes
    soft = smooth_uniform(labels, classes, epsilon, dtype=torch.float64)
    expected = targets_spec.smooth_uniform(labels.tolist(), classes, [epsilon] * batch)
    torch.testing.assert_close(soft, torch.tensor(expected, dtype=torch.float64).reshape(batch, classes))
    assert (soft >= 0).all()
    torch.testing.assert_close(soft.sum(1), torch.ones(batch, dtype=torch.float64))


def test_is_what_torch_smooths_to() -> None:
    logits, labels = torch.randn(6, 5), torch.randint(5, (6,))
    ours = F.cross_entropy(logits, smooth_uniform(labels, 5, 0.3))
    torch.testing.assert_close(ours, F.cross_entropy(logits, labels, label_smoothing=0.3))


def test_one_epsilon_a_sample() -> None:
    labels, epsilons = torch.tensor([2, 1, 1]), torch.tensor([0.0, 0.5, 1.0])
    together = smooth_uniform(labels, 3, epsilons)
    for row in range(3):
        torch.testing.assert_close(together[row], smooth_uniform(labels, 3, float(epsilons[row]))[row])


def test_limits() -> None:
    labels = torch.tensor([2, 0])
    assert torch.equal(smooth_uniform(labels, 3, 0), one_hot(labels, 3))
    torch.testing.assert_close(smooth_uniform(labels, 3, 1), uniform(2, 3))


def test_dense_labels_put_the_classes_second() -> None:
    labels = torch.randint(3, (2, 4, 5))
    soft = smooth_uniform(labels, 3, 0.1)
    assert soft.shape == (2, 3, 4, 5)
    torch.testing.assert_close(soft[1, :, 2, 3], smooth_uniform(labels[1, 2, 3:4], 3, 0.1)[0])
    each = torch.rand(2, 4, 5)
    soft = smooth_uniform(labels, 3, each)
    torch.testing.assert_close(soft[1, :, 2, 3], smooth_uniform(labels[1, 2, 3:4], 3, each[1, 2, 3:4])[0])


def test_the_gradient_reaches_epsilon() -> None:
    epsilon = torch.tensor([0.2, 0.3], dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, 2])
    assert torch.autograd.gradcheck(lambda e: smooth_uniform(labels, 3, e, dtype=torch.float64), epsilon)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_uniform(dtype: torch.dtype) -> None:
    even = uniform(2, 4, dtype=dtype)
    assert even.dtype == dtype
    assert even.tolist() == [[0.25] * 4] * 2
    assert uniform(0, 3).shape == (0, 3)


def test_refusals() -> None:
    labels = torch.tensor([0, 1])
    step = "Give a share between nothing (0) and all (1)."
    with refused(ValueError, f"epsilon must lie in [0, 1], but got 1.5. {step}"):
        smooth_uniform(labels, 3, 1.5)
    with refused(ValueError, f"epsilon must lie in [0, 1], but got -0.1. {step}"):
        smooth_uniform(labels, 3, -0.1)
    with refused(ValueError, f"epsilon must lie in [0, 1], but got nan. {step}"):
        smooth_uniform(labels, 3, float("nan"))
    with refused(TypeError, f"epsilon must be a real number, but got '0.1' (str). {step}"):
        smooth_uniform(labels, 3, "0.1")
    with refused(ValueError, "batch must be at least 0, but got -1. Give the number of images."):
        uniform(-1, 3)
    with refused(
        ValueError, "classes must be at least 2, but got 1. A classifier chooses between at least two classes."
    ):
        uniform(2, 1)
