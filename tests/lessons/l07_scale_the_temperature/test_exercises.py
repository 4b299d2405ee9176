import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.calibration_draws import drawn

from nls_tutorial import calibration
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l07_scale_the_temperature.exercises import (
    best_temperature,
    optimum,
    right_now,
    slope,
    tempered,
)

seeds = st.integers(0, 200)
temperatures = st.floats(0.05, 50)


def test_tempered_by_hand_and_by_powers_of_the_probabilities() -> None:
    p = tempered(torch.tensor([[2.0 * math.log(3), 0.0]]), 2.0)
    assert p.tolist() == [pytest.approx([0.75, 0.25])]
    logits, plain, _ = drawn(9, 4)
    powers = plain ** (1 / 2.5)
    torch.testing.assert_close(tempered(logits, 2.5), powers / powers.sum(1, keepdim=True))


@given(seed=seeds, temperature=temperatures)
def test_what_stays(seed: int, temperature: float) -> None:
    logits, _, labels = drawn(600, 10, seed)
    before, after = ((z.argmax(1) == labels).sum() for z in (logits, tempered(logits, temperature)))
    assert before == after
    assert right_now() == 437


@given(seed=seeds, temperature=temperatures)
def test_the_slope_is_autograds(seed: int, temperature: float) -> None:
    logits, _, labels = drawn(20, 5, seed)
    beta = torch.tensor(1 / temperature, dtype=torch.float64, requires_grad=True)
    calibration.negative_log_likelihood(beta * logits, labels).backward()
    assert float(slope(logits, labels, temperature)) == pytest.approx(float(beta.grad), abs=1e-9)


@given(seed=seeds, rows=st.integers(1, 6))
def test_optimum_and_fit_agree_with_the_library(seed: int, rows: int) -> None:
    logits, _, labels = drawn(rows, 3, seed)
    fit = calibration.fit_temperature(logits, labels)
    said = optimum(logits, labels)
    assert (said == "exists") == fit.exists
    assert fit.exists or said in fit.reason
    if fit.exists:
        assert best_temperature(logits, labels) == pytest.approx(fit.temperature, rel=1e-6)


def test_best_temperature_by_hand() -> None:
    logits = torch.tensor([[5.0, 0.0]]).repeat(4, 1)
    assert best_temperature(logits, torch.tensor([0, 0, 0, 1])) == pytest.approx(5 / math.log(3))


def test_answers_by_the_library_are_accepted() -> None:
    assert check("07.1", lambda logits, temperature: (logits / temperature).softmax(1)).passed
    assert check("07.2", torch.tensor(437)).passed

    def by_autograd(logits: torch.Tensor, labels: torch.Tensor, temperature: float) -> torch.Tensor:
        beta = torch.tensor(1 / temperature, dtype=torch.float64, requires_grad=True)
        loss = torch.nn.functional.cross_entropy(beta * logits, labels)
        return torch.autograd.grad(loss, beta)[0]

    assert check("07.3", by_autograd).passed
    assert check("07.5", lambda logits, labels: calibration.fit_temperature(logits, labels).temperature).passed
    assert check("07.5", best_temperature).passed
