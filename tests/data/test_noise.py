"""Labels that are wrong on purpose: how many, which, and how."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.data import noisy_labels


@given(st.integers(0, 80), st.integers(2, 12), st.floats(0, 1), st.integers(0, 999))
def test_exactly_so_many_are_wrong_and_all_are_classes(count, classes, share, seed) -> None:
    labels = torch.arange(count) % classes
    noisy = noisy_labels(labels, classes, share, seed=seed)
    wrong = sum(1 for before, after in zip(labels.tolist(), noisy.tolist(), strict=True) if before != after)
    assert wrong == round(share * count)
    assert noisy.dtype == torch.int64
    assert all(0 <= label < classes for label in noisy.tolist())


def test_two_classes_swap() -> None:
    labels = torch.tensor([0, 1, 1, 0])
    assert noisy_labels(labels, 2, 1).tolist() == [1, 0, 0, 1]


def test_the_given_labels_stay() -> None:
    labels = torch.zeros(10, dtype=torch.int64)
    noisy_labels(labels, 3, 0.5)
    assert labels.tolist() == [0] * 10


def test_seeded() -> None:
    labels = torch.arange(200) % 10
    first, again, other = (noisy_labels(labels, 10, 0.3, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_more_noise_keeps_the_wrong_labels_of_less() -> None:
    labels = torch.arange(200) % 10
    some, more = (noisy_labels(labels, 10, share, seed=5) for share in (0.1, 0.4))
    wrong = some != labels
    assert torch.equal(more[wrong], some[wrong])


def test_each_other_class_is_as_likely() -> None:
    noisy = noisy_labels(torch.full((9000,), 4), 10, 1.0, seed=0)
    counts = noisy.bincount(minlength=10).tolist()
    assert counts[4] == 0
    # 9 other classes of 1,000 expected; chi-squared with 8 degrees stays below 26.1 in 999 of 1,000 runs
    assert sum((count - 1000) ** 2 / 1000 for label, count in enumerate(counts) if label != 4) < 26.1


def test_each_sample_is_as_likely() -> None:
    labels = torch.zeros(20, dtype=torch.int64)
    times = sum(noisy_labels(labels, 2, 0.25, seed=seed) for seed in range(400))
    assert int(times.sum()) == 400 * 5
    # 100 expected for each; 8.7 is the standard deviation
    assert int(times.min()) > 60
    assert int(times.max()) < 140


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (torch.tensor([0, 1]), 2, 1.5),
            ValueError,
            r"share must lie in \[0, 1\], but got 1\.5\. Give the share of wrong",
        ),
        ((torch.tensor([0, 1]), 2, float("nan")), ValueError, r"share must lie in \[0, 1\], but got nan\."),
        ((torch.tensor([0, 2]), 2, 0.5), ValueError, r"labels must lie in 0 … 1, but got 2\."),
        ((torch.tensor([0.0]), 2, 0.5), TypeError, r"labels must be int64, but got torch\.float32\."),
        (
            (torch.tensor([[0]]), 2, 0.5),
            ValueError,
            r"labels must have shape \(N,\), but got \(1, 1\)\. Give one label",
        ),
        ((torch.tensor([0]), 1, 0.5), ValueError, r"classes must be at least 2, but got 1\."),
    ],
)
def test_refusals(arguments, error, message) -> None:
    with pytest.raises(error, match=message):
        noisy_labels(*arguments)
