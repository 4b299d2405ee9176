"""Mean loss and accuracy: batches weigh what they hold, and only classes are counted."""

import math

import pytest
import torch
from torch import tensor

from nls_tutorial.training.running_mean import RunningMean


def row(*batches) -> list[float]:
    mean = RunningMean(torch.device("cpu"))
    for loss, outputs, targets in batches:
        mean.add(tensor(loss), outputs, targets, samples=len(outputs))
    return mean.row()


LOGITS = tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]])


def test_batches_weigh_by_their_samples() -> None:
    assert row((1.0, LOGITS, tensor([0, 0, 0])), (5.0, LOGITS[:1], tensor([1]))) == [2.0, 0.5]


def test_labels_outside_the_classes_are_not_counted() -> None:
    assert row((1.0, LOGITS, tensor([0, -100, 255]))) == [1.0, 1.0]


def test_dense_labels() -> None:
    dense = torch.stack([LOGITS.T, -LOGITS.T])  # (2, 2, 3)
    assert row((1.0, dense, tensor([[0, 1, 0], [0, 1, 1]]))) == [1.0, pytest.approx(4 / 6)]


def test_the_largest_share_counts_as_the_label() -> None:
    assert row((1.0, LOGITS, tensor([[0.6, 0.4], [0.6, 0.4], [0.1, 0.9]]))) == [1.0, pytest.approx(1 / 3)]


@pytest.mark.parametrize(
    "targets",
    [
        tensor([[1.0, 2.0], [0.0, 5.0], [1.0, 0.0]]) * 3,  # no distributions
        tensor([1.0, 0.0, 1.0]),  # no labels
        tensor([[0], [1], [0]]),  # another shape
        {"boxes": tensor([1.0])},
        tensor([-1, -1, -1]),  # nothing to count
    ],
)
def test_no_classes_no_accuracy(targets) -> None:
    loss, accuracy = row((0.5, LOGITS, targets))
    assert loss == 0.5
    assert math.isnan(accuracy)


def test_many_pixels_are_counted_exactly() -> None:
    mean = RunningMean(torch.device("cpu"))
    mean.counted += 2**24  # where float32 stops counting
    mean.add(tensor(1.0), LOGITS, tensor([0, 1, 0]), samples=3)
    assert int(mean.counted) == 2**24 + 3


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_is_refused(loss) -> None:
    with pytest.raises(ValueError, match=r"loss must stay finite, but got (nan|inf)\. Lower the learning rate"):
        row((loss, LOGITS, tensor([0, 0, 0])))
