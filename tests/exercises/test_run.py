import sys

import pytest
import torch

from nls_tutorial.exercises.run import run, signature_error


def test_a_value_comes_back() -> None:
    outcome = run(lambda a, b: a + b, ("a", "b"), (1.0, 2.0))
    assert (outcome.value, outcome.error, outcome.trouble) == (3.0, None, "")


def test_an_error_is_told_with_its_line() -> None:
    def broken(a: float) -> float:
        return a / 0  # the line

    outcome = run(broken, ("a",), (1.0,))
    line = broken.__code__.co_firstlineno + 1
    assert outcome.error is ZeroDivisionError
    assert outcome.trouble == (
        f"it stopped with ZeroDivisionError: float division by zero, in line {line} (`return a / 0  # the line`)."
    )


def test_an_error_inside_a_library_is_told_with_the_students_line() -> None:
    def broken(a: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.softmax(a, dim=5)

    trouble = run(broken, ("a",), (torch.ones(2),)).trouble
    assert trouble.endswith("(`return torch.nn.functional.softmax(a, dim=5)`).")
    assert "IndexError: Dimension out of range" in trouble


def test_an_error_from_a_builtin_has_no_line() -> None:
    assert run(len, ("a",), (1.0,)).trouble == "it stopped with TypeError: object of type 'float' has no len()."


def test_an_error_in_code_without_a_file_has_a_number_only() -> None:
    space: dict = {}
    exec(compile("def broken(a):\n    return b\n", "<no file>", "exec"), space)
    assert run(space["broken"], ("a",), (1.0,)).trouble == (
        "it stopped with NameError: name 'b' is not defined, in line 2."
    )


def test_an_error_whose_text_fails_is_told_by_its_type() -> None:
    class Nasty(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no text")

    def broken(a: float) -> float:
        raise Nasty

    assert run(broken, ("a",), (1.0,)).trouble.startswith("it stopped with Nasty, in line ")


def test_a_long_error_is_cut_to_its_first_line() -> None:
    def broken(a: float) -> float:
        raise ValueError("x" * 300 + "\n" + "y" * 2)

    trouble = run(broken, ("a",), (1.0,)).trouble
    assert f": {'x' * 200}, in line" in trouble
    assert "yy" not in trouble


def test_exit_does_not_end_the_kernel() -> None:
    assert run(lambda a: sys.exit("bye"), ("a",), (1.0,)).error is SystemExit


def test_an_interrupt_still_stops() -> None:
    def broken(a: float) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(broken, ("a",), (1.0,))


def test_endless_recursion_is_told() -> None:
    def deeper(a: float) -> float:
        return deeper(a)

    assert run(deeper, ("a",), (1.0,)).error is RecursionError


def test_a_coroutine_is_closed_without_a_warning() -> None:
    async def later(a: float) -> float:
        return a

    assert type(run(later, ("a",), (1.0,)).value).__name__ == "coroutine"


def test_a_changed_input_is_told_and_the_original_is_safe() -> None:
    original = torch.tensor([1.0, 2.0])

    def harmful(x: torch.Tensor, n: float) -> torch.Tensor:
        return x.mul_(2)

    outcome = run(harmful, ("x", "n"), (original, 1.0))
    assert outcome.trouble == "it changed its input x. Work on a copy, such as x.clone()."
    assert original.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("change", [lambda x: x.append(1), lambda x: x.clear(), lambda x: x.reverse()])
def test_a_changed_list_is_told(change) -> None:
    assert "changed its input shares" in run(change, ("shares",), ([0.5, 0.2, 0.3],)).trouble


@pytest.mark.parametrize("change", [lambda x: x.unsqueeze_(0), lambda x: x.resize_(1)])
def test_a_changed_shape_is_told(change) -> None:
    assert "changed its input x" in run(change, ("x",), (torch.ones(2),)).trouble


def test_asking_for_gradients_is_no_change() -> None:
    def by_autograd(x: torch.Tensor) -> torch.Tensor:
        x.requires_grad_()
        (x**2).sum().backward()
        assert x.grad is not None
        return x.grad

    assert run(by_autograd, ("x",), (torch.ones(2),)).trouble == ""


def test_a_signature_error_says_which_arguments_are_expected() -> None:
    assert signature_error(lambda a, b: a, ("epsilon", "classes")) == ""
    assert signature_error(lambda *a: a, ("epsilon", "classes")) == ""
    assert signature_error(lambda a, b, c=1: a, ("epsilon", "classes")) == ""
    assert (
        signature_error(lambda a: a, ("epsilon", "classes")) == "it should take (epsilon, classes), but it takes (a)."
    )
    assert signature_error(lambda a, b, *, c: a, ("epsilon", "classes")).endswith("it takes (a, b, c).")
    assert signature_error(min, ("epsilon", "classes")) == ""  # a built-in function may have no signature
