import numpy as np
import pytest
import torch

from nls_tutorial import checks


def refused(error: type[Exception], words: str, rule, *given: object) -> None:
    with pytest.raises(error, match=words):
        rule("name", *given)


@pytest.mark.parametrize("value", [1, 0, None, "yes", np.bool_(True), torch.tensor(True), torch.zeros(2)])
def test_a_switch_is_true_or_false(value: object) -> None:
    checks.flag("name", True)
    checks.flag("name", False)
    refused(TypeError, r"^name must be True or False, but got", checks.flag, value)


def test_texts_functions_and_classes() -> None:
    checks.text("name", "")
    checks.function("name", len, "Give one.")
    checks.instance("name", 1, (int, str), "Give one.")
    refused(TypeError, r"^name must be a text, but got bytes\. Give a text", checks.text, b"x")
    refused(TypeError, r"^name must be a function, but got int\. Give one", checks.function, 1, "Give one.")
    refused(TypeError, r"^name must be a function, but got the class int\. Give", checks.function, int, "Give one.")
    refused(TypeError, r"^name must be of class int or str, but got float", checks.instance, 1.0, (int, str), "Give.")


@pytest.mark.parametrize("value", ["ab", b"ab", 3, None, torch.tensor(1), torch.zeros(2, 2), np.zeros((2, 2))])
def test_several_are_several(value: object) -> None:
    assert checks.several("name", (2, 1), "Give some.") == [2, 1]
    assert checks.several("name", range(2), "Give some.") == [0, 1]
    assert checks.several("name", np.array([1, 2]), "Give some.") == [1, 2]
    refused(TypeError, r"^name must hold several values in a row, but got", checks.several, value, "Give some.")


@pytest.mark.parametrize("value", [3, (3,), (1, 2, 3), "ab", (0, 1), (1, 2**21), (1.0, 2), None, torch.zeros(2)])
def test_a_size_is_height_and_width(value: object) -> None:
    assert checks.picture_size("name", [2, 3]) == (2, 3)
    assert checks.picture_size("name", torch.zeros(4, 5).shape) == (4, 5)
    refused((TypeError, ValueError), r"^name must be", checks.picture_size, value)


def test_generators_types_and_places() -> None:
    checks.cpu_generator("name", torch.Generator())
    refused(TypeError, r"^name must be of class Generator, but got int", checks.cpu_generator, 0)
    for dtype in (None, torch.float16, torch.float64):
        checks.float_type("name", dtype)
    for dtype in (torch.int64, torch.complex64, torch.float8_e5m2, "float32", torch.zeros(2)):
        refused(TypeError, r"^name must be", checks.float_type, dtype)
    for place in (None, "cpu", torch.device("cpu"), "meta"):
        checks.place("name", place)
    for place in ("", "gpu", "cuda:99", "cpu:x"):
        refused(ValueError, r"^name must name a device that PyTorch has here, but got '", checks.place, place)
    for place in (0, torch.zeros(2)):
        refused(TypeError, r"^name must be of class str or device, but got", checks.place, place)


def test_numbers_that_are_too_large() -> None:
    for value in (2**63, 10**20, 10**400):
        refused(ValueError, r"^name must be at most 9223372036854775807, but got", checks.whole, value, 0)
    assert checks.whole("name", 2**63 - 1, 0) == 2**63 - 1
    with pytest.raises(ValueError, match=r"^name must be at most 7, but got 8. Give a smaller whole number"):
        checks.whole("name", 8, 0, high=7)
    with pytest.raises(ValueError, match=r"^name must be at most 7, but got 7.5. Give a smaller number"):
        checks.at_least("name", 7.5, 0, high=7)
    refused(ValueError, r"^name must be at most 16777216, but got", checks.class_count, 2**24 + 1)


def test_numbers_and_places_of_tensors() -> None:
    meta = torch.zeros(2, device="meta")
    refused(ValueError, r"^name must hold numbers, but got a tensor on the meta device", checks.with_numbers, meta)
    checks.with_numbers("name", torch.zeros(2), beside=torch.ones(1))
    refused(ValueError, r"^name must be on meta, as all the others, but", checks.same_place, torch.zeros(2), meta)
    refused(TypeError, r"^name must hold floating-point numbers", checks.floating, torch.zeros(2).to(torch.float8_e5m2))
