import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from nls_tutorial.exercises import Verdict, check, exercise_ids
from nls_tutorial.exercises.define import Exercise, WrongAnswer, exercise
from nls_tutorial.exercises.find import find, lessons
from nls_tutorial.exercises.judge import judge

ALL = [name for lesson in lessons() for name in exercise_ids(lesson)]
HINTS = ("a", "b", "c")
ASK_HINT = 'Stuck? Run exercises.hint("99.1", 1).'


@exercise(
    "99.1",
    title="Invert",
    stars=1,
    prompt="Invert.",
    hints=HINTS,
    cases=[(4.0,), (0.5,), (0.0,)],
    wrong=[
        WrongAnswer(lambda number: 1 / number, "Mind the zero."),
        WrongAnswer(lambda number: number, "You did nothing."),
        WrongAnswer(lambda number: [number], "Do not wrap it."),
    ],
    remark="Well done.",
)
def invert(number: float) -> float:
    """One over the number, infinite at 0."""
    return math.inf if number == 0 else 1 / number


@exercise("99.2", title="Square", stars=1, prompt="p", hints=HINTS, cases=[(torch.eye(2),), (torch.full((3, 2), 2.0),)])
def square(rows: Tensor) -> Tensor:
    """The squares."""
    return rows**2 + 1


@exercise(
    "99.3",
    title="A root",
    stars=1,
    prompt="p",
    hints=HINTS,
    cases=[(4.0,), (9.0,)],
    check=lambda inputs, found, expected: "" if abs(found**2 - inputs[0]) < 1e-3 else "it does not square to it.",
    wrong=[WrongAnswer(lambda number: number / 2, "Half is not the root.")],
)
def root(number: float) -> float:
    """A root, of either sign."""
    return math.sqrt(number)


@exercise(
    "99.4",
    title="A third",
    stars=1,
    prompt="p",
    hints=HINTS,
    tolerance=0.005,
    wrong=[WrongAnswer(3.0, "Turn it over.")],
    remark="A share.",
)
def answer_99_4() -> float:
    """A third."""
    return 1 / 3


@exercise(
    "99.5",
    title="A word",
    stars=1,
    prompt="p",
    hints=HINTS,
    options=("Hard", "soft", "neither"),
    wrong=[WrongAnswer("Soft", "Soft has an end.")],
)
def answer_99_5() -> str:
    """The label that never rests."""
    return "hard"


def says(verdict: Verdict, *lines: str) -> None:
    assert verdict.passed is False
    assert verdict.message.splitlines() == list(lines)


# ---------------------------------------------------------------------------------------------------------- functions


def test_right() -> None:
    verdict = judge(invert, lambda number: np.float64(1) / number if number else math.inf)
    assert (verdict.passed, verdict.message) == (True, "Right. Well done.")


def test_single_precision_is_precise_enough() -> None:
    assert judge(invert, lambda number: 1 / torch.tensor(number)).passed


@pytest.mark.parametrize("answer", [None, ..., lambda number: None, lambda number: ...])
def test_no_answer_yet(answer: object) -> None:
    verdict = judge(invert, answer)
    assert verdict.passed is None
    assert verdict.message.startswith("Not answered yet: replace the ... and run the cell again.")


def test_an_untouched_starter_gets_no_lecture_but_a_forgotten_return_is_named() -> None:
    def untouched(number):
        """One over the number, infinite at 0."""
        ...  # noqa: PIE790

    def forgotten(number):
        """One over the number, infinite at 0."""
        1 / (number + 1)

    assert judge(invert, untouched).message == "Not answered yet: replace the ... and run the cell again."
    assert judge(invert, forgotten).message.endswith("(A function without `return` gives None.)")


def test_a_plainly_wrong_number_is_shown_with_its_input() -> None:
    says(
        judge(invert, lambda number: math.inf if number == 0 else 1 / number + (number < 1)),
        "Not yet: for number = 0.5, it gave 3, but 2 was expected.",
        "(It is right for 2 of the 3 inputs tried.)",
        ASK_HINT,
    )


def test_a_known_mistake_is_explained() -> None:
    says(
        judge(invert, lambda number: 0 + number),
        "Not yet: for number = 4, it gave 4, but 0.25 was expected.",
        "You did nothing.",
        ASK_HINT,
    )


def test_a_known_mistake_may_be_an_error_on_one_input() -> None:
    verdict = judge(invert, lambda number: 2 / number / 2)
    assert "for number = 0, it stopped with ZeroDivisionError: float division by zero" in verdict.message
    assert verdict.message.splitlines()[1:] == [
        "Mind the zero.",
        "(It is right for 2 of the 3 inputs tried.)",
        ASK_HINT,
    ]


