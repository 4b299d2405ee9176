"""Mixed and uniform rows against loops, their limits, and what is refused."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import refused

from nls_tutorial.targets import mix_targets, one_hot, smooth_uniform, uniform, uniform_where

MAKE = "Make them with nls_tutorial.targets, for example one_hot(labels, classes)."


def rows(batch: int, classes: int, seed: int) -> torch.Tensor:
    return torch.rand(batch, classes, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).softmax(1)


@given(st.lists(st.floats(0, 1), max_size=5), st.integers(2, 6))
def test_mixing_equals_the_loop(shares, classes) -> None:
    first, second = rows(len(shares), classes, 0), rows(len(shares), classes, 1)
    mixed = mix_targets(first, second, torch.tensor(shares, dtype=torch.float64))
    for i, share in enumerate(shares):
        for k in range(classes):
            expected = share * float(first[i, k]) + (1 - share) * float(second[i, k])
            assert abs(float(mixed[i, k]) - expected) < 1e-15
    torch.testing.assert_close(mixed.sum(1), torch.ones(len(shares), dtype=torch.float64))


def test_mixing_by_hand_and_limits() -> None:
    first, second = one_hot(torch.tensor([0, 1]), 2), one_hot(torch.tensor([1, 1]), 2)
    assert mix_targets(first, second, 0.25).tolist() == [[0.25, 0.75], [0, 1]]
    assert torch.equal(mix_targets(first, second, 1.0), first)
    assert torch.equal(mix_targets(first, second, torch.tensor([0.0, 0.0])), second)
    assert mix_targets(first, second, torch.tensor([0.5, 0.5], dtype=torch.float64)).dtype == torch.float32


@given(st.lists(st.booleans(), max_size=6), st.integers(2, 6))
def test_context_rows_become_uniform_and_no_others(context, classes) -> None:
    targets = rows(len(context), classes, 2)
    found = uniform_where(targets, torch.tensor(context, dtype=torch.bool))
    for i, gone in enumerate(context):
        expected = uniform(1, classes, dtype=torch.float64)[0] if gone else targets[i]
        assert torch.equal(found[i], expected)


def test_refusals() -> None:
    good = smooth_uniform(torch.tensor([0, 1]), 3, 0.3)
    with refused(
        ValueError, "second must have the shape of first, (2, 3), but got (1, 3). Mix targets of the same classes."
    ):
        mix_targets(good, good[:1], 0.5)
    with refused(ValueError, "share must lie in [0, 1], but got 1.2. Give a share between nothing (0) and all (1)."):
        mix_targets(good, good, 1.2)
    with refused(ValueError, f"first must have shape (B, K), but got (3,). {MAKE}"):
        mix_targets(good[0], good[0], 0.5)
    with refused(
        ValueError,
        "second must sum to 1 over the classes, but got a row that is off by 1. "
        "Divide by the sum, or pass probabilities and not logits.",
    ):
        mix_targets(good, 2 * good, 0.5)
    with refused(TypeError, "targets must hold floating-point numbers, but got torch.int64. Convert it with .float()."):
        uniform_where(torch.tensor([[1, 0]]), torch.tensor([True]))
    with refused(TypeError, "context_only must be a bool tensor, but got torch.int64. Say True or False of each."):
        uniform_where(good, torch.tensor([0, 1]))
    with refused(TypeError, "context_only must be a bool tensor, but got list. Say True or False of each."):
        uniform_where(good, [True, False])
    with refused(
        ValueError,
        "context_only must have shape (2,) to fit targets (2, 3), but got (1,). Say True or False of each sample.",
    ):
        uniform_where(good, torch.tensor([True]))
