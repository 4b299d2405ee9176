"""A training step by hand is PyTorch's own: modules, autograd and torch.optim.SGD."""

from functools import partial

import pytest
import torch
from spec.playground_by_hand import KNOBS, RATE, trained

from nls_tutorial.playground import CHOICES, logits_of, network, plane_points, rows, start, train_step

TRAIN = plane_points("blobs", seed=3)[0]


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_twenty_steps_are_pytorchs(one) -> None:
    labels = TRAIN.noisy(0.2)
    weights, told = trained(one, TRAIN.points, labels, 20)
    state, losses = start(), []
    step = partial(train_step, one.loss, rate=torch.tensor(RATE))
    for number in range(20):
        some = rows(number, len(labels))
        knobs = {name: torch.tensor(KNOBS[name]) for name in one.knobs}
        state, loss = step(state, TRAIN.points[some], labels[some], **knobs)
        losses.append(float(loss))
    assert torch.allclose(state[0], weights, atol=1e-6)
    assert losses == pytest.approx(told, abs=1e-6)
    assert losses[-1] != losses[0]


def test_the_start_is_the_network_itself() -> None:
    assert torch.equal(logits_of(start(5)[0], TRAIN.points), network(5)(TRAIN.points[:, :, None, None]))
    assert not torch.equal(start(5), start(6))
    assert start().shape == (2, 1251)
    assert not start()[1].any()


def test_rows_go_round() -> None:
    seen = torch.cat([rows(step, 100) for step in range(25)])
    assert seen.bincount().tolist() == [16] * 100
    assert rows(0, 512).tolist() == list(range(64))


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^weights must have shape \(1251,\), but got \(7,\)"):
        logits_of(torch.zeros(7), TRAIN.points)