def test_a_known_mistake_may_be_of_the_wrong_shape() -> None:
    says(
        judge(invert, lambda number: torch.tensor([number])),
        "Not yet: for number = 4, it should return one number, but it returned a tensor of shape (1,).",
        "Do not wrap it.",
        ASK_HINT,
    )


def test_another_error_is_not_mistaken_for_a_known_one() -> None:
    def other(number: float) -> float:
        if number == 0:
            raise ValueError("no")
        return 1 / number

    assert "Mind the zero." not in judge(invert, other).message


def test_a_known_mistake_must_agree_on_every_input() -> None:
    assert "You did nothing." not in judge(invert, lambda number: number or 1.0).message


def test_a_common_factor_is_explained() -> None:
    verdict = judge(invert, lambda number: -1 / number if number else math.inf)
    assert "Every number has the wrong sign." in verdict.message


def test_no_factor_is_sought_after_trouble_or_a_wrong_kind() -> None:
    def moody(rows: Tensor) -> object:
        return 2 * (rows**2 + 1) if len(rows) == 2 else "no"

    def broken(rows: Tensor) -> object:
        return 2 * (rows**2 + 1) if len(rows) == 2 else 1 / 0

    assert "times what" in judge(square, lambda rows: 2 * (rows**2 + 1)).message
    assert "times what" not in judge(square, moody).message
    assert "times what" not in judge(square, broken).message


def test_a_missing_return_in_one_branch_is_told() -> None:
    def forgetful(number: float) -> float | None:
        if number:
            return 1 / number
        return None

    says(
        judge(invert, forgetful),
        "Not yet: for number = 0, it returned None. Is a `return` missing in one branch?",
        "(It is right for 2 of the 3 inputs tried.)",
        ASK_HINT,
    )


def test_a_wrong_shape_is_told() -> None:
    says(
        judge(square, lambda rows: (rows**2 + 1).sum(1)),
        "Not yet: for rows = [[1, 0], [0, 1]], it should return a torch.Tensor of shape (2, 2), "
        "but it returned a tensor of shape (2,).",
        'Stuck? Run exercises.hint("99.2", 1).',
    )


def test_a_changed_input_is_told_even_if_the_value_is_right() -> None:
    verdict = judge(square, lambda rows: rows.pow_(2) + 1)
    assert verdict.passed is False
    assert "it changed its input rows. Work on a copy, such as rows.clone()." in verdict.message


def test_other_arguments_are_told() -> None:
    says(
        judge(invert, lambda: 1.0),
        "Not yet: it should take (number), but it takes ().",
        "Put the line with `def` back as it was.",
    )


@pytest.mark.parametrize("answer", [0.25, "text", torch.ones(2), [1.0], object()])
def test_the_function_itself_is_asked_for(answer: object) -> None:
    verdict = judge(invert, answer)
    assert verdict.passed is False
    assert verdict.message.startswith("Not yet: the function itself is asked for, but got ")
    assert verdict.message.endswith('Write exercises.check("99.1", invert), without calling invert.')


def test_a_check_of_its_own_accepts_other_answers() -> None:
    assert judge(root, lambda number: -math.sqrt(number)).passed
    assert judge(root, math.sqrt).passed
    says(
        judge(root, lambda number: number),
        "Not yet: for number = 4, it does not square to it.",
        'Stuck? Run exercises.hint("99.3", 1).',
    )
    assert "Half is not the root." in judge(root, lambda number: number / 2).message


def test_only_the_students_function_is_run() -> None:
    class Trap:
        def __repr__(self) -> str:
            raise AssertionError("was run")

        __str__ = __float__ = __bool__ = __eq__ = __iter__ = __len__ = __array__ = __repr__  # type: ignore[assignment]
        __hash__ = None  # type: ignore[assignment]

    says(
        judge(invert, lambda number: Trap()),
        "Not yet: for number = 4, it should return one number, but it returned a value of type Trap.",
        ASK_HINT,
    )
    assert judge(answer_99_4, Trap()).passed is False
    assert judge(invert, Trap()).passed is False


# ------------------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize("answer", [1 / 3, 0.33, torch.tensor(0.33), np.float32(0.334)])
def test_a_right_value(answer: object) -> None:
    assert judge(answer_99_4, answer).message == "Right. A share."


@pytest.mark.parametrize("answer", [None, ...])
def test_no_value_yet(answer: object) -> None:
    assert judge(answer_99_4, answer).passed is None


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (3, ["Not yet: 3 is not it.", "Turn it over."]),
        (0.5, ["Not yet: 0.5 is not it.", "It is too high."]),
        (0.1, ["Not yet: 0.1 is not it.", "It is too low."]),
        (math.nan, ["Not yet: nan is not it."]),
    ],
)
def test_a_wrong_value_is_not_given_away(answer: float, lines: list[str]) -> None:
    says(judge(answer_99_4, answer), *lines, 'Stuck? Run exercises.hint("99.4", 1).')


