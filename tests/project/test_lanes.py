"""Which run uses every core, and which tests are fast."""

from pathlib import Path
from types import SimpleNamespace

import lanes
import pytest
from spec.later import later

ROOT = lanes.TESTS.parent


@pytest.fixture
def main_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def config(*args: str, cwd: Path = ROOT, **options: object) -> SimpleNamespace:
    option = SimpleNamespace(**{"numprocesses": None, "collectonly": False, "usepdb": False, **options})
    return SimpleNamespace(option=option, args=list(args), invocation_params=SimpleNamespace(dir=cwd))


@pytest.mark.parametrize("args", [["tests"], [str(lanes.TESTS)], ["."], ["tests", "tests/losses"]])
def test_the_whole_suite_uses_every_core(args: list[str], main_process: None) -> None:
    assert lanes.is_wide(config(*args))


@pytest.mark.parametrize("args", [["tests/losses"], ["tests/losses/test_soft.py::test_x"], ["tools"]])
def test_a_part_by_name_stays_in_one_process(args: list[str], main_process: None) -> None:
    assert not lanes.is_wide(config(*args))


@pytest.mark.parametrize("options", [{"numprocesses": 0}, {"numprocesses": 3}, {"collectonly": True}, {"usepdb": True}])
def test_what_was_asked_for_is_kept(options: dict[str, object], main_process: None) -> None:
    assert not lanes.is_wide(config("tests", **options))


def test_without_xdist_there_is_one_process(main_process: None) -> None:
    without = config("tests")
    del without.option.numprocesses
    assert not lanes.is_wide(without)


def test_a_process_of_such_a_run_starts_no_more(monkeypatch: pytest.MonkeyPatch, main_process: None) -> None:
    worker = config("tests")
    worker.workerinput = {}
    assert not lanes.is_wide(worker)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert not lanes.is_wide(config("tests"))


def test_this_test_is_fast(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("fast")


@pytest.mark.slow
def test_this_test_is_not(request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("fast")


def report(nodeid: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("", 0, ""), {}, "passed", None, "call", duration=seconds)


def test_a_long_run_says_what_took_its_time() -> None:
    told = list(lanes.spent({"passed": [report("tests/a/test_x.py::t", 40), report("tests/b/test_y.py::t", 50)]}))
    assert [line.split() for line in told[1:]] == [["50", "tests/b", "(1", "tests)"], ["40", "tests/a", "(1", "tests)"]]
    assert list(lanes.spent({"passed": [report("tests/a/test_x.py::t", 4)]})) == []


def test_a_witness_is_imported_at_its_first_use_and_not_by_pytests_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []
    monkeypatch.setattr("spec.later.import_module", lambda name: imported.append(name) or SimpleNamespace(answer=42))
    witness = later("witness")
    assert not hasattr(witness, "_mock_name")
    assert not hasattr(witness, "__wrapped__")
    assert not imported
    assert witness.answer == 42
    assert imported == ["witness"]
