"""What `train` cannot use is refused by its argument's name, before the first step."""

from dataclasses import replace
from functools import partial

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from spec.loss_checks import as_shipped
from torch import nn
from torch.nn import functional as F
from torch.optim import SGD, Optimizer
from torch.optim.lr_scheduler import LambdaLR, ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, TensorDataset

from nls_tutorial.data import digits
from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.training import train
from nls_tutorial.training.inputs import check_data, follows_validation, made_scheduler

DATA = digits().test


class Bare:
    """Data without pictures."""

    def __len__(self) -> int:
        return 3

    def select(self, indices):
        return self

    def to(self, device):
        return self


class NeedsClosure(Optimizer):
    def __init__(self, parameters):
        super().__init__(parameters, {})

    def step(self, closure):
        raise AssertionError("never reached")


MODEL = mlp(64, 10)


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"model": lambda x: x}, TypeError, r"model must be a torch\.nn\.Module, but got function"),
        ({"model": nn.Flatten()}, ValueError, "model must have weights that can change, but got none"),
        ({"model": mlp(64, 10).requires_grad_(False)}, ValueError, "model must .* change, but got frozen ones only"),
        ({"data": DataLoader(TensorDataset(torch.zeros(2)))}, TypeError, r"data must have len, .* but got DataLoader"),
        ({"data": (DATA.images, DATA.labels)}, TypeError, r"data must have len, select\(indices\) .* but got tuple"),
        ({"validation": [1]}, TypeError, "validation must have len, .* but got list"),
        ({"data": Bare()}, ValueError, "batch_of must be given for data of this kind, but got Bare"),
        ({"loss": nn.CrossEntropyLoss}, TypeError, "loss must be a function, but got the class CrossEntropyLoss"),
        ({"loss": "nll"}, TypeError, "loss must be a function, but got str"),
        ({"optimizer": SGD(MODEL.parameters(), 0.1)}, TypeError, r"optimizer must make .* but got SGD\. Give partial"),
        ({"optimizer": list}, TypeError, r"optimizer must make an optimizer from parameters, but got the class list"),
        ({"optimizer": torch.optim.LBFGS}, ValueError, "optimizer must step without a closure, but got LBFGS, which"),
        ({"optimizer": NeedsClosure}, ValueError, "optimizer must step without a closure, but got NeedsClosure"),
        ({"optimizer": int}, TypeError, "optimizer must make an optimizer from parameters, but got the class int"),
        ({"scheduler": 3}, TypeError, "scheduler must make a scheduler from an optimizer, but got int"),
        ({"scheduler": int}, TypeError, "scheduler must make a scheduler from an optimizer, but got the class int"),
        ({"data": None}, TypeError, r"data must have len, select\(indices\) and to\(device\), but got NoneType"),
        ({"data": torch.zeros(3)}, TypeError, r"data must have len, select\(indices\) .* but got Tensor"),
        ({"after_epoch": 3}, TypeError, "after_epoch must be a function, but got int"),
        ({"checkpoint": 3}, TypeError, "checkpoint must be a file name, but got int"),
        ({"checkpoint": "a" * 5000}, ValueError, "checkpoint must be a name that a file can have, but got 'aaaa"),
        ({"checkpoint": "a\0b"}, ValueError, "checkpoint must be a name that a file can have"),
        ({"scheduler": lambda optimizer: 3}, TypeError, r"scheduler must make a torch\.optim\.lr_scheduler, but got"),
        ({"scheduler": ReduceLROnPlateau}, ValueError, "scheduler must not need a validation loss where there is none"),
        ({"batch_of": 3}, TypeError, "batch_of must be a function, but got int"),
        ({"progress": 1}, TypeError, "progress must be True or False, but got 1"),
        ({"model": mlp(63, 10)}, ValueError, "model must take the inputs that batch_of gives, but got inputs"),
        ({"model": mlp(64, 9)}, ValueError, "loss must take the model.s outputs and .* from 0 to 9"),
    ],
)
def test_refused_before_the_first_step(changed, error, said) -> None:
    given = {"model": MODEL, "data": DATA, "loss": F.cross_entropy, "epochs": 1, **changed}
    weights = list(given["model"].parameters()) if isinstance(given["model"], nn.Module) else []
    before = [weight.clone() for weight in weights]
    with as_shipped(), pytest.raises(error, match=said):
        train(**{"progress": False, **given})
    assert all(torch.equal(one, other) for one, other in zip(before, weights, strict=True))


def test_which_schedules_ask_for_a_number() -> None:
    optimizer = SGD(MODEL.parameters(), 0.1)
    assert not follows_validation(StepLR(optimizer, 1))
    assert not follows_validation(LambdaLR(optimizer, float))
    assert follows_validation(ReduceLROnPlateau(optimizer))
    assert made_scheduler(None, optimizer, False) is None
    assert isinstance(made_scheduler(partial(StepLR, step_size=2), optimizer, False), StepLR)


def test_a_picture_without_objects_needs_no_label() -> None:
    labels, own = torch.tensor([0, -1]), torch.tensor([[0, -1], [-1, -1]])
    boxes = torch.zeros(2, 2, 4)
    pictures = Images(torch.zeros(2, 1, 8, 8), labels, ("a", "b"), "train", boxes=boxes, box_labels=own)
    check_data("data", pictures, lambda batch, generator: (batch.images, batch.labels))
    for wrong in (replace(pictures, box_labels=own.clone().fill_(0)), replace(pictures, box_labels=None)):
        with pytest.raises(ValueError, match=r"data\.labels must lie in 0 … 1, but got -1"):
            check_data("data", wrong, lambda batch, generator: (batch.images, batch.labels))
