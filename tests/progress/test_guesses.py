"""What a line tells of a guess, which guesses count, and what a foreign file can do: nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nls_tutorial import progress
from nls_tutorial.progress.guesses import Guess, from_line

AT = datetime(2026, 11, 27, 18, 5, tzinfo=UTC)


def guess(name: str = "05.1", confidence: float = 0.7, *, correct: bool = True, event: str = "guessed") -> Guess:
    return Guess(name, event, "Why?", 1, "yes", "yes", 0.5, confidence, correct, AT)


def test_a_guess_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLS_PROGRESS", str(tmp_path / "progress.jsonl"))
    progress.note_guess(guess())
    progress.note_guess(guess("06.1", 0.5, correct=False))
    assert [one.line() for one in progress.guesses()] == [
        {**one.line(), "at": one.at.astimezone().isoformat(timespec="seconds")}
        for one in (guess(), guess("06.1", 0.5, correct=False))
    ]
    monkeypatch.setenv("NLS_PROGRESS", "off")
    progress.note_guess(guess())
    assert list(progress.guesses()) == []


def test_the_page_writes_the_same_lines() -> None:
    told = {**guess().line(), "at": "2026-11-27T18:05:00.000Z"}
    assert from_line(told).at == AT


def test_exercises_do_not_see_guesses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nls_tutorial import exercises

    monkeypatch.setenv("NLS_PROGRESS", str(tmp_path / "progress.jsonl"))
    exercises.hint("00.1", 1)
    progress.note_guess(guess())
    assert len(list(progress.guesses())) == 1
    assert exercises.progress().solved == 0


def test_a_drawing_is_kept_as_its_numbers(tmp_path: Path) -> None:
    file = tmp_path / "hand-in.jsonl"
    progress.append(file, {**guess().line(), "answer": [0.5, 2.0, 4.5]})
    (kept,) = progress.guesses(file)
    assert kept.answer == (0.5, 2.0, 4.5)
    assert kept.line()["answer"] == [0.5, 2.0, 4.5]


@pytest.mark.parametrize(
    "change",
    [
        {"guess": "../../etc"},
        {"guess": None},
        {"event": "bought"},
        {"confidence": 1.01},
        {"confidence": 0.4},
        {"confidence": float("nan")},
        {"confidence": "sure"},
        {"floor": 0},
        {"correct": 1},
        {"correct": "true"},
        {"at": "yesterday"},
        {"answer": []},
        {"answer": [1, "a"]},
        {"answer": [1e999]},
        {"answer": 1e999},
    ],
)
def test_what_is_no_guess_is_passed_over(change: dict[str, object], tmp_path: Path) -> None:
    file = tmp_path / "hand-in.jsonl"
    progress.append(file, {**guess().line(), **change})
    progress.append(file, {name: told for name, told in guess().line().items() if name != "truth"})
    progress.append(file, guess("05.2").line())
    assert [one.name for one in progress.guesses(file)] == ["05.2"]


def test_only_the_first_guess_counts_and_none_after_a_look() -> None:
    found = [
        guess("10.1", 0.6, correct=False),
        guess("10.1", 1.0),
        guess("09.2", 0.0, correct=False, event="shown"),
        guess("09.2", 1.0),
        guess("02.1", 0.9),
    ]
    assert [(one.name, one.confidence) for one in progress.first_guesses(found)] == [("02.1", 0.9), ("10.1", 0.6)]


def test_a_text_that_never_ends_is_cut() -> None:
    assert len(from_line({**guess().line(), "text": "x" * 10_000}).text) == 600
