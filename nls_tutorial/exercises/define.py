"""An exercise: its solution is an ordinary function, and a decorator carries all the rest."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nls_tutorial.checks import refuse, whole

Case = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class WrongAnswer:
    """A known mistake: a function (or a value) that makes it, and what a check says to whoever makes the same."""

    answer: object
    says: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise, whole. Calling it calls the solution.

    `cases` are the inputs to try, one tuple each; an exercise whose solution takes no argument asks for a value and has
    none. `options` are the words a value may be. `check(inputs, returned, expected)` replaces the comparison where
    more than one answer is right, and returns what is wrong or an empty string. `tolerance` is absolute, on top of
    a relative 1e-4. `remark` is said after a right answer.
    """

    solution: Callable[..., Any]
    exercise_id: str
    title: str
    stars: int
    prompt: str
    hints: tuple[str, ...]
    cases: tuple[Case, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    check: Callable[[Case, Any, Any], str] | None = None
    options: tuple[str, ...] = ()
    tolerance: float = 1e-6
    remark: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d\.\d", self.exercise_id):
            refuse("exercise_id", "must read like '02.1'", repr(self.exercise_id), "Give the lesson, a dot, a number.")
        if whole("stars", self.stars, 1) > 3:
            refuse("stars", "must be 1, 2 or 3", self.stars, "Use 3 for the hardest.")
        if len(self.hints) != 3:
            refuse("hints", "must be three: a nudge, the method, nearly the answer", len(self.hints), "Write three.")
        if not self.solution.__doc__:
            refuse("solution", "must have a docstring", "none", "Say what to return; it is shown in the starter.")
        if self.is_value and self.cases:
            refuse("cases", "must be empty when a value is asked for", f"{len(self.cases)} cases", "Drop them.")
        if not self.is_value and len(self.cases) < 2:
            refuse("cases", "must be at least two", len(self.cases), "Add inputs to try.")
        for case in self.cases:
            inspect.signature(self.solution).bind(*case)

    def __call__(self, *inputs: Any) -> Any:
        return self.solution(*inputs)

    @property
    def name(self) -> str:
        """The name that the student fills in."""
        return self.solution.__name__

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the solution's arguments."""
        return tuple(inspect.signature(self.solution).parameters)

    @property
    def is_value(self) -> bool:
        """It asks for a value, not for a function."""
        return not self.arguments


def exercise(
    exercise_id: str,
    *,
    title: str,
    stars: int,
    prompt: str,
    hints: tuple[str, ...],
    cases: Sequence[Case] = (),
    wrong: Sequence[WrongAnswer] = (),
    check: Callable[[Case, Any, Any], str] | None = None,
    options: tuple[str, ...] = (),
    tolerance: float = 1e-6,
    remark: str = "",
) -> Callable[[Callable[..., Any]], Exercise]:
    """Turn the decorated solution into an `Exercise`."""

    def define(solution: Callable[..., Any]) -> Exercise:
        return Exercise(
            solution,
            exercise_id,
            title,
            stars,
            prompt,
            hints,
            tuple(cases),
            tuple(wrong),
            check,
            options,
            tolerance,
            remark,
        )

    return define
