"""Many networks as one: their weights are views while it lasts, and their own again afterwards."""

import pytest
import torch
from spec.loss_checks import as_shipped
from torch import nn

from nls_tutorial.models import mlp
from nls_tutorial.training.stack import Stack, check_alike

CPU = torch.device("cpu")


def models(count: int = 3) -> list[nn.Module]:
    return [mlp(4, 2, width=5, seed=number) for number in range(count)]


@pytest.fixture
def stacked():
    many = models()
    stack = Stack(many)
    stack.take(CPU)
    return many, stack


@pytest.mark.parametrize("shared", [True, False])
def test_together_they_say_what_each_says(stacked, shared: bool) -> None:
    many, stack = stacked
    inputs = torch.rand(6, 1, 2, 2) if shared else torch.rand(3, 6, 1, 2, 2)
    said = stack.predict(inputs, shared)
    each = [model(inputs if shared else inputs[number]) for number, model in enumerate(many)]
    torch.testing.assert_close(said, torch.stack(each))


def test_what_changes_in_the_stack_is_seen_in_the_model_and_kept(stacked) -> None:
    many, stack = stacked
    name = next(name for name, _ in many[0].named_parameters())
    with torch.no_grad():
        stack.tensors[name][1] += 1
    assert torch.equal(dict(many[1].named_parameters())[name], stack.tensors[name][1])
    kept = stack.tensors[name][1].clone()
    stack.release()
    with torch.no_grad():
        stack.tensors[name][1] += 1
    assert torch.equal(dict(many[1].named_parameters())[name], kept), "its own memory again"


def test_gradients_are_each_networks_own(stacked) -> None:
    many, stack = stacked
    inputs = torch.rand(6, 1, 2, 2)
    stack.predict(inputs, True)[0].sum().backward()
    first, second = stack.gradients(slice(0, 1)), stack.gradients(slice(1, 2))
    assert any(float(gradient.abs().sum()) > 0 for gradient in first)
    assert all(float(gradient.abs().sum()) == 0 for gradient in second)
    assert [g.shape for g in stack.gradients(slice(0, 2))] == [(2, *w.shape) for w in many[0].parameters()]
    stack.forget_gradients()
    assert stack.gradients(slice(0, 1)) == [None] * len(first)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (list, ValueError, r"models must be a list of at least one model"),
        (lambda: [*models(1), 3], TypeError, r"models\[1\] must be a torch\.nn\.Module, but got int"),
        (lambda: [*models(1), mlp(4, 3)], ValueError, r"models must have one shape, but got models\[1\] unlike"),
        (lambda: models(1) * 2, ValueError, r"models must not share weights"),
        (lambda: [nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.1))], ValueError, r"must not use dropout, but got 1 ="),
        (lambda: [nn.BatchNorm1d(2, momentum=None)], ValueError, r"must have batch norm with a momentum"),
    ],
)
def test_networks_that_cannot_be_one_are_refused(make, error, message) -> None:
    check_alike(models())
    given = make()
    with as_shipped(), pytest.raises(error, match=message):  # the shape checker looks at some of a list's items
        check_alike(given)
