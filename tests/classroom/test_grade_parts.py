"""The parts of marking that run no student's code: files, values, rows, and what Canvas and Moodle make of them."""

import csv
import math
import re
import time
from pathlib import Path

import classroom_marks as marks
import grade_values
import numpy as np
import pandas as pd
import pytest
import torch
from classroom_answers import Settings, refuse_without_walls, server_settings
from classroom_handins import UnreadableError, cells_of, read
from classroom_judge import judged
from classroom_marks import Mark, Roster
from grade_look import bound, noticed, parts, wanted, without_magics
from grade_walls import without
from hypothesis import given, settings
from hypothesis import strategies as st
from project import ROOT

import classroom
from nls_tutorial.exercises.find import find
from notebooks import LessonError

KNOWN = {"01": "01_look_at_the_last_layer", "02": "02_soften_a_label"}


def a_mark(student: str, exercise: str, state: str, mark: float = 0.0, says: str = "") -> Mark:
    return Mark(student, exercise, "A title, with a comma", 1, state, 0, False, mark, 1.0, says, "", "a.ipynb")


MARKS = [
    a_mark("ada", "01.1", "right", 1.0), a_mark("ada", "01.2", "wrong", says="=1+1"),
    a_mark("ada", "02.1", "right", 0.75),
    a_mark("bob_b", "01.1", "missing"), a_mark("bob_b", "01.2", "missing"), a_mark("bob_b", "02.1", "empty"),
]  # fmt: skip
TITLES = {"01": "01 Look", "02": "02 Soften"}
CANVAS_EXPORT = """\
Student,ID,SIS User ID,SIS Login ID,Section,01 Look (4711),Final Score
    Points Possible,,,,,2,(read only)
"Lovelace, Ada",12,S12,ada,Course A,1,
"Babbage, Bob B",13,S13,bob@example.org,Course A,,
"""
MOODLE_EXPORT = """\
First name,Last name,ID number,Institution,Department,Email address,Quiz (Real)
Ada,Lovelace,S12,,,ada@example.org,-
Bob,B,S13,,,bob@example.org,-
"""


# ------------------------------------------------------------------------------------------------ rows


def test_pandas_reads_one_row_a_student_and_exercise(tmp_path: Path) -> None:
    frame = pd.read_csv(marks.write_plain(tmp_path / "m.csv", MARKS), dtype={"lesson": str, "exercise": str})
    assert tuple(frame.columns) == marks.PLAIN
    assert list(frame.student) == ["ada"] * 3 + ["bob_b"] * 3
    assert list(frame.mark) == [1.0, 0.0, 0.75, 0.0, 0.0, 0.0]
    assert frame.says[1] == "'=1+1"
    assert frame.title[0] == "A title, with a comma"


def test_canvas_finds_its_columns_its_points_and_its_assignment(tmp_path: Path) -> None:
    (tmp_path / "canvas.csv").write_text("\ufeff" + CANVAS_EXPORT, encoding="utf-8")
    roster = Roster.read(tmp_path / "canvas.csv")
    with open(marks.write_canvas(tmp_path / "m.csv", MARKS, TITLES, roster), encoding="utf-8", newline="") as file:
        head, points, *rows = csv.reader(file)
    # what Canvas's importer asks for: Student, ID, the two SIS columns, Section; then assignments, "title (number)"
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01 Look (4711)", "02 Soften"]
    assert points == ["    Points Possible", "", "", "", "", "2", "1"]
    assert rows[0] == ["Lovelace, Ada", "12", "S12", "ada", "Course A", "1", "0.75"]
    assert rows[1] == ["bob_b", "", "", "bob_b", "", "", "0"]


def test_moodle_finds_who_it_is_and_per_cent(tmp_path: Path) -> None:
    (tmp_path / "moodle.csv").write_text(MOODLE_EXPORT, encoding="utf-8")
    roster = Roster.read(tmp_path / "moodle.csv")
    frame = pd.read_csv(marks.write_moodle(tmp_path / "m.csv", MARKS, TITLES, roster), dtype=str)
    assert list(frame.columns) == [*marks.MOODLE, "01 Look", "01 Look (Feedback)", "02 Soften", "02 Soften (Feedback)"]
    assert list(frame["Email address"]) == ["ada@example.org", "bob@example.org"]
    assert list(frame["01 Look"]) == ["50", "-"]
    assert list(frame["02 Soften"]) == ["75", "0"]
    assert frame["01 Look (Feedback)"][0] == "01.1 right, 01.2 wrong"


