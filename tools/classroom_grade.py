"""Mark what students hand in: python tools/classroom.py grade FOLDER. It runs their code: see docs/pages/marks.md.

Three processes know three things. This one has the solutions, judges and writes, and runs no student's code. The server
(classroom/grade_server.py) has the libraries, and forks. What it forks has one student's code and the inputs of one
exercise, between walls, and what it gives back is read as numbers and words.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import classroom_handins as handins
import classroom_marks as marks
from classroom_answers import Settings, ends, exercise_line, server_settings, start
from classroom_handins import MARKER, HandIn
from classroom_judge import Judged, judged
from classroom_marks import Mark
from course import title
from project import ROOT

from notebooks import LessonError, lessons


@dataclass(frozen=True)
class Answer:
    """One student's answer to one exercise, before it is judged."""

    hand_in: HandIn
    exercise: str


def cells(answer: Answer) -> list[tuple[str, str]]:
    """The cells of the lesson, as `grade_child` takes them: the exercise's own, other exercises', all others."""
    book = answer.hand_in.books[answer.exercise[:2]]
    found = []
    for cell in book.cells:
        names = set(MARKER.findall(cell))
        found.append(("own" if answer.exercise in names else "other" if names else "cell", cell))
    return found


def grade(folder: Path, names: Sequence[str], chosen: Settings, say: Any = print) -> list[Mark]:
    """The marks of everybody in `folder`, for the lessons named, or for those of which anybody handed something in."""
    server = start(chosen)
    try:
        from nls_tutorial.exercises.find import exercises_of

        known = {source.stem[:2]: source.stem for source in lessons(names)}
        found = handins.hand_ins(folder, known)
        if not found:
            raise LessonError(
                f"{folder} holds no folders: put what each student handed in into a folder of their name."
            )
        asked = sorted(known if names else set().union(*(one.lessons() for one in found)))
        exercises = [name for lesson in asked for name in exercises_of(lesson)]
        answers = [Answer(one, name) for one in found for name in exercises if name[:2] in one.books]
        lines: list[dict[str, Any]] = [exercise_line(name) for name in sorted({answer.exercise for answer in answers})]
        jobs = ({"job": number, "exercise": one.exercise, "cells": cells(one)} for number, one in enumerate(answers))
        judgements: dict[tuple[str, str], Judged] = {}
        told = server_settings(chosen, asked)
        for count, end in enumerate(ends(server, told, chosen, (line for part in (lines, jobs) for line in part)), 1):
            answer = answers[end["job"]]
            judgements[answer.hand_in.student, answer.exercise] = judged(answer.exercise, end, chosen)
            say(count, len(answers))
    finally:
        server.kill()
        server.wait()
        for pipe in (server.stdin, server.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
    return [mark(one, name, judgements.get((one.student, name)), chosen) for one in found for name in exercises]


def mark(hand_in: HandIn, name: str, found: Judged | None, chosen: Settings) -> Mark:
    """The row of one student and exercise."""
    from nls_tutorial.exercises.find import find

    asked, lesson = find(name), name[:2]
    if found is None:
        unreadable = hand_in.unreadable.get(lesson)
        found = Judged("unreadable", unreadable) if unreadable else Judged("missing", "nothing was handed in")
    read = hand_in.help.get(name, set())
    hints, solution = len(read - {"solution"}), "solution" in read
    out_of = chosen.out_of(asked.stars)
    got = out_of * chosen.kept(hints, solution) if found.state == "right" else 0.0
    told = "; ".join((*found.told, *hand_in.notes.get(lesson, [])))
    file = hand_in.books[lesson].file.relative_to(hand_in.folder) if lesson in hand_in.books else ""
    parts = (hand_in.student, name, asked.title, asked.stars, found.state, hints, solution, got, out_of)
    return Mark(*parts, found.says, told, str(file))


def titles(names: Iterable[str]) -> dict[str, str]:
    """The lessons' titles, as an assignment has them."""
    return {source.stem[:2]: f"{source.stem[:2]} {title(source)}" for source in lessons(list(names))}


def write(found: Sequence[Mark], target: Path, roster: marks.Roster | None) -> list[Path]:
    """The three files, in the folder `target`."""
    target.mkdir(parents=True, exist_ok=True)
    named = titles({one.lesson for one in found})
    return [
        marks.write_plain(target / "marks.csv", found),
        marks.write_canvas(target / "marks_canvas.csv", found, named, roster),
        marks.write_moodle(target / "marks_moodle.csv", found, named, roster),
    ]


def summary(found: Sequence[Mark], roster: marks.Roster | None) -> Iterator[str]:
    """What the teacher reads when it is done."""
    students = list(dict.fromkeys(one.student for one in found))
    right = sum(one.state == "right" for one in found)
    many, exercises = "s" if len(students) != 1 else "", len({one.exercise for one in found})
    yield f"{len(students)} student{many}, {exercises} exercises: {right} of {len(found)} right."
    for state in ("stopped", "tampered", "unreadable"):
        several = [one for one in found if one.state == state]
        named = [
            f"{marks.text(one.student)} {one.lesson if state == 'unreadable' else one.exercise}" for one in several
        ]
        if named:
            yield f"{state}: {_some(named)}"
    if told := [marks.text(one.student) for one in found if one.told]:
        yield f"to look at (column told): {_some(told)}"
    if roster and (unknown := [marks.text(name) for name in students if not roster.find(name)]):
        yield f"not in the roster: {', '.join(unknown)}"


def _some(names: Iterable[str], most: int = 20) -> str:
    """Each once, and no more than fit."""
    listed = list(dict.fromkeys(names))
    rest = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + rest


def command(folder: Path, names: Sequence[str], target: Path | None, roster: Path | None, chosen: Settings) -> None:
    """What `classroom.py grade` does."""
    if not folder.is_dir():
        raise LessonError(f"{folder} is no folder.")
    if not 0 <= chosen.hint_cost <= 1 or not 0 <= chosen.solution_cost <= 1:
        raise LessonError("what a hint or the solution costs must be a share of the mark, between 0 and 1.")
    if min(chosen.seconds, chosen.memory, chosen.slots) < 1:
        raise LessonError("--seconds, --memory and --at-once must be at least 1.")
    try:
        people = marks.Roster.read(roster) if roster else None
    except (OSError, ValueError) as error:
        raise LessonError(str(error)) from error
    found = grade(folder, names, chosen, _count)
    for path in write(found, target or ROOT / "docs" / "_build" / "classroom" / "marks", people):
        print(f"wrote {path}")
    for line in summary(found, people):
        print(line)


def _count(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} answers", end="\n" if done == total else "", file=sys.stderr, flush=True)
