"""A question before a picture: what it may ask, and how often a guess is right by chance."""

import pytest

from nls_tutorial.records import Amount, Choice


def test_the_floor_of_a_choice_is_one_answer_of_so_many() -> None:
    assert [Choice("05.1", "Why?", tuple("abcd"[:count])).floor for count in (2, 3, 4)] == [1 / 2, 1 / 3, 1 / 4]
    assert Choice("05.1", "Why?", ("no", "yes")).say(1) == "yes"


def test_the_floor_of_an_amount_is_the_share_of_the_line_that_counts() -> None:
    asked = Amount("05.1", "How many?", 10, 30, step=1, within=2, unit=" %")
    assert asked.floor == 0.2
    assert asked.say(12) == "12 %"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [(("yes",), "two to 4"), (tuple("abcde"), "two to 4"), (("a", "a "), "differ"), (("a", ""), "say")],
)
def test_answers_that_cannot_be_chosen_from_are_refused(answers: tuple[str, ...], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Choice("05.1", "Why?", answers)


@pytest.mark.parametrize("name", ["5.1", "05", "05.1a", "05.123", ""])
def test_a_name_is_lesson_and_number(name: str) -> None:
    with pytest.raises(ValueError, match="name must be a lesson and a number"):
        Choice(name, "Why?", ("no", "yes"))
    with pytest.raises(ValueError, match="text must ask"):
        Choice("05.1", " ", ("no", "yes"))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"high": 0}, "low must be below high"),
        ({"step": 0.3}, "whole steps"),
        ({"step": 0.0001}, "step must lie"),
        ({"within": 0.01}, "within must lie"),
        ({"within": 3}, "within must lie"),
        ({"high": float("inf")}, "low, high must lie"),
    ],
)
def test_a_line_that_cannot_be_dragged_on_is_refused(changes: dict[str, float], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Amount(**{"name": "05.1", "text": "How many?", "low": 0, "high": 10, "step": 0.5, "within": 1, **changes})