@pytest.mark.parametrize("name", ["ada", "S12", "12", "Lovelace, Ada", "ada lovelace", "lovelace_ada", "Ada_Lovelace"])
def test_a_folder_may_be_named_as_the_student_is_known(tmp_path: Path, name: str) -> None:
    (tmp_path / "canvas.csv").write_text(CANVAS_EXPORT, encoding="utf-8")
    found = Roster.read(tmp_path / "canvas.csv").find(name)
    assert found is not None
    assert found["ID"] == "12"


def test_a_stranger_is_not_found_and_another_table_refused(tmp_path: Path) -> None:
    (tmp_path / "canvas.csv").write_text(CANVAS_EXPORT, encoding="utf-8")
    assert [Roster.read(tmp_path / "canvas.csv").find(name) for name in ("", "eve", "_")] == [None] * 3
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is no gradebook that Canvas or Moodle has exported"):
        Roster.read(tmp_path / "other.csv")


@settings(max_examples=25)
@given(st.text(max_size=450))
def test_no_text_becomes_a_formula_or_a_second_line(words: str) -> None:
    shown = marks.text(words)
    assert shown[:1] not in ("=", "+", "@")
    assert shown[:1] != "-" or shown == "-"
    assert not set(shown) & set("\r\n\t\0")
    assert len(shown) <= marks.LONGEST + 1


# ------------------------------------------------------------------------------------------------ values


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -7, 10**30, 0.1, math.inf, "text", [1, [2.5, "a"]], (1, 2), [], torch.eye(2),
     torch.tensor(3.0), torch.tensor([True, False]), torch.zeros(0, 3), torch.arange(3), np.ones((2, 1)),
     torch.ones(2, dtype=torch.bfloat16)],
)  # fmt: skip
def test_a_value_comes_back_as_it_was(value: object) -> None:
    back = grade_values.read(grade_values.written(value))
    assert type(back) is type(value)
    if isinstance(value, torch.Tensor):
        assert (back.dtype, back.shape) == (value.dtype, value.shape)
        assert torch.equal(back, value)
    else:
        assert np.array_equal(back, value) if isinstance(value, np.ndarray) else back == value


class Liar(float):
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_a_class_of_the_students_stays_behind() -> None:
    assert type(grade_values.read(grade_values.written(Liar(7)))) is float
    assert grade_values.read(grade_values.written(Liar(7))) != 8
    assert type(grade_values.read(grade_values.written(object()))).__name__ == "object"
    assert grade_values.read(grade_values.written(marks.text)).__name__ == "text"
    assert grade_values.read(grade_values.written(torch.ones(2, dtype=torch.complex64))).shape == (2,)


DEEP: list = ["none"]
for _ in range(grade_values.DEEPEST + 1):
    DEEP = ["list", [DEEP]]


@pytest.mark.parametrize(
    "told",
    [1, [], "x", ["other"], ["bool", 1], ["int", "z"], ["tensor", "float32", [2], ""], ["tensor", "object", [0], ""],
     ["tensor", "float32", [10**6, 10**6], "AAAA"], ["tensor", "float32", [-1], ""], ["tensor?", [10**12] * 3],
     ["array", "object", [1], ""], ["list", "abc"], ["tensor", "float32", [1.0], "AAAAAA=="], {"a": 1},
     DEEP],
)  # fmt: skip
def test_nothing_else_is_read(told: object) -> None:
    with pytest.raises(grade_values.GarbledError):
        grade_values.read(told)


# ------------------------------------------------------------------------------------------------ ends


def end(heard: str, why: str = "", status: int = 0) -> dict[str, object]:
    return {"job": 0, "heard": heard, "why": why, "status": status, "seconds": 0.1}


