"""What torch says about a model or a loss that does not fit names the argument; the reader's own errors stay."""

import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.training.calls import checked_loss, checked_pairs, predict


class Many(nn.Module):
    def forward(self, first, second=0.0):
        return first - second


def test_inputs_are_spread() -> None:
    two = torch.tensor(2.0), torch.tensor(5.0)
    assert float(predict(Many(), two[0])) == 2
    assert float(predict(Many(), two)) == -3
    assert float(predict(Many(), {"second": two[0], "first": two[1]})) == 3


@pytest.mark.parametrize(
    ("model", "inputs", "error", "said"),
    [
        (nn.Linear(3, 2), torch.zeros(4, 5), ValueError, "inputs (4, 5) float32: RuntimeError: "),
        (nn.Linear(3, 2), torch.zeros(4, 3).long(), ValueError, "inputs (4, 3) int64 from 0 to 0: RuntimeError"),
        (nn.Embedding(3, 2), torch.tensor([1, 5]), ValueError, "inputs (2,) int64 from 1 to 5: IndexError: index out"),
        (nn.Flatten(), (1, torch.zeros(2)), TypeError, "inputs (int, (2,) float32): TypeError: "),
    ],
)
def test_a_model_that_does_not_take_the_inputs(model, inputs, error, said) -> None:
    rule = "model must take the inputs that batch_of gives, but got "
    with pytest.raises(error, match=re.escape(rule + said)):
        predict(model, inputs)


@pytest.mark.parametrize(
    ("outputs", "targets", "said"),
    [
        (torch.zeros(2, 3), torch.tensor([0, 5]), "outputs (2, 3) float32, targets (2,) int64 from 0 to 5: IndexError"),
        (torch.zeros(2, 3), torch.tensor([0]), "outputs (2, 3) float32, targets (1,) int64 from 0 to 0: ValueError"),
        ([], torch.tensor([0]), "outputs (), targets (1,) int64 from 0 to 0: "),
    ],
)
def test_a_loss_that_does_not_take_the_outputs(outputs, targets, said) -> None:
    rule = "loss must take the model's outputs and the targets, but got "
    with pytest.raises((ValueError, TypeError), match=re.escape(rule + said)):
        checked_loss(lambda z, y: F.cross_entropy(z, y))(outputs, targets)


def test_a_loss_of_one_argument() -> None:
    with pytest.raises(TypeError, match=r"loss must take the model's outputs and the targets, .* 2 were given"):
        checked_loss(lambda outputs: outputs.sum())(torch.zeros(2, 3), torch.zeros(2))


@pytest.mark.parametrize("error", [RuntimeError, KeyError, AttributeError, ZeroDivisionError])
def test_an_error_of_ones_own_stays(error) -> None:
    def fails(*_):
        raise error("mine")

    model = nn.Linear(1, 1)
    model.forward = fails
    with pytest.raises(error, match="mine"):
        predict(model, torch.zeros(1))
    with pytest.raises(error, match="mine"):
        checked_loss(fails)(0, 0)


def test_a_loss_without_a_gradient() -> None:
    weights = torch.zeros(2, 3, requires_grad=True)
    with pytest.raises(ValueError, match="loss must depend on weights that can change, but got a number without"):
        checked_loss(lambda z, y: z.detach().sum())(weights, None)
    with torch.no_grad():
        assert float(checked_loss(lambda z, y: z.sum())(weights, None)) == 0


@pytest.mark.parametrize(("value", "seen"), [(3, "int"), ((1, 2, 3), "3 values"), (torch.zeros(2), "Tensor")])
def test_a_batch_that_is_no_pair(value, seen) -> None:
    with pytest.raises(TypeError, match=rf"batch_of must return the pair \(inputs, targets\), but got {seen}\. End it"):
        checked_pairs(lambda batch, generator: value)(None, None)
