"""The runner: takes what is there, runs what is missing, tells what failed at the end."""

import numpy as np
import pytest
import torch
from spec.kill_study import numbers
from spec.tiny_study import BATCHES, BOOM, tiny

from nls_tutorial.records import Score
from nls_tutorial.studies import CellsFailed, Store, Study, cell_checkpoint, collect_study, run_study


def test_a_second_run_computes_nothing_and_gives_the_same(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(BATCHES, str(tmp_path / "batches"))
    first = run_study(tiny(), store=tmp_path / "store")
    did = (tmp_path / "batches").stat().st_size
    assert did >= 4 * 6
    again = run_study(tiny(), store=tmp_path / "store")
    assert (tmp_path / "batches").stat().st_size == did
    assert numbers(again) == numbers(first) == numbers(run_study(tiny()))
    manifest = first.cells["ε = 0.0", 0].manifest
    assert {"versions", "device", "seconds", "date", "command"} <= set(manifest)


def test_only_what_is_missing_is_computed(tmp_path) -> None:
    store = Store(tmp_path)
    run_study(tiny(), store=store, arms=["ε = 0.1"], seeds=[1])
    before = store.path(tiny(), "ε = 0.1", 1).stat().st_mtime_ns
    results = run_study(tiny(), store=store)
    assert results.missing == ()
    assert store.path(tiny(), "ε = 0.1", 1).stat().st_mtime_ns == before


@pytest.mark.slow
def test_other_settings_are_other_cells(tmp_path) -> None:
    # the hole of old: a store that holds another setting must not answer for this one
    short, long = tiny(epochs=2), tiny(epochs=6)
    run_study(short, store=tmp_path)
    results = run_study(long, store=tmp_path)
    assert results.scores("ε = 0.0", "loss").shape == (2, 6)
    assert numbers(results) == numbers(run_study(long))
    assert results.settings["epochs"] == 6


def test_a_failing_cell_is_told_at_the_end_and_stops_nothing(tmp_path) -> None:
    with pytest.raises(CellsFailed) as caught:
        run_study(BOOM, store=tmp_path)
    told = str(caught.value)
    assert told.startswith("2 cells failed; the others are finished.")
    assert "--- bad, seed 1" in told
    assert "ZeroDivisionError: seed 1 cannot be" in told
    assert "Traceback" in told
    assert caught.value.results.scores("good", "number").tolist() == [0, 1]
    assert set(caught.value.failed) == {("bad", 0), ("bad", 1)}
    assert set(Store(tmp_path).finished(BOOM, BOOM.cells())) == {("good", 0), ("good", 1)}


def test_the_parts_of_a_job_array_are_the_whole(tmp_path) -> None:
    study = tiny(arms=3)
    parts = [run_study(study, store=tmp_path, part=(number, 4)) for number in (1, 2, 3, 4)]
    counts = [len(part.cells) for part in parts]
    assert counts == [2, 4, 5, 6]
    assert collect_study(study, tmp_path).missing == ()
    for part in ((0, 4), (5, 4), (1, 0)):
        with pytest.raises(ValueError, match="cells must be I/N with I from 1 to N"):
            run_study(study, store=tmp_path, part=part)
    with pytest.raises(ValueError, match="part must leave a cell to compute"):
        run_study(BOOM, arms=["good"], part=(3, 9))


def test_a_stopped_cell_goes_on_from_its_checkpoint(tmp_path, monkeypatch) -> None:
    quiet = run_study(tiny(), arms=["ε = 0.1"], seeds=[0])
    monkeypatch.setenv(BATCHES, str(tmp_path / "batches"))
    run_study(tiny(), store=tmp_path / "whole", arms=["ε = 0.1"], seeds=[0])
    whole = (tmp_path / "batches").stat().st_size

    class Stop(BaseException):
        """As Ctrl-C would."""

    def stop(*_: object, **__: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr("spec.tiny_study.collect", stop)  # after training, before scoring
        with pytest.raises(Stop):
            run_study(tiny(), store=tmp_path / "store", arms=["ε = 0.1"], seeds=[0])
    (tmp_path / "batches").unlink()
    results = run_study(tiny(), store=tmp_path / "store", arms=["ε = 0.1"], seeds=[0])
    assert numbers(results) == numbers(quiet)
    again = (tmp_path / "batches").stat().st_size if (tmp_path / "batches").exists() else 0
    assert again < whole - 3, "trained again"
    assert not list((tmp_path / "store").rglob("*.pt")), "checkpoints of finished cells go"


def test_threads_outside_are_left_as_they_were_and_inside_are_the_studys() -> None:
    seen = []

    def own(arm, *, seed, device):
        seen.append(torch.get_num_threads())
        return {"x": 1.0}, {}

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        run_study(Study("own", "", {"a": 1}, own, {"x": Score()}, seeds=1))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert seen == [1]
    assert cell_checkpoint() is None


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({"x": 1.0}, "must return the scores x, y"),
        ({"x": 1.0, "y": [1.0]}, r"score 'y' must have shape \(2,\), but got \(1,\)"),
        ({"x": float("inf"), "y": [1.0, 2.0]}, "score 'x' must be finite"),
    ],
)
def test_scores_that_do_not_fit_are_told(scores: dict, message: str) -> None:
    def own(arm, *, seed, device):
        return scores, {}

    study = Study("own", "", {"a": 1}, own, {"x": Score(), "y": Score(axes=("side",))}, axes={"side": (0, 1)}, seeds=1)
    with pytest.raises(CellsFailed, match=message):
        run_study(study)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("cloud", "where must be here, processes:N, dask or dask:ADDRESS, but got 'cloud'"),
        ("processes", "where must say how many processes"),
        ("processes:0", "where must say how many processes"),
        ("dask:", "where must be here"),
    ],
)
def test_places_that_are_not_there(where: str, message: str, tmp_path) -> None:
    with pytest.raises(ValueError, match=message):
        run_study(tiny(), store=tmp_path, where=where)


def test_other_processes_need_a_store_and_a_function_that_they_find(tmp_path) -> None:
    with pytest.raises(ValueError, match="store must be given for processes"):
        run_study(tiny(), where="processes:2")

    def own(arm, *, seed, device):
        return {"x": 1.0}, {}

    study = Study("own", "", {"a": 1}, own, {"x": Score()}, seeds=1)
    with pytest.raises(TypeError, match="compute must be a function of a module"):
        run_study(study, where="processes:2", store=tmp_path)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_said_before_anything_runs(tmp_path) -> None:
    for where in ("here", "processes:2"):
        with pytest.raises(ValueError, match=r"device must be on this machine, but got 'cuda' .* no CUDA GPU"):
            run_study(tiny(), store=tmp_path, device="cuda", where=where)
    assert not list(tmp_path.iterdir())


def test_a_study_in_memory_may_hold_what_cannot_be_told() -> None:
    def own(arm, *, seed, device, rule):
        return {"x": rule(arm + seed)}, {}

    study = Study("own", "", {"a": 1}, own, {"x": Score("")}, {"rule": lambda x: 2 * x}, seeds=2)
    results = run_study(study)
    np.testing.assert_array_equal(results.scores("a", "x"), [2.0, 4.0])
    assert "lambda" in results.settings["rule"]
