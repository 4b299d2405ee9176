"""Exercises that say what is wrong and why.

Each stands once, as its own solution, in `lessons/lNN_name/exercises.py`; the starter, the hints, the check and the
known wrong answers come from there. In a lesson: write the answer, then `exercises.check("02.1", your_function)`;
when stuck, `exercises.hint("02.1", 1)`. `exercises.progress()` shows what is solved.
"""

from nls_tutorial.exercises.find import exercise_ids
from nls_tutorial.exercises.judge import check
from nls_tutorial.exercises.progress import Progress, progress
from nls_tutorial.exercises.show import Note, hint, prompt, show_solution
from nls_tutorial.exercises.source import solution, starter
from nls_tutorial.exercises.verdict import Verdict

__all__ = [
    "Note",
    "Progress",
    "Verdict",
    "check",
    "exercise_ids",
    "hint",
    "progress",
    "prompt",
    "show_solution",
    "solution",
    "starter",
]
