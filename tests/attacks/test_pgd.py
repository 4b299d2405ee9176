"""Many steps in a ball: against the loop and foolbox, the ball kept, starts and restarts, gradients near 0."""

import inspect

import pytest
import torch
from spec import attack_peer
from spec import attacks_spec as spec
from spec.attack_checks import network, pictures, score
from torch.nn import functional as F

from nls_tutorial.attacks import distance, logit_margin, pgd


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_it_is_the_loop_of_the_definition(norm: str) -> None:
    model, (images, labels) = network(dtype=torch.float64), pictures(4, dtype=torch.float64)
    how = {"radius": 0.2, "norm": norm, "steps": 5, "step": 0.07}
    found = pgd(model, images, labels, random_starts=False, **how)
    for image, label, moved in zip(images, labels, found, strict=True):
        expected = spec.pgd(score(model, int(label)), image.flatten().tolist(), low=0.0, high=1.0, **how)
        assert moved.flatten().tolist() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("norm", "attack", "radius"),
    [
        ("linf", "LinfProjectedGradientDescentAttack", 0.1),
        ("l2", "L2ProjectedGradientDescentAttack", 0.5),
    ],
)
def test_it_is_foolboxs(norm: str, attack: str, radius: float) -> None:
    model, (images, labels) = network(), pictures(30)
    peer = getattr(attack_peer.foolbox.attacks, attack)(abs_stepsize=radius / 4, steps=8, random_start=False)
    expected, _, _ = peer(attack_peer.foolbox.PyTorchModel(model, bounds=(0, 1)), images, labels, epsilons=radius)
    found = pgd(model, images, labels, radius=radius, norm=norm, steps=8, step=radius / 4, random_starts=False)
    torch.testing.assert_close(found, expected, atol=2e-5, rtol=0)


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("radius", [0.0, 0.05, 3.0])
def test_no_picture_leaves_its_ball_or_the_range(norm: str, radius: float) -> None:
    model, (images, labels) = network(), pictures(25)
    found = pgd(model, images, labels, radius=radius, norm=norm, restarts=2)
    assert float(distance(images, found, norm=norm).max()) <= radius * (1 + 1e-5) + 1e-7
    assert float(found.min()) >= 0
    assert float(found.max()) <= 1


def test_more_starts_never_do_worse() -> None:
    model, (images, labels) = network(3), pictures(60, seed=4)

    def right(restarts: int) -> int:
        moved = pgd(model, images, labels, radius=0.05, steps=2, restarts=restarts, seed=5)
        return int((model(moved).argmax(1) == labels).sum())

    counts = [right(restarts) for restarts in (1, 2, 6)]
    assert counts == sorted(counts, reverse=True)


def test_the_start_that_fools_is_kept_even_if_another_has_the_larger_loss() -> None:
    model, (images, labels) = network(3), pictures(60, seed=4)
    shared = {"radius": 0.15, "steps": 1, "step": 0.01, "seed": 5}

    def loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:  # falls where the network is wrong
        return F.cross_entropy(logits, labels, reduction="none") - 100.0 * (logits.argmax(1) != labels)

    many = pgd(model, images, labels, restarts=8, loss=loss, **shared)
    one = pgd(model, images, labels, restarts=1, loss=loss, **shared)
    fooled_once = model(one).argmax(1) != labels
    assert bool(fooled_once.any())
    fooled_by_many = model(many).argmax(1) != labels
    assert bool(fooled_by_many[fooled_once].all())
    assert int(fooled_by_many.sum()) > int(fooled_once.sum()), (
        "a later start that fools takes the place of one that does not"
    )


def test_of_starts_that_do_as_well_the_one_with_the_largest_loss_is_kept() -> None:
    model, (images, labels) = network(3), pictures(60, seed=4)
    one, many = (pgd(model, images, labels, radius=0.05, steps=1, restarts=n, seed=5) for n in (1, 8))
    fooled = [model(moved).argmax(1) != labels for moved in (one, many)]
    loss = [F.cross_entropy(model(moved), labels, reduction="none").detach() for moved in (one, many)]
    alike = fooled[0] == fooled[1]
    assert bool((loss[1] >= loss[0] - 1e-6)[alike].all())
    assert float((loss[1] - loss[0])[alike].max()) > 0


def test_the_seed_decides_the_starts_and_nothing_else_is_drawn() -> None:
    model, (images, labels) = network(), pictures(5)
    before = torch.random.get_rng_state()
    first, again, other = (pgd(model, images, labels, radius=0.3, steps=1, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_gradient_of_nearly_nothing_still_has_a_direction() -> None:
    # logits 60 times as sharp: cross-entropy's gradient shrinks by many orders, and the step stays one step
    images, model = pictures(12)[0], network(sharp=60.0)
    labels = model(images).argmax(1)
    asked = images.clone().requires_grad_()
    (slope,) = torch.autograd.grad(F.cross_entropy(model(asked), labels, reduction="sum"), asked)
    largest = slope.flatten(1).abs().amax(1)
    tiny = (largest > 0) & (largest < 1e-8)
    assert int(tiny.sum()) >= 1
    how = {"radius": 0.5, "norm": "l2", "steps": 1, "step": 0.5, "random_starts": False, "low": -10.0, "high": 10.0}
    moved = pgd(model, images, labels, **how)
    assert distance(images, moved, norm="l2")[largest > 0].tolist() == pytest.approx([0.5] * int((largest > 0).sum()))


def test_a_margin_sees_through_a_gradient_that_has_rounded_to_nothing() -> None:
    model, (images, _) = network(sharp=400.0), pictures(40)
    labels = model(images).argmax(1)

    def right(**how: object) -> int:
        moved = pgd(model, images, labels, radius=0.3, steps=20, random_starts=False, **how)
        return int((model(moved).argmax(1) == labels).sum())

    assert right(loss=logit_margin) < right()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"radius": -1.0}, "radius must be"),
        ({"norm": "l1"}, "norm must be one of 'linf', 'l2', but got 'l1'"),
        ({"steps": 0}, "steps must be at least 1"),
        ({"step": 0.0}, "step must be a finite number above 0"),
        ({"restarts": 0}, "restarts must be at least 1"),
        ({"restarts": 2, "random_starts": False}, "restarts must be 1 without random starts"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"images": torch.full((4, 1, 4, 4), -0.1)}, "images must lie in"),
        ({"model": network().train()}, "model must be in evaluation mode"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:  # unwrapped: the type checker would speak first
    images, labels = pictures(4)
    with pytest.raises((ValueError, TypeError), match=told):
        inspect.unwrap(pgd)(**{"model": network(), "images": images, "labels": labels, "radius": 0.1, **change})
