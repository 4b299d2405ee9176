"""No group stands on two sides, and the parts are alike where they can be."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nls_tutorial.data import grouped_indices


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=30, max_size=80), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_whole_groups_and_every_sample_once(rows: list[tuple[int, int]], seed: int) -> None:
    labels, groups = torch.tensor(rows).unbind(1)
    shares = {"train": 0.5, "calibration": 0.25, "test": 0.25}
    if len(groups.unique()) < 3:
        return
    parts = grouped_indices(labels, groups, shares, seed)
    assert torch.cat(list(parts.values())).sort().values.tolist() == list(range(len(rows)))
    own = [set(groups[part].tolist()) for part in parts.values()]
    assert all(own)
    assert sum(map(len, own)) == len(groups.unique())


def test_many_small_groups_come_out_alike() -> None:
    labels, groups = torch.arange(600) // 2 % 3, torch.arange(600) // 2
    parts = grouped_indices(labels, groups, {"train": 0.6, "test": 0.4}, 1)
    assert [labels[part].bincount().tolist() for part in parts.values()] == [[120] * 3, [80] * 3]
    assert grouped_indices(labels, groups, {"train": 0.6, "test": 0.4}, 1)["test"].equal(parts["test"])
    assert not grouped_indices(labels, groups, {"train": 0.6, "test": 0.4}, 2)["test"].equal(parts["test"])


def test_what_does_not_fit() -> None:
    labels = torch.zeros(4, dtype=torch.int64)
    with pytest.raises(ValueError, match="groups must be at least 2, one for each part, but got 1"):
        grouped_indices(labels, labels, {"train": 0.5, "test": 0.5})
    with pytest.raises(ValueError, match="shares must sum to 1"):
        grouped_indices(labels, torch.arange(4), {"train": 0.5, "test": 0.6})
    with pytest.raises(ValueError, match="groups must have shape"):
        grouped_indices(labels, torch.arange(3), {"train": 0.5, "test": 0.5})
