"""smooth_by_objectness against its loop, its limits, and values by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import targets_spec
from spec.loss_checks import refused

from nls_tutorial.targets import one_hot, smooth_by_objectness, smooth_others


def test_by_hand() -> None:
    # objectness 0.4 of three classes: 0.4 / 0.3 / 0.3; half of it and half of the hard label: 0.7 / 0.15 / 0.15
    soft = smooth_by_objectness(torch.tensor([1]), torch.tensor([0.4]), 3, 0.5)
    torch.testing.assert_close(soft, torch.tensor([[0.15, 0.7, 0.15]]))


@given(shares=st.lists(st.floats(0, 1), min_size=0, max_size=6), classes=st.integers(2, 9), beta=st.floats(0, 1))
def test_equals_the_loop(shares: list[float], classes: int, beta: float) -> None:
    labels = torch.arange(len(shares)) % classes
    objectness = torch.tensor(shares, dtype=torch.float64)
    soft = smooth_by_objectness(labels, objectness, classes, beta, dtype=torch.float64)
    expected = targets_spec.smooth_by_objectness(labels.tolist(), shares, classes, beta)
    torch.testing.assert_close(soft, torch.tensor(expected, dtype=torch.float64).reshape(len(shares), classes))
    assert (soft >= 0).all()
    torch.testing.assert_close(soft.sum(1), torch.ones(len(shares), dtype=torch.float64))


def test_the_full_effect_is_the_default() -> None:
    labels, objectness = torch.tensor([0, 2]), torch.tensor([0.25, 0.5])
    torch.testing.assert_close(smooth_by_objectness(labels, objectness, 3), smooth_others(labels, 3, 1 - objectness))


def test_limits() -> None:
    labels = torch.tensor([0, 2])
    assert torch.equal(smooth_by_objectness(labels, torch.tensor([0.1, 0.7]), 3, 0), one_hot(labels, 3))
    assert torch.equal(smooth_by_objectness(labels, 1.0, 3), one_hot(labels, 3))


@pytest.mark.parametrize("classes", [2, 5, 10])
def test_below_one_kth_the_label_falls_under_the_others(classes: int) -> None:
    """The text says that all classes become equally probable; the formula goes further (audit 6)."""
    labels = torch.tensor([1])
    for objectness, sign in ((1 / classes - 0.01, -1), (1 / classes + 0.01, 1)):
        soft = smooth_by_objectness(labels, objectness, classes)[0]
        assert torch.sign(soft[1] - soft[0]) == sign
    gone = smooth_by_objectness(labels, 0.0, classes)[0]
    assert gone[1] == 0
    kept = smooth_by_objectness(labels, 0.0, classes, 0.75)[0]
    assert kept[1] == 0.25


def test_refusals() -> None:
    labels = torch.tensor([0, 1])
    share = "Give a share between nothing (0) and all (1)."
    with refused(ValueError, f"objectness must lie in [0, 1], but got 1.5. {share}"):
        smooth_by_objectness(labels, 1.5, 3)
    with refused(
        ValueError,
        "objectness must lie in [0, 1], but got values from 0.5 to 2. Give shares between nothing (0) and all (1).",
    ):
        smooth_by_objectness(labels, torch.tensor([0.5, 2.0]), 3)
    with refused(
        ValueError,
        "beta must lie in [0, 1], but got -1. Use 1 for the full effect of the object's size, 0 for hard labels.",
    ):
        smooth_by_objectness(labels, 0.5, 3, -1)
