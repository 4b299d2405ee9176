import torch

from nls_tutorial.exercises import check
from nls_tutorial.lessons.l00_start_here.exercises import hard_label, is_label


def test_hard_label_agrees_with_torch() -> None:
    for classes in (2, 3, 10):
        for label in range(classes):
            row = torch.nn.functional.one_hot(torch.tensor(label), classes)
            assert hard_label(label, classes) == row.tolist()


def test_a_tensor_is_welcome_where_a_list_is_asked() -> None:
    assert check("00.1", lambda label, classes: torch.eye(classes)[label]).passed


def test_is_label_by_hand() -> None:
    assert is_label([1.0, 0.0])
    assert is_label([1 / 3] * 3)
    assert not is_label([0.5, 0.4])
    assert not is_label([1.1, -0.1])
    assert sum([0.1] * 10) != 1  # the case that the exercise is about
    assert is_label([0.1] * 10)
