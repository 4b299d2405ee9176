"""The interval for ECE: equal to the bootstrap that sorts every resample into bins anew."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.calibration_draws import drawn, generator
from torch import Tensor

from nls_tutorial.calibration import (
    bootstrap_interval,
    ece_interval,
    expected_calibration_error,
    reliability_of,
    top_label,
)
from nls_tutorial.calibration.bins import equal_mass

BOOTSTRAP = {"resamples": 40, "level": 0.8, "seed": 3}


def by_the_loop(confidences: Tensor, right: Tensor, *, method="percentile", groups=None, **how):
    """Each resample as samples of its own."""

    def score(c: Tensor, r: Tensor) -> Tensor:
        return expected_calibration_error(reliability_of(c, r, **how))

    return bootstrap_interval(score, confidences, right, method=method, groups=groups, **BOOTSTRAP)


def same(ours, theirs) -> None:
    assert [float(end) for end in ours] == pytest.approx([float(end) for end in theirs], abs=1e-12)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=2, max_size=25),
    st.sampled_from([1, 4, 15]),
    st.sampled_from(["width", "mass"]),
    st.sampled_from(["percentile", "basic"]),
    st.sampled_from([torch.float64, torch.float32, torch.bfloat16]),
)
def test_equals_the_loop(samples: list, bins: int, scheme: str, method: str, dtype: torch.dtype) -> None:
    confidences = torch.tensor([twentieths / 20 for twentieths, _ in samples], dtype=dtype)  # ties, edges, 0 and 1
    right = torch.tensor([hit for _, hit in samples])
    ours = ece_interval(confidences, right, bins=bins, scheme=scheme, method=method, **BOOTSTRAP)
    same(ours, by_the_loop(confidences, right, bins=bins, scheme=scheme, method=method))


@pytest.mark.parametrize("scheme", ["width", "mass"])
def test_equals_the_loop_for_a_network(scheme: str) -> None:
    _, probabilities, labels = drawn(700, 6)
    confidences, right = top_label(probabilities, labels)
    for method in ("percentile", "basic"):
        ours = ece_interval(confidences, right, scheme=scheme, method=method, **BOOTSTRAP)
        same(ours, by_the_loop(confidences, right, scheme=scheme, method=method))
    edges = equal_mass(confidences, 7)
    same(ece_interval(confidences, right, edges=edges, **BOOTSTRAP), by_the_loop(confidences, right, edges=edges))


@pytest.mark.parametrize("scheme", ["width", "mass"])
@pytest.mark.parametrize("method", ["percentile", "basic"])
def test_groups_of_unequal_size_equal_the_loop(scheme: str, method: str) -> None:
    confidences = torch.rand(60, generator=generator(0))
    right = torch.rand(60, generator=generator(1)) < confidences
    groups = torch.randint(9, (60,), generator=generator(2)) ** 2
    ours = ece_interval(confidences, right, scheme=scheme, method=method, groups=groups, bins=5, **BOOTSTRAP)
    same(ours, by_the_loop(confidences, right, scheme=scheme, method=method, groups=groups, bins=5))


def test_any_shape_and_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    confidences = torch.rand(6, 5, generator=generator(0))
    right = torch.rand(6, 5, generator=generator(1)) < confidences
    whole = ece_interval(confidences, right, **BOOTSTRAP)
    assert whole == ece_interval(confidences.flatten(), right.flatten(), **BOOTSTRAP)
    monkeypatch.setattr("nls_tutorial.calibration.resampling._INDICES", 60)
    assert whole == ece_interval(confidences, right, **BOOTSTRAP)


def test_the_global_random_state_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    ece_interval(torch.rand(5, generator=generator(0)), torch.ones(5, dtype=torch.bool), resamples=3)
    assert torch.equal(before, torch.random.get_rng_state())


C, R = torch.tensor([0.5, 0.8, 0.9]), torch.tensor([True, False, True])


@pytest.mark.parametrize(
    ("confidences", "right", "options", "error", "message"),
    [
        (C[:1], R[:1], {}, ValueError, "confidences must hold at least two samples, but got 1"),
        (C, R[:2], {}, TypeError, r"right must be a bool tensor of shape \(3,\)"),
        (2 * C, R, {}, ValueError, r"confidences must lie in \[0, 1\]"),
        (C, R, {"bins": 0}, ValueError, "bins must be at least 1, but got 0"),
        (C, R, {"scheme": "equal"}, ValueError, "scheme must be one of 'width', 'mass', but got 'equal'"),
        (C, R, {"edges": [0.0, 0.5]}, ValueError, "edges must begin with 0 and end with 1"),
        (C, R, {"resamples": 1}, ValueError, "resamples must be at least 2, but got 1"),
        (C, R, {"level": 1.0}, ValueError, "level must lie between 0 and 1"),
        (C, R, {"method": "bca"}, ValueError, "method must be one of 'percentile', 'basic'"),
        (C, R, {"groups": torch.tensor([1, 1, 1])}, ValueError, "groups must be at least two, but got 1"),
    ],
)
def test_refusals(confidences: Tensor, right: Tensor, options: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        ece_interval(confidences, right, **options)
