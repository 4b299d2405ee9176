"""The networks of a notebook's playground are PyTorch's, and what is seen of them is what the library says."""

import math

import pytest
import torch
from spec.playground_by_hand import trained_with

from nls_tutorial.playground import CHOICES, looker, plane_points, settings
from nls_tutorial.playground.choices import Choice
from nls_tutorial.playground.trainer import LEFT, Trainer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_a_hundred_steps_of_the_kernel_are_pytorchs(one: Choice) -> None:
    asked = settings(loss=one.name, kind="spirals", seed=2, noise=0.2, number=256, rate=0.05)
    trainer = Trainer(asked)
    assert trainer.train(99)
    assert trainer.train(1)
    for choice, side in zip((CHOICES[0], one), trainer.sides, strict=True):
        assert (side.state[0] - trained_with(asked, choice, 100)).abs().max() <= 1e-5
        assert math.isfinite(side.loss)
    assert CHOICES[0].name == LEFT


def test_it_looks_with_the_settings_of_now() -> None:
    trainer = Trainer(settings(kind="blobs"))
    trainer.train(5)
    assert not trainer.set(settings(kind="blobs", temperature=2, noise=0.4)), "the same networks"
    frame = trainer.look()
    test = plane_points("blobs")[1]
    for side, look in zip(trainer.sides, frame.looks, strict=True):
        plane, scores, *_ = looker()(side.state, test.points, test.noisy(0.4), torch.tensor(2.0))
        assert torch.equal(look["plane"], plane)
        assert torch.equal(look["scores"], scores)
    assert frame.step == 5
    assert frame.losses == tuple(side.loss for side in trainer.sides)


def test_other_points_begin_again() -> None:
    trainer = Trainer(settings())
    trainer.train(2)
    assert trainer.set(settings(seed=1))
    assert trainer.step == 0
    assert math.isnan(trainer.look().losses[0])
    weights, momentum = trainer.sides[0].state
    assert not momentum.any()
    assert torch.equal(weights, trainer.sides[1].state[0])


def test_a_loss_that_runs_away_is_told_and_reset_mends_it() -> None:
    trainer = Trainer({**settings(), "rate": 1e38})
    assert not trainer.train(4)
    assert trainer.look().step == 4, "and can be looked at"
    trainer.settings["rate"] = 0.1
    trainer.reset()
    assert trainer.train(1)