@pytest.mark.parametrize(
    ("told", "state", "says"),
    [
        (end("", status=-9), "stopped", "it was ended: more than 5 s of computing, or more memory than 1024 MB"),
        (end("", status=3), "stopped", "it ended its process"),
        (end("", "time"), "stopped", "it had not ended after 20 s"),
        (end('R {"value": ["none"]}\n' * 2), "tampered", "it gave two results"),
        (end("R [1]\n"), "tampered", "its result cannot be read"),
        (end("R {}\n" * 10**5), "tampered", "it gave two results"),
        (
            end('R {"outcomes": [' + ", ".join(['[null, "a\\u0000b", "t"]'] * len(find("02.1").cases)) + "]}\n"),
            "tampered",
            "its result cannot be read: type name must not contain null characters",
        ),
        (end("R {}\n"), "tampered", "its result cannot be read: not one outcome for each input"),
        (end("R " + "[" * 10**5 + "\n"), "tampered", "its result cannot be read"),
        (end('R {"outcomes": []}\n'), "tampered", "its result cannot be read: not one outcome for each input"),
        (end('R {"value": ["none"]}\n'), "empty", "Not answered yet: replace the ... and run the cell again."),
        (end('R {"value": ["none"], "trouble": "the cell stopped"}\n'), "wrong", "the cell stopped"),
        (end('N "uses open"\nR {"unfit": "it should take (a)."}\n'), "wrong", "it should take (a)."),
    ],
)
def test_each_end_is_judged(told: dict[str, object], state: str, says: str) -> None:
    found = judged("02.1", told, Settings())
    assert (found.state, found.says) == (state, says)
    assert ("forges a result" in found.told) == (state == "tampered")


def test_help_costs_its_share_and_never_more_than_all() -> None:
    chosen = Settings(hint_cost=0.25, solution_cost=0.5)
    assert [chosen.kept(hints, False) for hints in range(4)] == [1.0, 0.75, 0.5, 0.25]
    assert chosen.kept(3, True) == 0.0
    assert Settings().kept(3, True) == 1.0
    assert [Settings(by_stars=stars).out_of(3) for stars in (False, True)] == [1.0, 3.0]


def test_without_walls_nothing_begins() -> None:
    whole = '{"walls": ["processes", "network", "signals", "files", "solutions"], "accounts": false}'
    refuse_without_walls(whole, Settings())
    holed = '{"walls": ["processes", "network", "signals"], "accounts": true}'
    with pytest.raises(LessonError, match="Nothing keeps students' code from your files, reading the solutions"):
        refuse_without_walls(holed, Settings())
    refuse_without_walls(holed, Settings(anyway=True))
    with pytest.raises(LessonError, match="did not start"):
        refuse_without_walls("", Settings(anyway=True))


