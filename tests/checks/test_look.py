"""Rules about numbers in tensors are read once, at the end, and name what they refuse."""

import pytest
import torch
from torch import tensor

from nls_tutorial import checks
from nls_tutorial.checks import look

RULES = {
    "fraction": (lambda rules, x: look.fraction(rules, "epsilon", x, "Use 0.1."), 0.5, 1.5),
    "positive": (lambda rules, x: look.positive(rules, "gamma", x, "Use 1."), 2.0, 0.0),
    "at_least": (lambda rules, x: look.at_least(rules, "margin", x, 0, "Use 6."), 0.0, -1.0),
}


@pytest.mark.parametrize("name", RULES)
def test_a_plain_number_is_looked_at_now(name: str) -> None:
    rule, good, bad = RULES[name]
    rules = look.start(torch.zeros(1))
    assert rule(rules, good) == good
    with pytest.raises(ValueError, match=r"must .*, but got"):
        rule(rules, bad)
    assert rules == []


@pytest.mark.parametrize("name", RULES)
def test_a_tensor_is_looked_at_later(name: str) -> None:
    rule, good, bad = RULES[name]
    rules = look.start(torch.zeros(1))
    learned = tensor(good, requires_grad=True)
    assert rule(rules, learned) is learned
    assert look.finds_well(rules, tensor(1.0))
    look.complain(rules)
    for wrong in (bad, torch.nan, torch.inf):
        rules = look.start(torch.zeros(1))
        rule(rules, tensor(wrong))
        assert not look.finds_well(rules, tensor(1.0))
        with pytest.raises(ValueError, match=r"must .*, but got"):
            look.complain(rules)


def test_the_answer_itself_must_be_finite() -> None:
    assert look.finds_well([], tensor(1.0))
    assert not look.finds_well(None, tensor(torch.nan))
    assert not look.finds_well([(tensor(True), lambda: None)], tensor(torch.inf))


def test_nothing_is_read_where_checks_are_off() -> None:
    with checks.off():
        rules = look.start(torch.zeros(1))
        assert rules is None
        assert float(look.fraction(rules, "epsilon", tensor(7.0), "")) == 7
    look.complain(rules)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (tensor([0.5]), ValueError, r"epsilon must be one number, but got a tensor of shape \(1,\)"),
        (tensor(True), TypeError, r"epsilon must be a real number, but got torch\.bool"),
    ],
)
def test_other_tensors_are_refused(value, error, message) -> None:
    with pytest.raises(error, match=message):
        look.fraction(look.start(), "epsilon", value, "Use 0.1.")