@pytest.mark.parametrize(("answer", "seen"), [("1/3", "a value of type str"), ([0.3], "a list of length 1")])
def test_a_value_of_another_kind_is_told(answer: object, seen: str) -> None:
    says(judge(answer_99_4, answer), f"Not yet: the answer should be one number, but got {seen}.")


def test_a_value_is_not_a_function() -> None:
    says(
        judge(answer_99_4, lambda: 1 / 3),
        "Not yet: a value is asked for, but got a function.",
        "Write answer_99_4 = and your value.",
    )


@pytest.mark.parametrize("answer", ["hard", "Hard", " HARD "])
def test_words_need_not_match_in_case(answer: str) -> None:
    assert judge(answer_99_5, answer).passed


def test_wrong_words() -> None:
    ask = 'Stuck? Run exercises.hint("99.5", 1).'
    says(judge(answer_99_5, "SOFT"), "Not yet: 'SOFT' is not it.", "Soft has an end.", ask)
    says(judge(answer_99_5, "neither"), "Not yet: 'neither' is not it.", ask)
    says(judge(answer_99_5, "medium"), "Not yet: the answer should be 'Hard' or 'soft' or 'neither', but got 'medium'.")
    says(judge(answer_99_5, 1.0), "Not yet: the answer should be a text, but got a value of type float.")


# ------------------------------------------------------------------------------------------------------------ garbage

GARBAGE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.complex_numbers(),
        st.text(max_size=5),
        st.binary(max_size=5),
        st.just(...),
        st.builds(object),
        st.sampled_from([torch.zeros(0), torch.ones(2, 3), torch.tensor(math.nan), torch.tensor([1 + 1j])]),
        st.sampled_from([np.zeros(3), np.array(["a"]), np.array(None), torch.ones(2).to_sparse(), len, int]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
    ),
    max_leaves=5,
)
ERRORS = st.sampled_from([ValueError, RuntimeError, StopIteration, AssertionError, SystemExit, MemoryError, OSError])


@pytest.mark.slow
@given(name=st.sampled_from(ALL), value=GARBAGE)
def test_any_value_gets_a_verdict(name: str, value: object) -> None:
    for answer in (value, lambda *inputs: value):
        verdict = check(name, answer)
        assert verdict.passed is not True or find(name).is_value
        assert verdict._repr_html_()


@pytest.mark.slow
@given(name=st.sampled_from(ALL), error=ERRORS, text=st.text(max_size=20))
def test_any_error_gets_a_verdict(name: str, error: type[BaseException], text: str) -> None:
    def broken(*inputs: object) -> object:
        raise error(text)

    verdict = check(name, broken)
    assert verdict.passed is False
    assert find(name).is_value or error.__name__ in verdict.message


@pytest.mark.slow
@given(name=st.sampled_from([n for n in ALL if not find(n).is_value]), other=st.sampled_from(ALL))
def test_another_exercises_solution_is_not_right(name: str, other: str) -> None:
    if name != other:
        theirs = find(other)
        assert check(name, theirs.solution).passed is False


def test_an_exercise_may_be_handed_in_whole() -> None:
    whole = find("02.1")
    assert isinstance(whole, Exercise)
    assert check("02.1", whole).passed


@pytest.mark.parametrize(
    "answer", ["BDAC", "b d a c", "B, D, A, C", "B;D;A;C", ["B", "D", "A", "C"], ("b", "d", "a", "c")]
)
def test_letters_may_stand_apart(answer: object) -> None:
    assert check("04.1", answer).passed


@pytest.mark.parametrize("answer", ["BADC", "B A D C", ["B", "A", "D", "C"], "BDACC", ["B", 1, "A", "C"]])
def test_letters_in_another_order_are_wrong_however_they_stand(answer: object) -> None:
    assert check("04.1", answer).passed is False


def test_a_tensor_of_truths_is_told_in_truths() -> None:
    verdict = check("05.2", lambda logits, margin: logits.amax(1, keepdim=True) - logits >= margin)
    assert "gave True at [0, 2], but False was expected there" in verdict.message


def test_six_digits_are_asked_where_six_are_promised() -> None:
    exercise = find("07.5")
    off = [lambda logits, labels, by=by: by * exercise.solution(logits, labels) for by in (1 + 1e-6, 1 + 5e-5)]
    assert [check("07.5", answer).passed for answer in off] == [True, False]
