"""The fitted temperature: against a root of the derivative, scipy, a grid, and by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator
from spec.later import later

from nls_tutorial.calibration import fit_temperature, negative_log_likelihood
from nls_tutorial.records import Predictions

optimize = later("scipy.optimize")


def slope(logits: torch.Tensor, labels: torch.Tensor, beta: float) -> float:
    return spec.slope(logits.tolist(), labels.tolist(), beta)


def test_by_hand() -> None:
    # 3 right and 1 wrong with a logit gap of 5: the likelihood is best where p = 3/4, 5/T = log 3
    logits = torch.tensor([[5.0, 0.0]]).repeat(4, 1)
    fit = fit_temperature(logits, torch.tensor([0, 0, 0, 1]))
    assert fit.temperature == pytest.approx(5 / math.log(3), rel=1e-12)
    assert fit.nll_before == pytest.approx(math.log(1 + math.exp(-5)) + 5 / 4)
    assert fit.nll_after == pytest.approx(-0.75 * math.log(0.75) - 0.25 * math.log(0.25))
    assert fit.exists
    assert fit.samples == 4


@given(st.integers(20, 60), st.integers(2, 5), st.integers(0, 999), st.sampled_from([0.01, 0.3, 1.0, 24.6, 1e6]))
def test_it_is_the_root_of_the_derivative(rows: int, classes: int, seed: int, size: float) -> None:
    logits, _, labels = drawn(rows, classes, seed, sharpness=2.0)
    logits = logits * size
    fit = fit_temperature(logits, labels)
    if not fit.exists:
        all_right = bool((logits.argmax(1) == labels).all())
        assert all_right or slope(logits, labels, 0.0) > -1e-12 * size
        return
    around = (0.5 / fit.temperature, 2 / fit.temperature)
    root = optimize.brentq(lambda beta: slope(logits, labels, beta), *around, xtol=1e-300, rtol=1e-14)
    assert fit.temperature == pytest.approx(1 / root, rel=1e-8)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("size", [1e-3, 0.4, 3.0, 24.6, 1e5, 1e30])
def test_to_one_part_in_a_hundred_million(size: float, dtype: torch.dtype) -> None:
    logits, _, labels = drawn(300, 10, seed=4)
    logits = (logits * size).to(dtype)
    fit = fit_temperature(logits, labels)
    wide = logits.double()
    low, high = 0.5 / fit.temperature, 2 / fit.temperature
    root = optimize.brentq(lambda beta: slope(wide, labels, beta), low, high, xtol=1e-300, rtol=1e-14)
    assert fit.temperature == pytest.approx(1 / root, rel=1e-10)


def test_no_other_temperature_is_better() -> None:
    logits, _, labels = drawn(500, 4, seed=1)
    fit = fit_temperature(logits, labels)
    assert fit.nll_before == pytest.approx(float(negative_log_likelihood(logits, labels)))
    assert fit.nll_after == pytest.approx(float(negative_log_likelihood(fit.apply(logits), labels)))
    for factor in (0.5, 0.9, 0.999, 1.001, 1.1, 2.0):
        assert float(negative_log_likelihood(logits / (factor * fit.temperature), labels)) > fit.nll_after


def test_twice_the_logits_twice_the_temperature() -> None:
    logits, _, labels = drawn(200, 3)
    assert fit_temperature(2 * logits, labels).temperature == pytest.approx(
        2 * fit_temperature(logits, labels).temperature, rel=1e-9
    )
    assert fit_temperature(logits + 1000, labels).temperature == pytest.approx(
        fit_temperature(logits, labels).temperature, rel=1e-9
    )


@pytest.mark.parametrize("size", [1e-270, 1e-160, 1e-30, 1e160, 1e270])
def test_at_the_ends_of_float64(size: float) -> None:
    logits, _, labels = drawn(60, 4)
    expected = fit_temperature(logits, labels)
    fit = fit_temperature(size * logits, labels)
    assert fit.temperature / size == pytest.approx(expected.temperature, rel=1e-8)
    assert fit.nll_after == pytest.approx(expected.nll_after, rel=1e-10)


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_beyond_them_is_refused(size: float) -> None:
    logits, _, labels = drawn(60, 4)
    with pytest.raises(ValueError, match=r"logits must differ within a row by 1e-280 … 1e\+280 at most.*Multiply all"):
        fit_temperature(size * logits, labels)


def test_beside_a_large_number_that_all_logits_share() -> None:
    logits, _, labels = drawn(200, 4)
    logits = (2**20 * logits).round() / 2**20
    shared = torch.full((200, 1), 2.0**30, dtype=torch.float64)
    assert fit_temperature(logits + shared, labels).temperature == pytest.approx(
        fit_temperature(logits, labels).temperature, rel=1e-12
    )


def test_one_wrong_by_a_hair_among_many_right() -> None:
    logits = torch.tensor([[50.0, 0.0]], dtype=torch.float64).repeat(1000, 1)
    logits[0] = torch.tensor([0.0, 1e-6])
    labels = torch.zeros(1000, dtype=torch.int64)
    fit = fit_temperature(logits, labels)
    root = optimize.brentq(lambda beta: slope(logits, labels, beta), 0.1, 2.0, xtol=1e-300, rtol=1e-14)
    assert fit.temperature == pytest.approx(1 / root, rel=1e-8)


def test_one_right_among_many_wrong() -> None:
    # 1 of 3 classes is right by much, 2 of 10 wrong by little: barely better than chance, so T is large
    logits = torch.tensor([[0.0, 0.1, 0.0]] * 9 + [[1.0, 0.0, 0.0]], dtype=torch.float64)
    labels = torch.zeros(10, dtype=torch.int64)
    fit = fit_temperature(logits, labels)
    assert slope(logits, labels, 0.0) < 0
    root = optimize.brentq(
        lambda beta: slope(logits, labels, beta), 0.5 / fit.temperature, 2 / fit.temperature, rtol=1e-14
    )
    assert fit.temperature == pytest.approx(1 / root, rel=1e-8)


def test_all_right_has_no_optimum() -> None:
    logits, _, _ = drawn(30, 4)
    fit = fit_temperature(logits, logits.argmax(1))
    assert not fit.exists
    assert fit.temperature is None
    assert fit.nll_after is None
    assert "every label has the largest logit" in fit.reason
    assert "T → 0" in fit.reason
    assert fit.nll_before == pytest.approx(float(negative_log_likelihood(logits, logits.argmax(1))))
    tied = fit_temperature(torch.tensor([[1.0, 1.0, 0.0]]), torch.tensor([1]))
    assert "T → 0" in tied.reason


def test_no_better_than_chance_has_no_optimum() -> None:
    logits, _, _ = drawn(30, 4)
    fit = fit_temperature(logits, logits.argmin(1))
    assert not fit.exists
    assert "no better than chance" in fit.reason
    assert "T → ∞" in fit.reason
    # exactly chance: every class once for one and the same row, whatever the rounding of its mean
    row = torch.randn(7, generator=generator(0), dtype=torch.float64)
    assert "T → ∞" in fit_temperature(row.repeat(7, 1), torch.arange(7)).reason
    assert "T → ∞" in fit_temperature(1e9 * row.repeat(7, 1) + 3, torch.arange(7)).reason


def test_equal_logits_have_no_optimum() -> None:
    fit = fit_temperature(torch.ones(3, 4), torch.tensor([0, 1, 2]))
    assert not fit.exists
    assert "T changes nothing" in fit.reason
    assert fit.nll_before == pytest.approx(math.log(4))


def test_pixels_parts_and_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = 3 * torch.randn(2, 3, 5, 5, generator=generator(0), dtype=torch.float64)
    labels = torch.multinomial(logits.permute(0, 2, 3, 1).reshape(-1, 3).div(2).softmax(1), 1, generator=generator(1))
    labels = labels.reshape(2, 5, 5)
    labels[0, 0] = 255
    flat, kept = logits.permute(0, 2, 3, 1).reshape(-1, 3), (labels != 255).flatten()
    expected = fit_temperature(flat[kept], labels.flatten()[kept])
    for entries in (2**19, 5):
        monkeypatch.setattr("nls_tutorial.calibration.temperature._ENTRIES", entries)
        fit = fit_temperature(logits, labels, ignore_index=255)
        assert fit.temperature == pytest.approx(expected.temperature, rel=1e-9)
        assert fit.samples == 45


def test_the_split_that_is_scored_is_refused() -> None:
    logits, _, labels = drawn(50, 3)
    for name in ("test", "Test "):
        with pytest.raises(ValueError, match=r"split must not be the one that is scored, but got '[Tt]est ?'"):
            fit_temperature(logits, labels, split=name)
    fit = fit_temperature(logits, labels, split="calibration")
    own = Predictions(logits, labels, ("a", "b", "c"), "calibration", 0)
    with pytest.raises(
        ValueError, match="predictions must come from another split than T, but got 'calibration' twice"
    ):
        fit.apply_to(own)


def test_the_same_samples_are_known_without_the_name_of_their_split() -> None:
    logits, _, labels = drawn(50, 3)
    labels[:5] = 2
    fit = fit_temperature(logits, labels, ignore_index=2)
    with pytest.raises(ValueError, match="predictions must be other samples than those T was fitted on"):
        fit.apply_to(Predictions(logits, labels, ("a", "b", "c"), "test", 0))
    none = fit_temperature(logits, logits.argmax(1))
    with pytest.raises(ValueError, match="predictions must be other samples"):
        none.apply_to(Predictions(logits, logits.argmax(1), ("a", "b", "c"), "test", 0))


def test_applied_to_predictions_of_another_split() -> None:
    logits, _, labels = drawn(50, 3)
    held_out, _, held_out_labels = drawn(60, 3, seed=1)
    fit = fit_temperature(held_out, held_out_labels, split="calibration")
    scaled = fit.apply_to(Predictions(logits, labels, ("a", "b", "c"), "test", 3))
    torch.testing.assert_close(scaled.logits, logits / fit.temperature)
    assert (scaled.split, scaled.seed) == ("test", 3)
    assert torch.equal(scaled.predicted, logits.argmax(1))
    unnamed = fit_temperature(held_out, held_out_labels)
    assert torch.equal(unnamed.apply_to(scaled).labels, labels)


@pytest.mark.parametrize(
    ("logits", "labels", "error", "message"),
    [
        (torch.tensor([[0.0, math.inf]]), torch.tensor([0]), ValueError, "logits must be finite"),
        (torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64), ValueError, "labels must hold at least one sample"),
        (torch.zeros(2, 2), torch.tensor([0, 2]), ValueError, "labels must lie in 0 … 1, but got 2"),
        (torch.zeros(2, 1), torch.tensor([0, 0]), ValueError, "logits must hold at least two classes"),
        (torch.zeros(2, 2).long(), torch.tensor([0, 0]), TypeError, "logits must hold floating-point numbers"),
    ],
)
def test_refusals(logits: torch.Tensor, labels: torch.Tensor, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        fit_temperature(logits, labels)


def test_a_class_that_is_masked_in_every_row() -> None:
    """−∞ plays no part: the optimum is that of the other classes."""
    generator = torch.Generator().manual_seed(3)
    logits = 4 * torch.randn(60, 3, generator=generator, dtype=torch.float64)
    labels = torch.randint(3, (60,), generator=generator)
    labels[:40] = logits[:40].argmax(1)
    masked = torch.cat([torch.full((60, 1), -torch.inf).double(), logits], dim=1)
    assert fit_temperature(masked, labels + 1).temperature == pytest.approx(fit_temperature(logits, labels).temperature)