def test_the_page_names_options_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        classroom.main(["--help"])
    there = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    page = (ROOT / "docs" / "pages" / "marks.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"(git archive|docker run)[^`]*?nls_marks", "", page)))
    assert named >= {"--roster", "--into", "--hint-cost", "--by-stars", "--seconds", "--anyway"}
    assert named - {"--group", "--tag", "--file"} <= there
    assert (ROOT / "classroom" / "marks.Dockerfile").is_file()


@pytest.mark.parametrize("words", ["grade", "grade nowhere", "grade . --hint-cost 2", "grade . --seconds 0"])
def test_a_wish_that_cannot_be_is_refused_in_a_sentence(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert classroom.main(words.split()) == 1
    assert capsys.readouterr().err.strip().endswith((".", "[NAME ...]"))


# ------------------------------------------------------------------------------------------------ files and cells


def test_cells_of_a_script_begin_with_their_marks(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        'import math\n\n# %% [markdown]\n# words\n\n# %% tags=["exercise"]\n# exercise 02.1\nx = 1\n# %%\ny = 2\n'
    )
    cells, prose = cells_of(file)
    assert [cell.strip() for cell in cells] == ["import math", "# exercise 02.1\nx = 1", "y = 2"]
    assert "words" in prose
    file.write_text("import math\n# exercise 02.1\nx = 1\n# exercise 02.2\ny = 2\n")
    assert cells_of(file)[0] == ["import math\n", "# exercise 02.1\nx = 1\n", "# exercise 02.2\ny = 2\n"]


def test_hints_are_read_from_what_was_kept_and_from_the_saved_page(tmp_path: Path) -> None:
    (tmp_path / "progress.jsonl").write_text(
        '{"exercise": "02.1", "event": "hint 2", "at": "2026-11-27T18:05:00+01:00"}\nnonsense\n'
        '{"exercise": "02.1", "event": "solved", "at": "2026-11-27T18:05:00+01:00"}\n'
    )
    (tmp_path / "progress.html").write_text(
        '<tr><th scope="row">02.2</th><td>T</td><td class="right">★</td><td>✓</td><td>2 hints, the solution</td></tr>\n'
        '<tr><th scope="row">02.3</th><td>3 hints</td><td class="right">★</td><td>✓</td><td>–</td></tr>'
    )
    found = read(tmp_path, KNOWN)
    assert found.help["02.1"] == {"hint 2"}
    assert found.help["02.2"] == {"hint 1", "hint 2", "solution"}


def test_a_page_made_to_keep_the_teacher_waiting_does_not(tmp_path: Path) -> None:
    (tmp_path / "progress.html").write_text('<th scope="row">02.1</th>' * 40_000 + "<th" * 10_000)
    started = time.process_time()
    read(tmp_path, KNOWN)
    assert time.process_time() - started < 10


def test_a_copy_of_the_course_hides_its_solutions_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "nls_tutorial" / "lessons" / "l02_soften_a_label"
    room.mkdir(parents=True)
    (room / "exercises.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    hidden = server_settings(Settings(), ["02"])["hidden"]
    assert {str(room / "exercises.py"), str(ROOT / "nls_tutorial/lessons/l02_soften_a_label/exercises.py")} <= set(
        hidden
    )


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "02.ipynb", "wb") as file:
        file.truncate(33 << 20)
    with pytest.raises(UnreadableError, match="larger than 32 MB"):
        cells_of(tmp_path / "02.ipynb")
    (tmp_path / "02.py").write_text("# %%\n" + "x = 1\n" * 200_000)
    with pytest.raises(UnreadableError, match="more than 1 MB of code"):
        cells_of(tmp_path / "02.py")


def test_magics_go_and_lines_stay() -> None:
    assert without_magics("%%time\nx = 1\n!ls\nprint?\n# is it?\ny = x % 2") == "\nx = 1\n\n\n# is it?\ny = x % 2"
    assert without_magics("%%bash\nrm -rf x") == ""
    honest = "x = (7\n     % 2)\ny = 1  # right?"
    assert without_magics(honest) == honest


def test_of_other_cells_only_what_defines_is_run() -> None:
    cell = "import a\nfrom b import c\nK = 2 * 3\nx = train()\nprint(K)\ndef f(): pass\nanswer = work()\n"
    cell += "for i in y: pass\nz = 9 ** 9 ** 9"
    kept = [node.lineno for node in parts(cell, ["answer"])]
    assert kept == [1, 2, 3, 6, 7]


def test_of_definitions_only_those_are_run_that_the_answer_needs() -> None:
    among = list(parts("import a\nfrom b import c\nK = 2\ndef f(): return c(K)\nclass Evil: work()\ndef g(): return a"))
    assert {name for node in among for name in bound(node)} == {"a", "c", "K", "f", "Evil", "g"}
    assert wanted({"f"}, among) == {"f", "c", "K"}
    assert wanted(set(), among) == set()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("exercises.check = print", ["changes exercises.check"]),
        ("import torch as t\nt.exp = t.log", ["changes t.exp"]),
        ("setattr(exercises, 'check', print)", ["changes exercises.…"]),
        ("import sys\nsys.modules['torch'] = 1", ["changes sys.modules['torch']", "imports sys"]),
        ("exercises.show_solution('02.1')", ["reads the solutions (exercises.show_solution)"]),
        ("from nls_tutorial.exercises import solution", ["reads the solutions (nls_tutorial.exercises)"]),
        ("from nls_tutorial.exercises import ece_gallery", []),
        ("from nls_tutorial.lessons.l02 import exercises", ["reads the solutions (nls_tutorial.lessons.l02)"]),
        ("def f(x):\n    f.count = 1\n    x[0] = 2\n    return x.clone()", []),
    ],
)
def test_what_a_teacher_may_want_to_look_at_is_told(text: str, told: list[str]) -> None:
    assert noticed(text, ["t"] if "as t" in text else []) == told


def test_what_is_hidden_is_left_out_and_the_rest_given(tmp_path: Path) -> None:
    for name in ("a/one", "a/two", "b/three"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = {str(path.relative_to(tmp_path)) for path in without(tmp_path, {tmp_path / "a" / "one"})}
    assert found == {"a/two", "b"}
    assert list(without(tmp_path, {tmp_path})) == []
