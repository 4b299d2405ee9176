"""What the lessons ask before their pictures open: each question is named for its lesson, and asked there, once."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from nls_tutorial.records import Amount, Choice, Sketch, Spot

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(path.parent.name for path in (ROOT / "nls_tutorial" / "lessons").glob("l*/questions.py"))
ASKED = re.compile(r'scenes\.predict\(\s*lesson\.QUESTIONS\["(\d\d\.\d+)"\]')


@pytest.mark.parametrize("room", ROOMS)
def test_every_question_is_asked_once_and_in_order(room: str) -> None:
    questions = import_module(f"nls_tutorial.lessons.{room}").QUESTIONS
    assert {one.name for one in questions.values()} == set(questions)
    assert all(name[:2] == room[1:3] for name in questions)
    text = (ROOT / "notebooks" / f"{room[1:]}.py").read_text(encoding="utf-8")
    assert ASKED.findall(text) == list(questions)


@pytest.mark.parametrize("room", ROOMS)
def test_a_question_can_be_read_at_a_glance(room: str) -> None:
    for one in import_module(f"nls_tutorial.lessons.{room}").QUESTIONS.values():
        assert isinstance(one, Choice | Amount | Sketch | Spot)
        assert one.text[-1] not in ".,!:;", "a question, or the beginning of a sentence that the answers end"
        assert len(one.text) <= 260
        assert all(len(answer) <= 110 for answer in getattr(one, "answers", ()))


@pytest.mark.parametrize("room", ROOMS)
def test_the_usual_wrong_answers_of_every_guess_are_in_the_notes(room: str) -> None:
    lesson = import_module(f"nls_tutorial.lessons.{room}")
    notes = (ROOT / "nls_tutorial" / "lessons" / room / "teach.md").read_text(encoding="utf-8")
    noted = re.findall(r'^   - (\d\d\.\d+) "([^"]+)":', notes, flags=re.MULTILINE)
    assert {name for name, _ in noted} == set(lesson.QUESTIONS)
    for name, said in noted:
        asked = lesson.QUESTIONS[name]
        if isinstance(asked, Choice):
            assert any(answer.startswith(said) for answer in asked.answers), f"{name}: nobody can answer {said!r}"
