"""Cells in several processes: the same numbers, and a killed process loses nothing."""

import random

import pytest
from spec.kill_study import disturb, numbers, study
from spec.tiny_study import BOOM, tiny

from nls_tutorial.studies import CellsFailed, Store, run_study
from nls_tutorial.studies import processes as module

pytestmark = pytest.mark.slow


def test_the_same_numbers_as_here(tmp_path) -> None:
    assert numbers(run_study(tiny(), store=tmp_path, where="processes:2")) == numbers(run_study(tiny()))


def test_a_failing_cell_is_told_from_its_process(tmp_path) -> None:
    with pytest.raises(CellsFailed, match=r"(?s)2 cells failed; the others are finished.*ZeroDivisionError: seed 0"):
        run_study(BOOM, store=tmp_path, where="processes:2")
    assert len(Store(tmp_path).finished(BOOM, BOOM.cells())) == 2


def test_killed_workers_and_mains_lose_nothing(tmp_path) -> None:
    done = disturb(tmp_path, "processes:2", 3, random.Random(0))
    assert sum(done.values()) == 3
    assert numbers(run_study(study(), store=tmp_path)) == numbers(run_study(study()))


def test_a_process_that_always_dies_is_given_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "TRIES", 1)
    monkeypatch.setattr(module.Worker, "take", _dies(module.Worker.take))
    with pytest.raises(CellsFailed, match=r"Its process was killed 1 times\. Its checkpoints are kept"):
        run_study(BOOM, arms=["good"], seeds=[0], store=tmp_path, where="processes:1")


def _dies(take):
    def taken(worker):
        key, _ = take(worker)
        worker.process.kill()
        return key, None

    return taken
