from typing import Any

import pytest

from nls_tutorial.exercises.define import Exercise, exercise

GOOD: dict[str, Any] = {
    "title": "Double",
    "stars": 1,
    "prompt": "Double it.",
    "hints": ("a", "b", "c"),
    "cases": [(1.0,), (2.0,)],
}


def double(number: float) -> float:
    """Twice the number."""
    return 2 * number


def four() -> float:
    """Two and two."""
    return 4.0


def test_the_decorator_makes_an_exercise_that_still_computes() -> None:
    made = exercise("99.1", **GOOD)(double)
    assert isinstance(made, Exercise)
    assert (made.name, made.arguments, made.is_value) == ("double", ("number",), False)
    assert made(3.0) == 6.0


def test_a_solution_without_arguments_asks_for_a_value() -> None:
    made = exercise("99.2", **{**GOOD, "cases": []})(four)
    assert made.is_value
    assert made() == 4.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stars": 4}, "stars must be 1, 2 or 3, but got 4. Use 3 for the hardest."),
        ({"stars": 0}, "stars must be at least 1, but got 0"),
        ({"hints": ("a", "b")}, "hints must be three: a nudge, the method, nearly the answer, but got 2. Write three."),
        ({"cases": [(1.0,)]}, "cases must be at least two, but got 1. Add inputs to try."),
    ],
)
def test_an_incomplete_exercise_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace(".", r"\.")):
        exercise("99.1", **{**GOOD, **change})(double)


@pytest.mark.parametrize("name", ["2.1", "02", "02.12", "02.x"])
def test_an_id_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^exercise_id must read like '02\.1', but got .* Give the lesson"):
        exercise(name, **GOOD)(double)


def test_a_value_has_no_cases() -> None:
    with pytest.raises(ValueError, match=r"^cases must be empty when a value is asked for, but got 2 cases\. Drop"):
        exercise("99.1", **GOOD)(four)


def test_a_solution_says_what_it_returns() -> None:
    def silent(number: float) -> float:
        return number

    with pytest.raises(ValueError, match=r"^solution must have a docstring, but got none\. Say what to return"):
        exercise("99.1", **GOOD)(silent)


def test_cases_must_fit_the_solution() -> None:
    with pytest.raises(TypeError, match="too many positional arguments"):
        exercise("99.1", **{**GOOD, "cases": [(1.0,), (1.0, 2.0)]})(double)
