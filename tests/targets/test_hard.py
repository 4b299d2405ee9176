"""one_hot against its loop, torch.nn.functional.one_hot, and values by hand."""

import pytest
import torch
from spec import targets_spec
from spec.loss_checks import refused
from torch.nn import functional as F

from nls_tutorial.targets import one_hot


def test_by_hand() -> None:
    assert one_hot(torch.tensor([2, 0]), 3).tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


@pytest.mark.parametrize(("batch", "classes"), [(1, 2), (9, 4), (5, 1000), (0, 3)])
def test_equals_the_loop_and_torch(batch: int, classes: int) -> None:
    labels = torch.randint(classes, (batch,))
    hard = one_hot(labels, classes)
    assert hard.tolist() == targets_spec.one_hot(labels.tolist(), classes)
    assert torch.equal(hard, F.one_hot(labels, classes).float())
    assert hard.dtype == torch.get_default_dtype()


def test_dense_labels_put_the_classes_second() -> None:
    labels = torch.randint(4, (2, 3, 5))
    assert torch.equal(one_hot(labels, 4), F.one_hot(labels, 4).permute(0, 3, 1, 2).float())


def test_takes_a_type() -> None:
    assert one_hot(torch.tensor([1]), 2, dtype=torch.float64).dtype == torch.float64


def test_refusals() -> None:
    labels = torch.tensor([0, 3])
    with refused(TypeError, "labels must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...)."):
        one_hot([0, 1], 4)
    with refused(TypeError, "labels must be int64, but got torch.float32. Convert it with .long()."):
        one_hot(labels.float(), 4)
    with refused(
        ValueError,
        "labels must lie in 0 … 2, but got 3. "
        "Check that the classes are numbered from 0 and that the number of classes is right.",
    ):
        one_hot(labels, 3)
    with refused(ValueError, "labels must have shape (B,) or (B, H, W), but got (1, 2). Give one label a sample."):
        one_hot(labels[None], 4)
    with refused(
        ValueError, "classes must be at least 2, but got 1. A classifier chooses between at least two classes."
    ):
        one_hot(labels, 1)
    with refused(
        TypeError,
        "classes must be a whole number, but got 3.0 (float). A classifier chooses between at least two classes.",
    ):
        one_hot(labels, 3.0)
