"""Bootstrap intervals: against scipy, the normal theory of a mean, and a loop."""

import math

import numpy as np
import pytest
import torch
from spec.calibration_draws import drawn, generator
from spec.later import later

from nls_tutorial.calibration import (
    bootstrap_interval,
    expected_calibration_error,
    overconfidence,
    reliability,
    reliability_of,
    top_label,
)

stats = later("scipy.stats")


def ece(probabilities: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return expected_calibration_error(reliability(probabilities, labels))


def test_by_hand() -> None:
    # a score that does not vary has no width
    assert [float(end) for end in bootstrap_interval(lambda x: x.mean(), torch.full((9,), 3.0))] == [3.0, 3.0]


def test_is_the_loop_over_its_own_draws() -> None:
    values = torch.randn(11, generator=generator(0), dtype=torch.float64)
    draws = torch.randint(11, (200, 11), generator=generator(7))
    scores = sorted(float(values[row].median()) for row in draws)
    low, high = bootstrap_interval(torch.median, values, resamples=200, level=0.9, seed=7)
    assert float(low) == pytest.approx(float(np.quantile(scores, 0.05)))
    assert float(high) == pytest.approx(float(np.quantile(scores, 0.95)))


@pytest.mark.parametrize("method", ["percentile", "basic"])
def test_agrees_with_scipy(method: str) -> None:
    values = torch.rand(80, generator=generator(1), dtype=torch.float64).square()
    theirs = stats.bootstrap(
        (values.numpy(),), np.mean, n_resamples=4000, confidence_level=0.95, method=method, rng=0
    ).confidence_interval
    low, high = bootstrap_interval(lambda x: x.mean(1), values, resamples=4000, method=method, stacked=True)
    width = theirs.high - theirs.low
    assert float(low) == pytest.approx(theirs.low, abs=0.05 * width)
    assert float(high) == pytest.approx(theirs.high, abs=0.05 * width)


def test_the_width_for_a_mean_is_the_textbooks() -> None:
    values = torch.randn(400, generator=generator(2), dtype=torch.float64)
    low, high = bootstrap_interval(lambda x: x.mean(1), values, resamples=4000, stacked=True)
    assert float(high - low) == pytest.approx(2 * 1.96 * float(values.std()) / 20, rel=0.05)


def test_a_seed_fixes_the_interval_and_stacking_changes_nothing() -> None:
    _, probabilities, labels = drawn(60, 3)
    _, right = top_label(probabilities, labels)
    one = bootstrap_interval(lambda r: r.double().mean(), right, resamples=300, seed=5)
    assert one == bootstrap_interval(lambda r: r.double().mean(), right, resamples=300, seed=5)
    assert one == bootstrap_interval(lambda r: r.double().mean(1), right, resamples=300, seed=5, stacked=True)
    assert one != bootstrap_interval(lambda r: r.double().mean(), right, resamples=300, seed=6)
    basic = [
        bootstrap_interval(lambda r, d=d: r.double().mean(d), right, resamples=300, method="basic", stacked=stacked)
        for d, stacked in ((0, False), (1, True))
    ]
    assert basic[0] == basic[1]


def test_many_draws_are_made_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    values = torch.randn(20, generator=generator(0))
    whole = bootstrap_interval(lambda x: x.mean(1), values, resamples=50, stacked=True)
    monkeypatch.setattr("nls_tutorial.calibration.resampling._INDICES", 60)
    assert whole == bootstrap_interval(lambda x: x.mean(1), values, resamples=50, stacked=True)
    assert whole == bootstrap_interval(lambda x: x.mean(), values, resamples=50)


def test_samples_stay_in_step() -> None:
    x = torch.randn(40, generator=generator(0))
    low, high = bootstrap_interval(lambda a, b: (a - b).abs().max(), x, x.clone(), resamples=50)
    assert float(low) == float(high) == 0


def test_the_global_random_state_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    bootstrap_interval(lambda x: x.mean(), torch.arange(5.0), resamples=3)
    assert torch.equal(before, torch.random.get_rng_state())


def test_ece_is_biased_upward_and_basic_takes_it_back() -> None:
    # calibrated by construction, so all of ECE is noise; resampling adds as much again
    confidences = 0.5 + 0.5 * torch.rand(400, generator=generator(3), dtype=torch.float64)
    right = torch.rand(400, generator=generator(4), dtype=torch.float64) < confidences

    def score(c: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
        return expected_calibration_error(reliability_of(c, r))

    own = float(score(confidences, right))
    percentile = [float(end) for end in bootstrap_interval(score, confidences, right, resamples=200)]
    basic = [float(end) for end in bootstrap_interval(score, confidences, right, resamples=200, method="basic")]
    assert own < sum(percentile) / 2
    assert sum(basic) / 2 < own
    assert basic == pytest.approx([2 * own - percentile[1], 2 * own - percentile[0]])


def test_one_interval_for_each_bin() -> None:
    _, probabilities, labels = drawn(300, 3)
    low, high = bootstrap_interval(lambda p, y: reliability(p, y, bins=2).accuracy, probabilities, labels, resamples=50)
    assert low.shape == high.shape == (2,)
    assert bool((low <= high).all())


def test_more_samples_narrower() -> None:
    _, probabilities, labels = drawn(900, 3)
    wide = bootstrap_interval(ece, probabilities[:100], labels[:100], resamples=100)
    narrow = bootstrap_interval(ece, probabilities, labels, resamples=100)
    assert float(narrow[1] - narrow[0]) < float(wide[1] - wide[0])


def test_undefined_resamples_make_an_undefined_interval() -> None:
    probabilities = torch.tensor([[0.9, 0.1]] * 5, dtype=torch.float64)
    low, high = bootstrap_interval(overconfidence, probabilities, torch.tensor([0, 0, 0, 0, 1]), resamples=50)
    assert math.isnan(low)
    assert math.isnan(high)


X = torch.arange(4.0)


@pytest.mark.parametrize(
    ("arrays", "options", "error", "message"),
    [
        ((), {}, ValueError, "arrays must hold at least one tensor, but got none"),
        ((X[:1],), {}, ValueError, "arrays must hold at least two samples, but got 1"),
        ((X, X[:3]), {}, ValueError, r"arrays must have as many rows each, but got 4 and 3"),
        ((X[0],), {}, TypeError, "arrays must be tensors of samples, but got a tensor without dimensions"),
        ((X,), {"resamples": 1}, ValueError, "resamples must be at least 2, but got 1"),
        ((X,), {"level": 1.0}, ValueError, "level must lie between 0 and 1, but got 1.0"),
        ((X,), {"level": 95}, ValueError, r"level must lie in \[0, 1\], but got 95"),
        ((X,), {"method": "bca"}, ValueError, "method must be one of 'percentile', 'basic', but got 'bca'"),
        ((X,), {"seed": -1}, ValueError, "seed must be at least 0, but got -1"),
    ],
)
def test_refusals(arrays: tuple, options: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        bootstrap_interval(lambda x: x.mean(), *arrays, **options)


def test_a_stacked_score_must_give_one_number_for_each_resample() -> None:
    with pytest.raises(ValueError, match=r"score must give one score for each resample when stacked, but got 4 for 50"):
        bootstrap_interval(lambda x: x.mean(0), X, resamples=50, stacked=True)


# ------------------------------------------------------------------------------------------ rows that belong together


def test_groups_are_drawn_whole_as_in_the_loop() -> None:
    values = torch.randn(12, generator=generator(0), dtype=torch.float64)
    groups = torch.tensor([3, 3, 8, 1, 1, 1, 8, 3, 5, 5, 5, 5])
    drawn = torch.randint(4, (200, 4), generator=generator(7))  # of 1, 3, 5, 8
    scores = []
    for row in drawn.tolist():
        taken = [float(v) for g in row for v, own in zip(values, groups, strict=True) if int(own) == (1, 3, 5, 8)[g]]
        scores.append(float(np.median(taken) if len(taken) % 2 else sorted(taken)[len(taken) // 2 - 1]))
    low, high = bootstrap_interval(torch.median, values, resamples=200, level=0.9, seed=7, groups=groups)
    assert float(low) == pytest.approx(float(np.quantile(scores, 0.05)))
    assert float(high) == pytest.approx(float(np.quantile(scores, 0.95)))


def test_groups_of_one_are_the_plain_bootstrap() -> None:
    values = torch.randn(15, generator=generator(0))
    plain = bootstrap_interval(torch.mean, values, resamples=100)
    assert bootstrap_interval(torch.mean, values, resamples=100, groups=torch.arange(15) + 40) == plain
    assert bootstrap_interval(torch.mean, values, resamples=100, groups=None) == plain


def test_copies_of_a_sample_make_an_interval_no_narrower() -> None:
    values = torch.randn(40, generator=generator(3), dtype=torch.float64)
    copies, groups = values.repeat_interleave(25), torch.arange(40).repeat_interleave(25)
    width = [float(high - low) for low, high in (
        bootstrap_interval(torch.mean, values, seed=1),
        bootstrap_interval(torch.mean, copies, seed=1, groups=groups),
        bootstrap_interval(torch.mean, copies, seed=1),
    )]  # fmt: skip
    assert width[1] == pytest.approx(width[0], rel=1e-9)
    assert width[2] < width[0] / 3


def test_groups_of_one_size_may_be_stacked() -> None:
    values, groups = torch.randn(12, generator=generator(0), dtype=torch.float64), torch.arange(12) % 4
    one = bootstrap_interval(torch.mean, values, resamples=50, groups=groups)
    many = bootstrap_interval(lambda x: x.mean(1), values, resamples=50, groups=groups, stacked=True)
    torch.testing.assert_close(one, many)


def test_ece_over_groups_stays_in_step() -> None:
    _, probabilities, labels = drawn(60, 3)
    low, high = bootstrap_interval(ece, probabilities, labels, resamples=50, groups=torch.arange(60) // 6)
    assert 0 <= low < high <= 1


@pytest.mark.parametrize(
    ("groups", "stacked", "error", "message"),
    [
        (torch.zeros(4).long(), False, ValueError, r"groups must be at least two, but got 1\. Take more pictures"),
        (torch.arange(3), False, ValueError, r"groups must have shape \(4,\), one for each row, but got \(3,\)"),
        (torch.arange(4.0), False, TypeError, r"groups must be int64, but got torch\.float32"),
        (torch.tensor([0, 0, 0, 1]), True, ValueError, r"stacked must be left out .*, but got groups of 1 to 3 rows"),
    ],
)
def test_groups_that_do_not_fit_are_refused(groups, stacked, error, message) -> None:
    with pytest.raises(error, match=message):
        bootstrap_interval(lambda x: x.mean(-1), torch.rand(4), groups=groups, stacked=stacked)


def test_a_score_of_all_resamples_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^score must give one score for each resample when stacked, but got one num"):
        bootstrap_interval(torch.mean, torch.rand(6), stacked=True)
