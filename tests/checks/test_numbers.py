import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.checks import at_least, choice, fraction, positive, whole

NOT_NUMBERS = ["0.5", None, True, 1j, [0.5], torch.tensor(0.5)]


@given(st.floats(0, 1))
def test_a_fraction_passes_unchanged(value: float) -> None:
    assert fraction("epsilon", value) == value


@pytest.mark.parametrize("value", [0, 1, 0.0, 1.0, np.float32(0.5), np.int64(1), Fraction(1, 2)])
def test_a_fraction_may_be_any_real_number_and_becomes_a_float(value: float) -> None:
    assert type(fraction("epsilon", value)) is float
    assert fraction("epsilon", value) == float(value)


@pytest.mark.parametrize("value", [-1e-9, 1 + 1e-9, 1.5, math.nan, math.inf, -math.inf])
def test_a_fraction_outside_is_refused(value: float) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        fraction("epsilon", value, "Use 0.1.")
    assert str(caught.value) == f"epsilon must lie in [0, 1], but got {value}. Use 0.1."


def test_a_fraction_has_a_step_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"but got 2\. Give a share between nothing \(0\) and all \(1\)\.$"):
        fraction("epsilon", 2)


@pytest.mark.parametrize("value", [1e-300, 1, 2.5, np.float32(3)])
def test_a_positive_number_passes(value: float) -> None:
    assert positive("temperature", value) == float(value)


@pytest.mark.parametrize("value", [0, 0.0, -1, math.nan, math.inf])
def test_a_number_that_is_not_positive_is_refused(value: float) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        positive("temperature", value)
    assert str(caught.value) == f"temperature must be a finite number above 0, but got {value}. Give a number above 0."


@pytest.mark.parametrize("value", [0, 0.5, 10])
def test_at_least_takes_the_edge(value: float) -> None:
    assert at_least("gamma", value, 0) == float(value)


@pytest.mark.parametrize("value", [-1e-9, -1, math.nan, math.inf])
def test_below_the_least_is_refused(value: float) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        at_least("gamma", value, 0, "Use 3.")
    assert str(caught.value) == f"gamma must be a finite number of at least 0, but got {value}. Use 3."


def test_at_least_has_a_step_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"^gamma must be a finite number of at least 1\.5, but got 1\. Raise it\.$"):
        at_least("gamma", 1, 1.5)


@pytest.mark.parametrize("value", NOT_NUMBERS)
@pytest.mark.parametrize("rule", [fraction, positive, lambda name, value: at_least(name, value, 0)])
def test_what_is_no_real_number_is_a_type_error(rule: Callable[[str, object], float], value: object) -> None:
    with pytest.raises(TypeError) as caught:
        rule("epsilon", value)
    assert str(caught.value).startswith(
        f"epsilon must be a real number, but got {value!r} ({type(value).__name__}). "
    )  # fmt: skip


@pytest.mark.parametrize("value", [2, 3, np.int64(2)])
def test_a_whole_number_passes_as_an_int(value: int) -> None:
    assert type(whole("classes", value, 2)) is int
    assert whole("classes", value, 2) == value


def test_a_whole_number_below_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^classes must be at least 2, but got 1\. Give a larger whole number\.$"):
        whole("classes", 1, 2)


@pytest.mark.parametrize("value", [2.0, "2", True, None, torch.tensor(2)])
def test_what_is_no_whole_number_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        whole("classes", value, 2, "Count them.")
    assert str(caught.value) == (
        f"classes must be a whole number, but got {value!r} ({type(value).__name__}). Count them."
    )


@pytest.mark.parametrize("value", ["mean", np.str_("sum")])
def test_a_choice_passes(value: str) -> None:
    choice("reduction", value, ("mean", "sum"))


@pytest.mark.parametrize("value", ["Mean", None, 0, ["mean"], np.array(["mean", "sum"]), torch.ones(2)])
def test_another_choice_is_refused(value: object) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        choice("reduction", value, (name for name in ("mean", "sum")))
    assert str(caught.value) == f"reduction must be one of 'mean', 'sum', but got {value!r}. Pick one of those."
