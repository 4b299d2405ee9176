"""Which picture comes when: each once an epoch, in one of the processes, from wherever a run goes on."""

import pytest

from nls_tutorial.training import stream_batches
from nls_tutorial.training.stream_batches import EpochBatches, InOrder


def as_process(monkeypatch: pytest.MonkeyPatch, number: int, of: int) -> None:
    monkeypatch.setattr(stream_batches, "rank", lambda: number)
    monkeypatch.setattr(stream_batches, "world", lambda: of)


def test_each_picture_comes_once_an_epoch_in_an_order_of_its_own() -> None:
    batches = EpochBatches(10, 4, seed=0)
    first = list(batches)
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(first[0] + first[1] + first[2]) == [(0, k) for k in range(10)]
    assert list(batches) == first
    batches.begin(1)
    assert sorted(key for batch in batches for key in batch) == [(1, k) for k in range(10)]
    assert [k for _, k in next(iter(batches))] != [k for _, k in first[0]]
    assert list(EpochBatches(10, 4, seed=1)) != first
    batches.begin(0, first=2)
    assert list(batches) == first[2:]
    assert (len(batches), batches.size_of(2)) == (1, 2)


def test_processes_share_what_one_would_take(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(EpochBatches(11, 4, seed=0))
    parts = []
    for number in (0, 1):
        as_process(monkeypatch, number, 2)
        parts.append(list(EpochBatches(11, 4, seed=0)))
    # the last batch has three: too few for two processes with batch norm
    assert [len(batch) for batch in parts[0]] == [2, 2]
    for whole, one, other in zip(alone, *parts, strict=False):
        assert [whole[0::2], whole[1::2]] == [one, other]


def test_a_single_picture_at_the_end_is_left_out_unless_it_is_all() -> None:
    assert [len(batch) for batch in EpochBatches(9, 4, seed=0)] == [4, 4]
    assert [len(batch) for batch in EpochBatches(1, 4, seed=0)] == [1]


def test_what_is_looked_at_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(InOrder(5, 2)) == [[(-1, 0), (-1, 1)], [(-1, 2), (-1, 3)], [(-1, 4)]]
    as_process(monkeypatch, 1, 2)
    assert list(InOrder(5, 2)) == [[(-1, 1), (-1, 3)]]
    assert len(InOrder(5, 2)) == 1
