import warnings
from pathlib import Path

import pytest

from nls_tutorial import exercises, progress
from nls_tutorial.exercises import keep


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "new" / "progress.jsonl"
    monkeypatch.setenv("NLS_PROGRESS", str(path))
    return path


def right(label: int, classes: int) -> list[float]:
    return [1.0 if k == label else 0.0 for k in range(classes)]


def test_a_right_answer_is_kept_once_and_a_wrong_one_is_not(file: Path) -> None:
    exercises.check("00.1", lambda label, classes: label)
    exercises.check("00.1", ...)
    assert not file.exists()
    exercises.check("00.1", right)
    exercises.check("00.1", right)
    (kept,) = keep.events(file)
    assert (kept.exercise_id, kept.event) == ("00.1", "solved")
    assert kept.at.tzinfo is not None


def test_hints_and_the_solution_are_kept(file: Path) -> None:
    exercises.hint("00.1", 2)
    exercises.show_solution("00.2")
    assert [(one.exercise_id, one.event) for one in keep.events(file)] == [("00.1", "hint 2"), ("00.2", "solution")]


def test_off_keeps_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NLS_PROGRESS", " Off ")
    monkeypatch.chdir(tmp_path)
    assert exercises.check("00.1", right).passed
    assert progress.place() is None
    assert list(tmp_path.iterdir()) == []


def test_a_torn_line_costs_itself_only(file: Path) -> None:
    exercises.check("00.1", right)
    with open(file, "a") as torn:
        torn.write('{"exercise": "00.2", "ev')
    exercises.hint("02.1", 1)
    assert [one.exercise_id for one in keep.events(file)] == ["00.1", "02.1"]


@pytest.mark.parametrize(
    "line", ["[]", "7", '{"exercise": "00.1"}', '{"exercise": "00.1", "event": "bought", "at": "x"}', "\xff"]
)
def test_lines_that_make_no_sense_are_passed_over(file: Path, line: str) -> None:
    file.parent.mkdir()
    file.write_text(line + "\n", encoding="latin-1")
    assert list(keep.events(file)) == []
    assert exercises.progress().solved == 0


def test_a_disk_that_cannot_be_written_breaks_no_check_and_is_told_once(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    monkeypatch.setenv("NLS_PROGRESS", str(tmp_path / "taken" / "progress.jsonl"))
    with pytest.warns(UserWarning, match="cannot be kept .* The checks work all the same"):
        assert exercises.check("00.1", right).passed
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert exercises.check("00.1", right).passed
