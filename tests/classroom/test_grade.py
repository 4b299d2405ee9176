"""Marks that come out right, and what a hostile student can cost: that mark, and nobody else anything."""

import os
import sys
import time
from pathlib import Path

import pytest
from classroom_answers import Settings
from classroom_grade import grade
from classroom_marks import Mark
from spec.hand_ins import hand_in, notebook, whole_class
from spec.hostile_hand_ins import HOSTILE, RIGHT, by_file, by_form

from nls_tutorial.exercises import exercise_ids
from notebooks import LessonError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are Linux's"),
]


@pytest.fixture(scope="module")
def precious(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("precious") / "thesis.txt"
    file.write_text("four years")
    file.chmod(0o666)
    for folder in file.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o011)  # open to all, so that only the walls keep it
    return file


@pytest.fixture(scope="module")
def marks(
    tmp_path_factory: pytest.TempPathFactory, precious: Path, expected: dict[tuple[str, str], str]
) -> dict[tuple[str, str], Mark]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (cell, _, _) in HOSTILE.items():
        notebook(
            folder / name / "02_soften_a_label.ipynb", cell.replace("PRECIOUS", repr(str(precious))), RIGHT["02.2"]
        )
    hand_in(folder / "ada", ["02"], dict.fromkeys(exercise_ids("02"), "right"))
    by_file(folder)
    by_form(folder)
    expected.update(whole_class(folder, ["06", "17"], 4))
    try:
        found = grade(folder, [], Settings(seconds=1, slots=4, hint_cost=0.25, solution_cost=1.0), lambda *_: None)
    except LessonError as trouble:
        if str(trouble).startswith("Nothing keeps"):
            pytest.skip(str(trouble))
        raise
    return {(one.student, one.exercise): one for one in found}


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str], str]:
    return {}


@pytest.mark.parametrize(
    "name",
    [
        "uses other cells",
        "deletes the marker",
        "runs magics",
        "tries below",
        "checks below",
        "kept a script",
        "handed in twice",
    ],
)
def test_it_is_taken_as_it_was_meant(marks: dict[tuple[str, str], Mark], name: str) -> None:
    assert [marks[name, one].state for one in RIGHT] == ["right", "right"]
    told = (
        "02_soften_a_label.ipynb was marked, and not 02_soften_a_label-Copy1.ipynb" if name == "handed in twice" else ""
    )
    assert marks[name, "02.1"].told == told


@pytest.mark.parametrize("number", [0, 1])
def test_what_another_cell_does_costs_an_answer_nothing(marks: dict[tuple[str, str], Mark], number: int) -> None:
    one, other = (marks[f"fails elsewhere {number}", name] for name in RIGHT)
    assert (one.state, one.mark) == ("right", 1.0)
    assert other.state in ("stopped", "wrong")


def test_help_costs_what_the_teacher_says(marks: dict[tuple[str, str], Mark]) -> None:
    one, other = (marks["asks for help", name] for name in RIGHT)
    assert (one.state, one.hints, one.solution_read, one.mark) == ("right", 2, False, 0.5)
    assert (other.state, other.hints, other.solution_read, other.mark) == ("right", 0, True, 0.0)


def test_known_answers_have_the_marks_that_they_deserve(
    marks: dict[tuple[str, str], Mark], expected: dict[tuple[str, str], str]
) -> None:
    assert {key: marks[key].state for key in expected} == expected
    assert {"right", "wrong", "empty", "missing"} == set(expected.values())


@pytest.mark.parametrize("name", HOSTILE)
def test_it_costs_the_student_that_mark_and_no_other(marks: dict[tuple[str, str], Mark], name: str) -> None:
    _, state, told = HOSTILE[name]
    one, next_one = marks[name, "02.1"], marks[name, "02.2"]
    assert one.state in state.split(), one
    assert one.mark == float(one.state == "right")
    assert told in one.told
    assert (next_one.state, next_one.mark) == ("right", 1.0), next_one


def test_it_costs_nobody_else_anything(marks: dict[tuple[str, str], Mark], precious: Path) -> None:
    for name in exercise_ids("02"):
        assert (marks["ada", name].state, marks["ada", name].told) == ("right", "")
    assert precious.read_text() == "four years"
    assert precious.stat().st_mode & 0o777 == 0o666
    assert marks["=HYPERLINK(1)", "02.1"].state == "right"


@pytest.mark.parametrize("name", ["picture", "nothing", "list", "pit", "cells of nothing"])
def test_a_notebook_that_is_none_is_told(marks: dict[tuple[str, str], Mark], name: str) -> None:
    one = marks[f"hands in {'a ' if name in ('picture', 'list', 'pit') else ''}{name}", "02.1"]
    assert (one.state, one.mark) == ("unreadable", 0.0)
    assert one.says.startswith("02_soften_a_label.ipynb is no notebook")


@pytest.mark.parametrize("name", ["link", "pipe"])
def test_only_files_count_as_handed_in(marks: dict[tuple[str, str], Mark], name: str) -> None:
    assert marks[f"hands in a {name}", "02.1"].state == "missing"


def test_nothing_is_left_running(marks: dict[tuple[str, str], Mark]) -> None:
    assert marks
    late = time.monotonic() + 300  # another process of this suite may be marking, too
    while left := [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit() and _is_answer(entry)]:
        assert time.monotonic() < late, left
        time.sleep(0.2)


def _is_answer(process: Path) -> bool:
    try:
        return 60600 <= process.stat().st_uid < 61184 and os.geteuid() == 0
    except OSError:
        return False
