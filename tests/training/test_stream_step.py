"""A step on a batch: in several pieces as in one, with the rule's targets, uniform where objects were removed."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.models import cnn, resnet_cifar
from nls_tutorial.targets import smooth_by_objectness
from nls_tutorial.training.stream_step import StreamStep, prepared

CPU = torch.device("cpu")


def batch(count: int) -> tuple[torch.Tensor, ...]:
    chance = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (count, 3, 8, 8), generator=chance, dtype=torch.uint8)
    labels = torch.randint(0, 3, (count,), generator=chance)
    return pictures, labels, torch.rand(count, generator=chance).double(), torch.arange(count) % 4 == 0


def rule(labels: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    return smooth_by_objectness(labels, share, 3)


def stepped(parts: int, loss=soft_cross_entropy, made=rule, whole: int = 7, **more) -> tuple[nn.Module, torch.Tensor]:
    network = cnn(3, 3, seed=0)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    found = StreamStep(network, loss, optimizer, CPU, 0, made, parts=parts, **more)(batch(7), whole, 0, 0)
    return network, found


def test_the_step_is_that_of_the_rules_targets() -> None:
    network, found = stepped(1)
    expected = cnn(3, 3, seed=0)
    pictures, labels, share, removed = batch(7)
    targets = rule(labels, share.float())
    targets[removed] = 1 / 3
    logits = expected(prepared(pictures, CPU))
    loss = soft_cross_entropy(logits, targets)
    loss.backward()
    for weight, other in zip(network.parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(weight, other - 0.1 * other.grad)
    correct = int((logits.argmax(1) == labels).sum())
    torch.testing.assert_close(found, torch.tensor([7 * float(loss.detach()), correct, 7.0]))


def test_pieces_add_up_to_the_whole() -> None:
    one, whole = stepped(1)
    for parts in (2, 3, 100):
        other, found = stepped(parts)
        torch.testing.assert_close(found, whole)
        for weight, again in zip(one.parameters(), other.parameters(), strict=True):
            torch.testing.assert_close(weight, again)


def test_without_a_rule_the_loss_gets_labels() -> None:
    _, found = stepped(1, loss=F.cross_entropy, made=None)
    logits = cnn(3, 3, seed=0)(prepared(batch(7)[0], CPU)).detach()
    assert float(found[0]) == pytest.approx(7 * float(F.cross_entropy(logits, batch(7)[1])), rel=1e-5)


def test_cutmix_and_bfloat16_change_the_step() -> None:
    plain = stepped(1)[1]
    assert not torch.allclose(stepped(1, mix=True)[1], plain)
    assert torch.equal(stepped(1, mix=True)[1], stepped(1, mix=True)[1])
    rough = stepped(1, precision="bfloat16")[1]
    assert not torch.equal(rough, plain)
    torch.testing.assert_close(rough, plain, rtol=0.05, atol=1.1)


def test_dropout_depends_on_the_step_alone() -> None:
    def loss_of(number: int) -> float:
        network = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(192, 3, bias=False))
        nn.init.normal_(network[2].weight, generator=torch.Generator().manual_seed(0))
        step = StreamStep(network, F.cross_entropy, torch.optim.SGD(network.parameters(), lr=0.1), CPU, 0)
        return float(step(batch(7), 7, 0, number)[0])

    torch.manual_seed(5)
    first = loss_of(0)
    assert (loss_of(0) == first, loss_of(1) == first) == (True, False)


def test_black_and_white_become_numbers_around_0() -> None:
    ends = torch.tensor([0, 255], dtype=torch.uint8).reshape(2, 1, 1, 1).expand(2, 3, 1, 1)
    black, white = prepared(ends, CPU)[:, :, 0, 0].tolist()
    assert black == pytest.approx([-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225])
    assert white == pytest.approx([0.515 / 0.229, 0.544 / 0.224, 0.594 / 0.225])


@pytest.mark.parametrize("width", [4, 8])
def test_pictures_are_stored_as_the_networks_weights_are(width: int) -> None:
    network, seen = resnet_cifar(3, 3, width=width), []
    network.register_forward_pre_hook(lambda _, given: seen.append(given[0].is_contiguous()))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    StreamStep(network, soft_cross_entropy, optimizer, CPU, 0, rule)(batch(7), 7, 0, 0)
    assert seen == [width < 8], "a narrow network with channels last ends the process on some CPUs"
