"""One signed step: against the loop, against foolbox, by hand, and what it must leave as it was."""

import inspect
from functools import partial

import pytest
import torch
from spec import attack_peer
from spec import attacks_spec as spec
from spec.attack_checks import network, pictures, score
from torch import Tensor, nn

from nls_tutorial.attacks import fgsm, logit_margin
from nls_tutorial.losses import focal_loss


def test_it_is_the_loop_of_the_definition() -> None:
    model, (images, labels) = network(dtype=torch.float64), pictures(5, dtype=torch.float64)
    found = fgsm(model, images, labels, radius=0.07)
    for image, label, moved in zip(images, labels, found, strict=True):
        expected = spec.fgsm(score(model, int(label)), image.flatten().tolist(), 0.07, 0.0, 1.0)
        assert moved.flatten().tolist() == pytest.approx(expected, abs=1e-9)


def test_it_is_foolboxs() -> None:
    model, (images, labels) = network(), pictures(40)
    attack = attack_peer.foolbox.attacks.LinfFastGradientAttack(random_start=False)
    expected, _, _ = attack(attack_peer.foolbox.PyTorchModel(model, bounds=(0, 1)), images, labels, epsilons=0.05)
    torch.testing.assert_close(fgsm(model, images, labels, radius=0.05), expected, atol=1e-6, rtol=0)


def test_by_hand() -> None:
    model = nn.Linear(3, 2, bias=False).eval()
    model.weight.data = torch.tensor([[2.0, -1.0, 0.0], [0.0, 0.0, 0.0]])
    # for class 0 the loss falls with the first pixel, grows with the second, and does not know the third
    found = fgsm(model, torch.tensor([[0.5, 0.5, 0.5]]), torch.tensor([0]), radius=0.2)
    assert found.tolist()[0] == pytest.approx([0.3, 0.7, 0.5])


def test_it_stays_in_the_range_of_the_pictures() -> None:
    model, (images, labels) = network(), pictures(20)
    found = fgsm(model, 255 * images, labels, radius=100.0, high=255.0)
    assert float(found.min()) >= 0
    assert float(found.max()) <= 255
    assert torch.equal(fgsm(model, images, labels, radius=0.0), images)


@pytest.mark.parametrize("loss", [logit_margin, partial(focal_loss, reduction="none"), focal_loss])
def test_any_loss_may_be_climbed(loss: object) -> None:
    model, (images, labels) = network(dtype=torch.float64), pictures(6, dtype=torch.float64)
    moved = fgsm(model, images, labels, radius=1e-4, loss=loss)
    assert bool((loss(model(moved), labels) > loss(model(images), labels)).all())


def test_the_network_is_left_as_it_was() -> None:
    model, (images, labels) = network(), pictures(4)
    for weights in model.parameters():
        weights.grad = torch.full_like(weights, 7.0)
    before = [weights.detach().clone() for weights in model.parameters()]
    frozen = next(model.parameters())
    frozen.requires_grad_(False)
    with torch.no_grad():
        fgsm(model, images, labels, radius=0.1)
    with torch.inference_mode():
        fgsm(model, images, labels, radius=0.1)
    assert not frozen.requires_grad
    assert not model.training
    for weights, old in zip(model.parameters(), before, strict=True):
        assert torch.equal(weights, old)
        assert torch.equal(weights.grad, torch.full_like(weights, 7.0))
    assert not images.requires_grad


def constant(logits: Tensor, labels: Tensor) -> Tensor:
    return torch.zeros(len(labels))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"radius": -0.1}, "radius must be a finite number of at least 0, but got -0.1"),
        ({"radius": float("nan")}, "radius must be"),
        ({"images": torch.full((4, 1, 4, 4), 1.5)}, r"images must lie in \[0.0, 1.0\], but got values from 1.5 to 1.5"),
        ({"images": torch.full((4, 1, 4, 4), float("nan"))}, "images must lie in"),
        ({"images": torch.zeros(0, 1, 4, 4)}, "images must have shape"),
        ({"images": torch.zeros(4, 1, 4, 4, dtype=torch.int64)}, "images must hold floating-point numbers"),
        ({"model": network().train()}, "model must be in evaluation mode"),
        (
            {"model": nn.Sequential(network(), nn.Dropout().train()).eval().append(nn.Dropout())},
            "model must be in eval",
        ),
        ({"model": torch.relu}, "model must be a torch.nn.Module"),
        ({"model": nn.Identity().eval()}, r"model must return logits of shape \(4, K\)"),
        ({"labels": torch.tensor([0, 1, 2])}, r"labels must have shape \(4,\)"),
        ({"labels": torch.tensor([0, 1, 2, 3])}, "labels must lie in 0 … 2, but got 3"),
        ({"labels": torch.tensor([0, 1, 2, -1])}, "labels must lie in 0 … 2, but got -1"),
        ({"labels": torch.zeros(4)}, "labels must be a torch.Tensor of int64"),
        ({"low": 1.0}, r"high must be above low \(1.0\), but got 1.0"),
        ({"loss": constant}, "loss must depend on the pictures"),
        ({"loss": lambda logits, labels: logits}, "loss must return one number"),
        ({"loss": lambda logits, labels: logits.sum() * torch.nan}, "loss must be finite"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:  # unwrapped: the type checker would speak first
    images, labels = pictures(4)
    with pytest.raises((ValueError, TypeError), match=told):
        inspect.unwrap(fgsm)(**{"model": network(), "images": images, "labels": labels, "radius": 0.1, **change})
