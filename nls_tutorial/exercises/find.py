"""Find an exercise by its id."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from nls_tutorial.checks import choice, refuse
from nls_tutorial.exercises.define import Exercise


@cache
def lessons() -> tuple[str, ...]:
    """The numbers of the lessons that have exercises: "00", "01", …"""
    return tuple(sorted(_rooms()))


@cache
def _rooms() -> dict[str, str]:
    """The lessons' rooms that have exercises, by number: "05" is "l05_keep_a_margin"."""
    folder = Path(__file__).resolve().parents[1] / "lessons"
    names = [module.name for module in pkgutil.iter_modules([str(folder)])]
    return {name[1:3]: name for name in names if (folder / name / "exercises.py").exists()}


@cache
def exercises_of(lesson: str) -> dict[str, Exercise]:
    """The exercises of one lesson, by id, in order."""
    choice("lesson", lesson, lessons())
    module = import_module(f"nls_tutorial.lessons.{_rooms()[lesson]}.exercises")
    found = [part for part in vars(module).values() if isinstance(part, Exercise)]
    return {part.exercise_id: part for part in sorted(found, key=lambda part: part.exercise_id)}


def find(exercise_id: object) -> Exercise:
    """The exercise named `exercise_id`."""
    lesson = exercise_id.partition(".")[0] if isinstance(exercise_id, str) else ""
    if lesson not in lessons():
        refuse(
            "exercise_id",
            "must be a text like '02.1', of a lesson that has exercises",
            repr(exercise_id),
            f"Those lessons are {', '.join(lessons())}.",
        )
    listed = exercises_of(lesson)
    choice("exercise_id", exercise_id, listed)
    return listed[str(exercise_id)]


def exercise_ids(lesson: str) -> list[str]:
    """The ids of a lesson's exercises, from the easiest to the hardest.

    >>> exercise_ids("00")
    ['00.1', '00.2']
    """
    choice("lesson", lesson, lessons())
    return list(exercises_of(lesson))
