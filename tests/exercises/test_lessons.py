"""What holds for every exercise of every lesson."""

import ast
import inspect
import itertools
from typing import Any

import pytest

from nls_tutorial.exercises import check, exercise_ids, hint, prompt, solution, starter
from nls_tutorial.exercises.find import find, lessons

ALL = [name for lesson in lessons() for name in exercise_ids(lesson)]
WRONG = [(name, place) for name in ALL for place in range(len(find(name).wrong))]


def filled_in(name: str, text: str) -> Any:
    space: dict[str, Any] = {}
    exec(text, space)
    return space[find(name).name]


@pytest.mark.parametrize("name", ALL)
def test_the_starter_runs_and_counts_as_not_answered(name: str) -> None:
    verdict = check(name, filled_in(name, starter(name)))
    assert verdict.passed is None
    assert verdict.message == "Not answered yet: replace the ... and run the cell again."


@pytest.mark.parametrize("name", ALL)
def test_the_solution_runs_on_its_own_and_passes(name: str) -> None:
    assert check(name, filled_in(name, solution(name))).passed


@pytest.mark.parametrize(("name", "place"), WRONG)
def test_each_known_wrong_answer_is_told_why(name: str, place: int) -> None:
    wrong = find(name).wrong[place]
    verdict = check(name, wrong.answer)
    assert verdict.passed is False
    assert wrong.says in verdict.message.splitlines()


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_has_wrong_answers_with_different_reasons(name: str) -> None:
    reasons = [wrong.says for wrong in find(name).wrong]
    assert reasons
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("name", ALL)
def test_the_starter_gives_nothing_away(name: str) -> None:
    body = ast.unparse(ast.parse(inspect.getsource(find(name).solution).lstrip()).body[0].body[-1])
    assert body.removeprefix("return ") not in starter(name).replace('"A" or "B"', "")
    assert body not in "".join(find(name).hints)


@pytest.mark.parametrize("name", ALL)
def test_hints_and_prompt_are_whole_sentences(name: str) -> None:
    hints = [hint(name, number).markdown for number in (1, 2, 3)]
    assert len(set(hints)) == 3
    for text in [*hints, find(name).remark, *(wrong.says for wrong in find(name).wrong)]:
        assert text.endswith((".", "?", ".)"))
    assert prompt(name).startswith(f"### {name} ★")


@pytest.mark.parametrize("lesson", lessons())
def test_exercises_grow_harder(lesson: str) -> None:
    stars = [find(name).stars for name in exercise_ids(lesson)]
    assert stars == sorted(stars)
    assert lesson == "00" or (stars[0], stars[-1]) == (1, 3)


@pytest.mark.parametrize("lesson", lessons())
def test_the_number_of_exercises(lesson: str) -> None:
    low, high = (1, 2) if lesson == "00" else (3, 6)
    assert low <= len(exercise_ids(lesson)) <= high


@pytest.mark.parametrize("name", [name for name in ALL if not find(name).is_value])
def test_the_cases_are_different(name: str) -> None:
    shown = [repr(case) for case in find(name).cases]
    assert all(one != other for one, other in itertools.combinations(shown, 2))
