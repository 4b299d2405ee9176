"""The class's own curve: sums over five or more, the most misleading question first, and nothing of one student."""

from pathlib import Path

import pytest
from classroom_curve import by_student, curve, hardest
from progress.test_guesses import guess

import classroom
from nls_tutorial import progress


def hand_in(folder: Path, name: str, *found: progress.Guess) -> None:
    for one in found:
        progress.append(folder / name / "progress.jsonl", one.line())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for at in range(6):
        misled = guess("05.1", 0.95, correct=False)
        known = guess("02.1", 0.5 + 0.05 * at, correct=True)
        hand_in(tmp_path, f"student-{at}", misled, known, *([guess("07.3", 0.6)] if at < 4 else []))
    return tmp_path


def test_the_question_that_misled_most_comes_first_and_few_answers_are_no_question(folder: Path) -> None:
    told = hardest(by_student(folder))
    assert [row[0] for row in told] == ["05.1", "02.1"], "four answers to 07.3 would point at somebody"
    assert told[0][3:] == (6, 0.0, pytest.approx(0.95))


def test_a_file_handed_in_twice_and_what_is_no_file_of_guesses_count_nothing(folder: Path) -> None:
    (folder / "copy.jsonl").write_bytes((folder / "student-0" / "progress.jsonl").read_bytes())
    (folder / "noise.jsonl").write_bytes(b"\xff\x00{}\n[[[\n")
    (folder / "notes.txt").write_text("hello")
    (folder / "folder.jsonl").mkdir()
    assert len(by_student(folder)) == 6


def test_one_student_cannot_outvote_the_class(folder: Path) -> None:
    for _ in range(500):
        hand_in(folder, "eager", guess("05.1", 1.0, correct=True))
    assert hardest(by_student(folder))[0][3:5] == (7, pytest.approx(1 / 7))


def test_the_page_names_nobody_and_runs_no_foreign_text(folder: Path, tmp_path: Path) -> None:
    for at in range(5):
        progress.append(
            folder / f"x{at}" / "p.jsonl", {**guess("09.9", 0.5 + 0.1 * at).line(), "text": "<script>alert(1)</script>"}
        )
    page = curve(folder, tmp_path / "curve.html").read_text()
    assert "11 students" in page
    assert "student-" not in page
    assert "<script>alert" not in page
    assert 'class="nls-class"' in page


def test_a_class_of_four_has_no_curve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at in range(4):
        hand_in(tmp_path, f"s{at}", guess("05.1", 0.6 + 0.1 * at))
    assert classroom.main(["curve", str(tmp_path)]) == 1
    assert "4 students" in capsys.readouterr().err
    assert classroom.main(["curve"]) == 1
