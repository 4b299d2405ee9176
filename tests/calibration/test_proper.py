"""Negative log-likelihood and Brier score: definition, torch, scikit-learn, by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions
from spec.later import later
from spec.memory import peak_bytes
from torch.nn import functional as F

from nls_tutorial.calibration import brier_score, negative_log_likelihood

sk_metrics = later("sklearn.metrics")


def test_by_hand() -> None:
    logits = torch.tensor([[math.log(3.0), 0.0], [0.0, 0.0]], dtype=torch.float64)
    # p_y = 3/4 and 1/2
    assert float(negative_log_likelihood(logits, torch.tensor([0, 1]))) == pytest.approx(
        (math.log(4 / 3) + math.log(2)) / 2
    )
    probabilities = torch.tensor([[0.75, 0.25], [0.5, 0.5]], dtype=torch.float64)
    assert float(brier_score(probabilities, torch.tensor([0, 1]))) == pytest.approx((2 * 0.25**2 + 2 * 0.5**2) / 2)


@pytest.mark.parametrize("score", [negative_log_likelihood, brier_score])
def test_what_is_needed_at_most_does_not_grow_with_the_samples(score) -> None:
    logits = torch.randn(8_000, 1000, generator=generator(0))
    labels = torch.randint(1000, (8_000,), generator=generator(1))
    logits = logits.softmax(1) if score is brier_score else logits
    half, whole = (peak_bytes(lambda n=n: score(logits[:n], labels[:n])) for n in (4_000, 8_000))
    assert whole < 1.2 * half
    assert whole < logits.nbytes


@given(st.integers(1, 8), st.integers(2, 5), st.sampled_from([0.1, 3.0, 80.0]), st.integers(0, 99))
def test_likelihood_equals_the_definition(rows: int, classes: int, size: float, seed: int) -> None:
    logits, _, labels = drawn(rows, classes, seed, sharpness=size)
    value = float(negative_log_likelihood(logits, labels))
    assert value == pytest.approx(spec.nll(logits.tolist(), labels.tolist()), rel=1e-12, abs=1e-15)
    assert value == pytest.approx(float(F.cross_entropy(logits, labels)), abs=1e-12)


@given(tied_predictions())
def test_brier_equals_the_definition(predictions: tuple) -> None:
    probabilities, labels = predictions
    value = float(brier_score(probabilities, labels))
    assert value == pytest.approx(spec.brier(probabilities.tolist(), labels.tolist()), abs=1e-14)
    assert 0 <= value <= 2 + 1e-12


def test_agree_with_scikit_learn() -> None:
    logits, probabilities, labels = drawn(300, 5)
    names = list(range(5))
    assert float(negative_log_likelihood(logits, labels)) == pytest.approx(
        sk_metrics.log_loss(labels.numpy(), probabilities.numpy(), labels=names)
    )
    theirs = sk_metrics.brier_score_loss(labels.numpy(), probabilities.numpy(), labels=names, scale_by_half=False)
    assert float(brier_score(probabilities, labels)) == pytest.approx(theirs)


def test_the_sure() -> None:
    logits = torch.tensor([[80.0, -80.0]])
    assert float(negative_log_likelihood(logits, torch.tensor([0]))) == pytest.approx(0, abs=1e-60)
    assert float(negative_log_likelihood(logits, torch.tensor([1]))) == pytest.approx(160)
    assert float(brier_score(logits.softmax(1), torch.tensor([0]))) == 0
    assert float(brier_score(logits.softmax(1), torch.tensor([1]))) == 2


def test_the_unsure_pay_log_k() -> None:
    assert float(negative_log_likelihood(torch.zeros(4, 7), torch.tensor([0, 3, 6, 1]))) == pytest.approx(math.log(7))


def test_gradient() -> None:
    logits, _, labels = drawn(4, 3)
    assert torch.autograd.gradcheck(lambda z: negative_log_likelihood(z, labels), logits.requires_grad_())


def test_pixels_parts_and_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = torch.randn(2, 3, 4, 4, generator=generator(0), dtype=torch.float64)
    labels = torch.randint(3, (2, 4, 4), generator=generator(1))
    labels[0, 0] = 255
    flat, kept = logits.permute(0, 2, 3, 1).reshape(-1, 3), (labels != 255).flatten()
    expected = float(F.cross_entropy(flat[kept], labels.flatten()[kept]))
    squares = spec.brier(flat[kept].softmax(1).tolist(), labels.flatten()[kept].tolist())
    for entries in (2**19, 5):
        monkeypatch.setattr("nls_tutorial.calibration.inputs._ENTRIES", entries)
        assert float(negative_log_likelihood(logits, labels, ignore_index=255)) == pytest.approx(expected)
        assert float(brier_score(logits.softmax(1), labels, ignore_index=255)) == pytest.approx(squares)


def test_float32_is_summed_in_float64() -> None:
    logits, probabilities, labels = drawn(20_000, 4, dtype=torch.float32)
    exact = float(F.cross_entropy(logits.double(), labels))
    assert float(negative_log_likelihood(logits, labels)) == pytest.approx(exact, rel=1e-12)
    squares = (probabilities.double() - F.one_hot(labels, 4)).square().sum() / 20_000
    assert float(brier_score(probabilities, labels)) == pytest.approx(float(squares), rel=1e-12)


@pytest.mark.parametrize(
    ("logits", "labels", "error", "message"),
    [
        (torch.tensor([[0.0, math.nan]]), torch.tensor([0]), ValueError, "logits must be finite, but got 1 of 2"),
        (torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64), ValueError, "labels must hold at least one sample"),
        (torch.zeros(2, 2), torch.tensor([0]), ValueError, r"labels must have shape \(2,\)"),
        (torch.zeros(1, 2), torch.tensor([2]), ValueError, "labels must lie in 0 … 1, but got 2"),
        (torch.zeros(1, 2).long(), torch.tensor([0]), TypeError, "logits must hold floating-point numbers"),
        (torch.zeros(1, 2), torch.tensor([0.0]), TypeError, "labels must be int64"),
    ],
)
def test_refusals_of_logits(logits: torch.Tensor, labels: torch.Tensor, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        negative_log_likelihood(logits, labels)


def test_refusals_of_probabilities() -> None:
    with pytest.raises(ValueError, match=r"probabilities must lie in \[0, 1\], but got values from -3 to 4"):
        brier_score(torch.tensor([[4.0, -3.0]]), torch.tensor([0]))
    with pytest.raises(ValueError, match="labels must hold at least one sample"):
        brier_score(torch.tensor([[0.5, 0.5]]), torch.tensor([9]), ignore_index=9)
    with pytest.raises(TypeError, match="ignore_index must be a whole number"):
        brier_score(torch.tensor([[0.5, 0.5]]), torch.tensor([1]), ignore_index=True)


def test_a_masked_class_adds_nothing() -> None:
    """A logit of −∞ has probability 0: the value and the slope are those without the class."""
    logits = torch.tensor([[-torch.inf, 0.0, 1.0]], requires_grad=True)
    loss = negative_log_likelihood(logits, torch.tensor([1]))
    assert loss.item() == pytest.approx(1.3132616875182228)
    loss.backward()
    assert logits.grad[0, 0] == 0
    torch.testing.assert_close(logits.grad[0, 1:], torch.tensor([-0.731058, 0.731058]), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="logits must not be −∞ for a label's own class"):
        negative_log_likelihood(logits, torch.tensor([0]))
