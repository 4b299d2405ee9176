"""Coverage and the accuracy of what is answered: loops, by hand, at the edges."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.calibration_draws import drawn
from spec.later import later

from nls_tutorial.calibration import auroc, coverage, selective_accuracy, top_label

sk_metrics = later("sklearn.metrics")

SURE = torch.tensor([0.9, 0.7, 0.8], dtype=torch.float64)
RIGHT = torch.tensor([True, False, True])
T = torch.tensor([0.0, 0.7, 0.75, 0.85, 0.95], dtype=torch.float64)


def test_by_hand() -> None:
    assert coverage(SURE, T).tolist() == pytest.approx([1, 1, 2 / 3, 1 / 3, 0])
    *answered, none = selective_accuracy(SURE, RIGHT, T).tolist()
    assert answered == pytest.approx([2 / 3, 2 / 3, 1, 1])
    assert math.isnan(none), "where nothing is answered there is no accuracy"


@given(
    st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=9),
    st.lists(st.integers(0, 10), min_size=1, max_size=4),
    st.sampled_from([torch.float32, torch.float64]),
)
def test_equals_the_definition(samples: list, tenths: list, dtype: torch.dtype) -> None:
    confidences = torch.tensor([c for c, _ in samples]).to(dtype) / 10
    right = torch.tensor([r for _, r in samples])
    levels = torch.tensor(tenths).to(dtype) / 10
    shares, accuracies = coverage(confidences, levels), selective_accuracy(confidences, right, levels)
    for share, accuracy, tenth in zip(shares.tolist(), accuracies.tolist(), tenths, strict=True):
        kept = [r for c, r in samples if c >= tenth]
        assert share == pytest.approx(len(kept) / len(samples))
        assert accuracy == pytest.approx(sum(kept) / len(kept) if kept else math.nan, nan_ok=True)


def test_a_higher_threshold_never_answers_more() -> None:
    _, probabilities, labels = drawn(500, 4)
    confidences, right = top_label(probabilities, labels)
    levels = torch.linspace(0, 1, 41, dtype=torch.float64)
    shares = coverage(confidences, levels)
    assert (shares.diff() <= 0).all()
    assert float(shares[0]) == 1
    assert float(selective_accuracy(confidences, right, levels)[0]) == pytest.approx(float(right.double().mean()))


def test_a_confidence_of_single_precision_reaches_itself() -> None:
    confidence = torch.tensor([0.7])
    assert coverage(confidence, confidence).tolist() == [1]
    assert coverage(confidence, torch.tensor([0.7], dtype=torch.float64)).tolist() == [0], "float32's 0.7 is below"


@given(*[st.lists(st.integers(0, 5), min_size=1, max_size=8)] * 2, st.sampled_from([torch.float32, torch.float64]))
def test_separation_counts_pairs(first: list, second: list, dtype: torch.dtype) -> None:
    a, b = (torch.tensor(numbers).to(dtype) / 5 for numbers in (first, second))
    expected = sum((x > y) + (x == y) / 2 for x in first for y in second) / len(first) / len(second)
    assert float(auroc(a, b)) == pytest.approx(expected)
    right, scores = [True] * len(first) + [False] * len(second), torch.cat([a, b]).tolist()
    assert float(auroc(a, b)) == pytest.approx(sk_metrics.roc_auc_score(right, scores))


def test_separation_asks_for_order_alone() -> None:
    assert float(auroc(torch.tensor([0.9, 0.6]), torch.tensor([0.5]))) == 1
    assert float(auroc(torch.tensor([0.5]), torch.tensor([0.9, 0.5]))) == 0.25
    _, probabilities, labels = drawn(300, 4)
    confidences, right = top_label(probabilities, labels)
    told = auroc(confidences[right], confidences[~right])
    assert float(auroc(confidences[right] ** 3, confidences[~right] ** 3)) == pytest.approx(float(told))
    assert float(auroc(confidences[~right], confidences[right])) == pytest.approx(1 - float(told))


def test_separation_refuses() -> None:
    for pair in ((SURE, torch.zeros(0)), (torch.zeros(0), SURE)):
        with pytest.raises(ValueError, match="confidences must hold at least one sample for a mean"):
            auroc(*pair)
    with pytest.raises(ValueError, match=r"confidences must lie in \[0, 1\]"):
        auroc(SURE, 2 * SURE)
    with pytest.raises(ValueError, match=r"confidences must have shape \(N,\)"):
        auroc(SURE[None], SURE)
    with pytest.raises(TypeError, match="others must hold floating-point numbers"):
        auroc(SURE, torch.tensor([1]))


def test_refusals() -> None:
    nobody, nothing = torch.zeros(0), torch.zeros(0, dtype=torch.bool)
    for answer in (coverage, lambda c, t: selective_accuracy(c, torch.ones_like(c, dtype=torch.bool), t)):
        with pytest.raises(ValueError, match="confidences must hold at least one sample for a mean"):
            answer(nobody, T)
        with pytest.raises(ValueError, match=r"confidences must lie in \[0, 1\], but got values from 2.8"):
            answer(4 * SURE, T)
        with pytest.raises(ValueError, match=r"confidences must have shape \(N,\), but got \(1, 3\)"):
            answer(SURE[None], T)
        with pytest.raises(TypeError, match="thresholds must hold floating-point numbers"):
            answer(SURE, torch.tensor([0, 1]))
        with pytest.raises(ValueError, match=r"thresholds must have shape \(T,\), but got \(1, 5\)\. Put them in one"):
            answer(SURE, T[None])
        with pytest.raises(ValueError, match="thresholds must be finite"):
            answer(SURE, T / 0)
    with pytest.raises(TypeError, match="confidences must hold floating-point numbers"):
        coverage(torch.tensor([1, 0]), T)
    with pytest.raises(TypeError, match=r"right must be a bool tensor of shape \(3,\), like the confidences"):
        selective_accuracy(SURE, nothing, T)
    with pytest.raises(TypeError, match="right must be a bool tensor"):
        selective_accuracy(SURE, torch.tensor([1, 0, 1]), T)
