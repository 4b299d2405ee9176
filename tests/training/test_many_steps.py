"""Steps and losses of many networks at once are those of each alone."""

from functools import partial

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial.losses import margin_loss
from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.training.batches import images_and_labels
from nls_tutorial.training.many_steps import Losses, Steps
from nls_tutorial.training.networks import one_each
from nls_tutorial.training.stack import Stack

CPU = torch.device("cpu")
DATA = Images(torch.rand(6, 1, 2, 2, generator=torch.Generator().manual_seed(0)), torch.arange(6) % 2, ("a", "b"), "t")
PLATEAU = partial(torch.optim.lr_scheduler.ReduceLROnPlateau, patience=0, factor=0.5)


def networks(count: int = 3, **more: object):
    given = {"data": DATA, "losses": F.cross_entropy, "validation": None, "batch_of": images_and_labels}
    given |= {"optimizer": partial(torch.optim.SGD, lr=0.1), "scheduler": None, "seed": 0, **more}
    return one_each([mlp(4, 2, width=5, seed=number) for number in range(count)], **given)


@pytest.mark.parametrize(
    "optimizer",
    [partial(torch.optim.SGD, lr=0.1, momentum=0.9), partial(torch.optim.Adam, lr=0.1), torch.optim.Adagrad],
)
def test_a_step_together_is_the_step_of_each(optimizer) -> None:
    together, apart = networks(optimizer=optimizer), networks(optimizer=optimizer)
    stack = Stack([one.model for one in together])
    stack.take(CPU)
    steps = Steps(stack, together, validated=False)
    assert len(steps.parts) == 1, "one optimizer for all"
    alone = [optimizer(one.model.parameters()) for one in apart]
    for _ in range(3):
        steps.step(torch.stack([F.cross_entropy(said, DATA.labels) for said in stack.predict(DATA.images, True)]))
        for one, own in zip(apart, alone, strict=True):
            own.zero_grad()
            F.cross_entropy(one.model(DATA.images), DATA.labels).backward()
            own.step()
    for one, other in zip(together, apart, strict=True):
        for weight, expected in zip(one.model.parameters(), other.model.parameters(), strict=True):
            torch.testing.assert_close(weight, expected)


def test_a_schedule_that_follows_validation_is_each_networks_own() -> None:
    many = networks(scheduler=PLATEAU)
    stack = Stack([one.model for one in many])
    stack.take(CPU)
    steps = Steps(stack, many, validated=True)
    assert len(steps.parts) == 3
    for losses in ((1.0, 1.0, 1.0), (0.5, 2.0, 0.5)):
        steps.schedule([[0.0, 0.0, loss, 0.0] for loss in losses])
    rates = [optimizer.param_groups[0]["lr"] for _, (optimizer, _), _ in steps.parts]
    assert rates == pytest.approx([0.1, 0.05, 0.1])


def test_an_optimizer_of_other_weights_is_refused() -> None:
    foreign = torch.nn.Parameter(torch.zeros(1))
    many = networks(optimizer=lambda weights: torch.optim.SGD([foreign], lr=0.1))
    stack = Stack([one.model for one in many])
    stack.take(CPU)
    with pytest.raises(ValueError, match=r"optimizer must use the parameters that it is given, but got SGD"):
        Steps(stack, many, validated=False)


@pytest.mark.parametrize("shared", [True, False])
def test_losses_come_in_the_networks_order(shared: bool) -> None:
    margin = partial(margin_loss, margin=1.0)
    losses = [F.cross_entropy, margin, F.cross_entropy]
    outputs = torch.randn(3, 6, 2, generator=torch.Generator().manual_seed(1), requires_grad=True)
    targets = DATA.labels if shared else torch.stack([DATA.labels, 1 - DATA.labels, DATA.labels])
    found = Losses(networks(losses=losses))(outputs, targets, shared)
    expected = [loss(outputs[n], targets if shared else targets[n]) for n, loss in enumerate(losses)]
    torch.testing.assert_close(found, torch.stack(expected))


def test_a_loss_that_vmap_cannot_take_is_called_one_by_one() -> None:
    def looks(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        assert float(logits.detach().sum()) < 1e9  # reads a value
        return F.cross_entropy(logits, labels)

    outputs = torch.randn(3, 6, 2, requires_grad=True)
    found = Losses(networks(losses=looks))(outputs, DATA.labels, True)
    torch.testing.assert_close(found, torch.stack([F.cross_entropy(one, DATA.labels) for one in outputs]))
