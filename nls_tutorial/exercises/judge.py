"""Judge an answer: right, not yet (where and why), or not answered."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.exercises import keep
from nls_tutorial.exercises.compare import Reading, UnreadableError, difference, loose, pattern, read, same, show
from nls_tutorial.exercises.define import Case, Exercise
from nls_tutorial.exercises.find import find
from nls_tutorial.exercises.run import Outcome, run, signature_error
from nls_tutorial.exercises.verdict import Verdict, not_answered, not_yet, right


def check(exercise_id: object, answer: object) -> Verdict:
    """Say whether `answer` solves the exercise, and when it does not, for which input, what was expected, and why.

    `answer` is the student's function, or a value where a value is asked for. Only the student's function is run, on
    copies of the inputs. A right answer is noted for `exercises.progress()`.
    Refuses an `exercise_id` that no lesson has.
    First met in notebooks/00_start_here.
    """
    asked = find(exercise_id)
    verdict = judge(asked, answer)
    if verdict.passed:
        keep.note(asked.exercise_id, "solved")
    return verdict


def judge(exercise: Exercise, answer: object) -> Verdict:
    """`check` for an exercise in hand."""
    if answer is None or answer is ...:
        return not_answered()
    if exercise.is_value:
        return _judge_value(exercise, answer)
    if not callable(answer):
        return not_yet(
            f"the function itself is asked for, but got {show(answer)}.",
            f'Write exercises.check("{exercise.exercise_id}", {exercise.name}), without calling {exercise.name}.',
        )
    return _judge_function(exercise, answer)


def _stuck(exercise: Exercise) -> str:
    return f'Stuck? Run exercises.hint("{exercise.exercise_id}", 1).'


# ------------------------------------------------------------------------------------------------------------ a value


def _judge_value(exercise: Exercise, answer: object) -> Verdict:
    if isinstance(answer, list | tuple) and answer and all(isinstance(part, str) for part in answer):
        answer = "".join(answer)
    if callable(answer):
        return not_yet("a value is asked for, but got a function.", f"Write {exercise.name} = and your value.")
    expected = exercise.solution()
    try:
        found, goal = _plain(read(answer, expected)), _plain(loose(expected))
    except UnreadableError as problem:
        return not_yet(f"the answer should be {problem.expected_kind}, but got {problem.seen}.")
    if exercise.options and found not in [_plain(option) for option in exercise.options]:
        listed = " or ".join(map(repr, exercise.options))
        return not_yet(f"the answer should be {listed}, but got {show(answer)}.")
    if same(found, goal, exercise.tolerance):
        return right(exercise.remark)
    said = [w.says for w in exercise.wrong if same(found, _plain(loose(w.answer)), exercise.tolerance)]
    return not_yet(f"{show(answer)} is not it.", *(said[:1] or [_side(found, goal)]), _stuck(exercise))


def _plain(reading: Reading) -> Reading:
    """`reading`; a text without case, spaces and punctuation, so that "B, D, A, C" is "bdac"."""
    return re.sub(r"[\s,;.]+", "", reading).casefold() if isinstance(reading, str) else reading


def _side(found: Reading, goal: Reading) -> str:
    if not isinstance(found, Tensor) or not isinstance(goal, Tensor) or not bool(found.isfinite().all()):
        return ""
    return "It is too high." if bool(found > goal) else "It is too low."


# --------------------------------------------------------------------------------------------------------- a function


def _judge_function(exercise: Exercise, answer: Callable[..., Any]) -> Verdict:
    unfit = signature_error(answer, exercise.arguments)
    if unfit:
        return not_yet(unfit, "Put the line with `def` back as it was.")
    outcomes = [run(answer, exercise.arguments, case) for case in exercise.cases]
    return judge_outcomes(exercise, outcomes, blank=is_blank(answer))


def judge_outcomes(exercise: Exercise, outcomes: list[Outcome], *, blank: bool = False) -> Verdict:
    """`judge` for a function that has been called, wherever that was: one outcome for each of the exercise's cases.

    `blank` says that its body is still the starter's.
    """
    if all(not outcome.trouble and (outcome.value is None or outcome.value is ...) for outcome in outcomes):
        return not_answered() if blank else not_answered("(A function without `return` gives None.)")
    expected = [exercise.solution(*case) for case in exercise.cases]
    problems = [
        _problem(exercise, case, outcome, goal)
        for case, outcome, goal in zip(exercise.cases, outcomes, expected, strict=True)
    ]
    failed = [place for place, problem in enumerate(problems) if problem]
    if not failed:
        return right(exercise.remark)
    inputs = zip(exercise.arguments, exercise.cases[failed[0]], strict=True)
    passed = len(problems) - len(failed)
    return not_yet(
        f"for {', '.join(f'{name} = {show(value)}' for name, value in inputs)}, {problems[failed[0]]}",
        _reason(exercise, outcomes) or _pattern(exercise, outcomes, expected),
        f"(It is right for {passed} of the {len(problems)} inputs tried.)" if passed else "",
        _stuck(exercise),
    )


def _starter() -> None:
    """A docstring and no more, as in every starter."""


def is_blank(answer: Callable[..., Any]) -> bool:
    """The body is still `...`: it compiles to the same code as a starter's."""
    code = getattr(answer, "__code__", None)
    return code is not None and code.co_code == inspect.unwrap(_starter).__code__.co_code


def _problem(exercise: Exercise, case: Case, outcome: Outcome, expected: object) -> str:
    if outcome.trouble:
        return outcome.trouble
    if outcome.value is None:
        return "it returned None. Is a `return` missing in one branch?"
    try:
        found = read(outcome.value, expected)
    except UnreadableError as problem:
        return f"it should return {problem.expected_kind}, but it returned {problem.seen}."
    if exercise.check is not None:
        return exercise.check(case, found, expected)
    goal = loose(expected)
    return (
        ""
        if same(found, goal, exercise.tolerance)
        else f"it {difference(found, goal, exercise.tolerance, truth=_is_truth(expected))}."
    )


def _is_truth(expected: object) -> bool:
    return isinstance(expected, Tensor) and expected.dtype == torch.bool


def _reason(exercise: Exercise, outcomes: list[Outcome]) -> str:
    """What the known wrong answer that does the same on every input has to say."""
    for wrong in exercise.wrong:
        assert callable(wrong.answer)
        theirs = [run(wrong.answer, exercise.arguments, case) for case in exercise.cases]
        if all(_alike(one, other, exercise.tolerance) for one, other in zip(outcomes, theirs, strict=True)):
            return wrong.says
    return ""


def _alike(one: Outcome, other: Outcome, tolerance: float) -> bool:
    if one.error or other.error:
        return one.error is other.error
    try:
        return same(loose(one.value), loose(other.value), tolerance)
    except UnreadableError:
        return False


def _pattern(exercise: Exercise, outcomes: list[Outcome], expected: list[Any]) -> str:
    """What all numbers have in common, where they are to be compared one by one."""
    if exercise.check is not None or any(outcome.trouble for outcome in outcomes):
        return ""
    try:
        found = [read(outcome.value, goal) for outcome, goal in zip(outcomes, expected, strict=True)]
    except UnreadableError:
        return ""
    return pattern(found, [loose(goal) for goal in expected])
