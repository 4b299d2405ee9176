import math
from fractions import Fraction

import numpy as np
import pytest
import torch

from nls_tutorial.exercises.compare import UnreadableError, difference, kind, loose, pattern, read, same, show


def numbers(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), Fraction(2), torch.tensor(2), torch.tensor(2.0), np.array(2)])
def test_a_number_may_come_in_any_form(value: object) -> None:
    found = read(value, 2.0)
    assert isinstance(found, torch.Tensor)
    assert (found.dtype, found.shape) == (torch.float64, ())
    assert same(found, loose(2.0), 1e-6)


def test_a_zero_dimensional_tensor_asks_for_a_number_too() -> None:
    assert same(read(1.5, torch.tensor(1.5)), loose(1.5), 0.0)


@pytest.mark.parametrize("value", [[1, 2], (1.0, 2.0), np.array([1, 2]), torch.tensor([1.0, 2.0])])
def test_a_list_may_be_any_row_of_numbers(value: object) -> None:
    assert same(read(value, [1.0, 2.0]), numbers(1, 2), 0.0)


def test_gradients_and_half_precision_do_not_matter() -> None:
    value = torch.tensor([1.0, 2.0], dtype=torch.float16, requires_grad=True)
    assert same(read(value, torch.tensor([1.0, 2.0])), numbers(1, 2), 0.0)


@pytest.mark.parametrize("value", [True, np.True_, torch.tensor(True)])
def test_truth_may_come_in_any_form(value: object) -> None:
    assert read(value, True) is True


@pytest.mark.parametrize(
    ("value", "expected", "expected_kind", "seen"),
    [
        ("0.9", 0.9, "one number", "a value of type str"),
        (True, 1.0, "one number", "a value of type bool"),
        ([0.9], 0.9, "one number", "a list of length 1"),
        (torch.ones(1), 0.9, "one number", "a tensor of shape (1,)"),
        (None, 0.9, "one number", "None"),
        (2 + 1j, 0.9, "one number", "a value of type complex"),
        (10**400, 0.9, "one number", "a value of type int"),
        ([1.0, [2.0]], [1.0, 2.0], "a list of 2 numbers", "a list of length 2"),
        ([1.0], [1.0, 2.0], "a list of 2 numbers", "a list of length 1"),
        (np.ones((2, 2)), torch.ones(2, 2), "a torch.Tensor of shape (2, 2)", "a numpy array of shape (2, 2)"),
        ([1.0, 1.0], torch.ones(2), "a torch.Tensor of shape (2,)", "a list of length 2"),
        (torch.ones(3, 2), torch.ones(2, 3), "a torch.Tensor of shape (2, 3)", "a tensor of shape (3, 2)"),
        (torch.ones(2, dtype=torch.complex64), torch.ones(2), "a torch.Tensor of shape (2,)", "a tensor of shape (2,)"),
        (torch.ones(2, device="meta"), torch.ones(2), "a torch.Tensor of shape (2,)", "a tensor of shape (2,)"),
        (1, True, "True or False", "a value of type int"),
        (1.0, "A", "a text", "a value of type float"),
        (object(), 0.9, "one number", "a value of type object"),
    ],
)
def test_another_kind_or_shape_is_told(value: object, expected: object, expected_kind: str, seen: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(value, expected)
    assert (caught.value.expected_kind, caught.value.seen) == (expected_kind, seen)
    assert str(caught.value) == f"{expected_kind}, but got {seen}"


def test_same_allows_a_relative_error_of_1e_4_and_the_given_tolerance() -> None:
    assert same(numbers(1.00009), numbers(1.0), 0.0)
    assert not same(numbers(1.00011), numbers(1.0), 0.0)
    assert same(numbers(0.005), numbers(0.0), 0.0051)
    assert not same(numbers(0.005), numbers(0.0), 0.0049)
    assert same(numbers(math.inf, math.nan), numbers(math.inf, math.nan), 0.0)
    assert not same(numbers(math.inf), numbers(-math.inf), 0.0)
    assert not same(numbers(1.0, 1.0), numbers(1.0), 0.0)
    assert same("a", "a", 0.0)
    assert not same(True, numbers(1.0), 0.0)
    assert not same(True, False, 0.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1 / 3, "0.333333"),
        (7, "7"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (True, "True"),
        ("A", "'A'"),
        ([0.5, 1], "[0.5, 1]"),
        (torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "[[1, 2], [3, 4]]"),
        (torch.zeros(13), "a tensor of shape (13,)"),
        (torch.zeros(12), "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"),
        (None, "None"),
        ([1, "x"], "a list of length 2"),
        (print, "a value of type builtin_function_or_method"),
        (numbers, "the function numbers"),
    ],
)
def test_values_are_shown_in_a_sentence(value: object, text: str) -> None:
    assert show(value) == text


def test_kind_never_runs_the_values_own_code() -> None:
    class Loud:
        def __repr__(self) -> str:
            raise AssertionError("was run")

        __str__ = __float__ = __array__ = __len__ = __repr__  # type: ignore[assignment]

    assert kind(Loud()) == show(Loud()) == "a value of type Loud"


def test_a_difference_names_the_first_place_in_a_table() -> None:
    assert difference(numbers(1), numbers(2), 0.0) == "gave [1], but [2] was expected"
    goal = torch.arange(4.0).reshape(2, 2).double()
    found = goal + torch.tensor([[0.0, 0.0], [0.5, 1.0]])
    assert difference(found, goal, 1e-6) == "gave 2.5 at [1, 0], but 2 was expected there"
    long = numbers(*range(20))
    assert difference(long + (long == 17), long, 1e-6) == "gave 18 at [17], but 17 was expected there"
    assert difference("a", "b", 0.0) == "gave 'a', but 'b' was expected"


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        (-1, "Every number has the wrong sign."),
        (100, "Every number is 100 times too large: give shares of 1, not per cent."),
        (1 / math.log(2), "Every number is in bits: use the natural logarithm, not the one to base 2."),
        (1 / math.log(10), "Every number is to base 10: use the natural logarithm."),
        (0.5, "Every number is 0.5 times what it should be."),
        (1.004, "That is close: is something rounded on the way?"),
    ],
)
def test_a_common_factor_is_named(factor: float, sentence: str) -> None:
    goals = [numbers(0.3, 0.0), numbers(0.7), numbers(2.0)]
    assert pattern([factor * goal for goal in goals], list(goals)) == sentence


def test_an_infinite_goal_does_not_hide_the_factor() -> None:
    goals = [numbers(0.3), numbers(0.7), numbers(math.inf)]
    assert pattern([2 * goal for goal in goals], list(goals)).startswith("Every number is 2 times")


@pytest.mark.parametrize(
    "found",
    [
        [numbers(0.6), numbers(1.5)],  # no common factor
        [numbers(0.0), numbers(0.0)],
        [numbers(math.nan), numbers(math.nan)],
        [True, False],
    ],
)
def test_no_factor_no_sentence(found: list) -> None:
    goals = [numbers(0.3), numbers(0.7)] if isinstance(found[0], torch.Tensor) else [False, True]
    assert pattern(found, goals) == ""


def test_one_number_alone_shows_no_pattern() -> None:
    assert pattern([numbers(-1.0), numbers(0.0)], [numbers(1.0), numbers(0.0)]) == ""


def test_a_factor_counts_only_if_zeros_are_right_too() -> None:
    goals = [numbers(0.3, 0.7), numbers(0.0)]
    assert pattern([numbers(0.6, 1.4), numbers(1.0)], list(goals)) == ""
