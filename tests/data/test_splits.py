"""Parts that share nothing, and hold the classes evenly where asked."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import splits_spec as spec
from spec.later import later

from nls_tutorial.data import digits, disjoint_indices

model_selection = later("sklearn.model_selection")

CLASSES = [0] * 50 + [1] * 30 + [2] * 20


def lists(parts: dict[str, torch.Tensor]) -> list[list[int]]:
    return [part.tolist() for part in parts.values()]


@given(st.integers(0, 60), st.lists(st.integers(0, 20), min_size=1, max_size=4), st.integers(0, 99), st.booleans())
def test_parts_have_their_sizes_and_share_nothing(count, sizes, seed, stratify) -> None:
    sizes = {f"part {k}": min(size, count // len(sizes)) for k, size in enumerate(sizes)}
    labels = torch.arange(count) % 3 if stratify else None
    parts = disjoint_indices(count, sizes, seed, labels=labels)
    assert {name: len(part) for name, part in parts.items()} == sizes
    assert all(part.dtype == torch.int64 for part in parts.values())
    assert spec.shared(lists(parts)) == set()
    assert all(0 <= index < count for part in lists(parts) for index in part)


def test_all_can_be_asked_for() -> None:
    parts = disjoint_indices(7, {"a": 3, "b": 4}, 1)
    assert sorted(parts["a"].tolist() + parts["b"].tolist()) == list(range(7))


@pytest.mark.parametrize("labels", [None, torch.tensor(CLASSES)])
def test_seeded(labels) -> None:
    first, again, other = (disjoint_indices(100, {"a": 40, "b": 60}, seed, labels=labels) for seed in (4, 4, 5))
    assert lists(first) == lists(again)
    assert lists(first) != lists(other)
    assert set(first["a"].tolist()) != set(other["a"].tolist())


@pytest.mark.parametrize("labels", [None, torch.tensor(CLASSES)])
def test_a_smaller_last_part_is_the_beginning_of_a_larger_one(labels) -> None:
    small, large = (disjoint_indices(100, {"test": 20, "train": n}, 2, labels=labels) for n in (11, 80))
    assert torch.equal(small["test"], large["test"])
    assert torch.equal(small["train"], large["train"][:11])


def test_stratified_by_hand() -> None:
    # classes of 4 and 2: the row is 0 1 0 0 1 0, at 1/8 2/8 3/8 5/8 6/8 7/8
    labels = torch.tensor([1, 0, 0, 1, 0, 0])
    for seed in range(5):
        parts = disjoint_indices(6, {"first": 3, "second": 3}, seed, labels=labels)
        assert labels[parts["first"]].tolist() == [0, 1, 0]
        assert labels[parts["second"]].tolist() == [0, 1, 0]


def test_every_sample_of_a_class_can_be_in_every_part() -> None:
    labels = torch.tensor([0, 0, 0, 1, 1, 1])
    seen = {i for seed in range(40) for i in disjoint_indices(6, {"a": 2}, seed, labels=labels)["a"].tolist()}
    assert seen == set(range(6))


@given(st.integers(0, 999), st.integers(1, 99))
def test_a_stratified_part_has_the_shares_of_the_whole(seed, cut) -> None:
    labels = torch.tensor(CLASSES)
    parts = disjoint_indices(100, {"a": cut, "b": 100 - cut}, seed, labels=labels)
    assert all(spec.farthest_from_even(CLASSES, part) <= 1.5 for part in lists(parts))


def test_as_even_as_scikit_learn() -> None:
    labels = torch.tensor(CLASSES)
    taken = disjoint_indices(100, {"test": 30}, 0, labels=labels)["test"]
    (_, theirs), *_ = model_selection.StratifiedShuffleSplit(1, test_size=30, random_state=0).split(CLASSES, CLASSES)
    assert labels[taken].bincount().tolist() == labels[torch.from_numpy(theirs)].bincount().tolist() == [15, 9, 6]


def test_the_real_digits_share_no_picture() -> None:
    splits = digits(seed=3)
    pictures = [
        [tuple(image.flatten().tolist()) for image in part.images]
        for part in (splits.train, splits.calibration, splits.test)
    ]
    assert [len(part) for part in pictures] == [797, 400, 600]
    assert spec.shared(pictures) == set()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (10, {"train": 6, "test": 5}),
            ValueError,
            r"train \+ test must not ask for more than the 10 samples there are, but got 6 \+ 5 = 11\. Lower one of",
        ),
        ((10, {"train": -1}), ValueError, r"train must be at least 0, but got -1\. Say how many samples this part"),
        ((10, {"train": True}), TypeError, r"train must be a whole number, but got True \(bool\)\. Say how many"),
        ((-1, {}), ValueError, r"count must be at least 0, but got -1\. Count the samples\."),
        ((10, {"train": 1}, -1), ValueError, r"seed must be at least 0, but got -1\."),
    ],
)
def test_refusals(arguments, error, message) -> None:
    with pytest.raises(error, match=message):
        disjoint_indices(*arguments)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (torch.zeros(4), TypeError, r"labels must be int64, but got torch\.float32\. Convert it with \.long\(\)\."),
        (torch.zeros(3).long(), ValueError, r"labels must have shape \(4,\), but got \(3,\)\. Give one label for each"),
    ],
)
def test_labels_that_do_not_fit(labels, error, message) -> None:
    with pytest.raises(error, match=message):
        disjoint_indices(4, {"train": 2}, labels=labels)
