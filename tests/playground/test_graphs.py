"""A hundred steps of each exported graph are a hundred steps of PyTorch."""

import graph_files as tool
import numpy as np
import onnxruntime
import pytest
import torch
from spec.playground_by_hand import KNOBS, RATE, spec_loss, trained

from nls_tutorial.playground import CHOICES, choice, logits_of, plane_points, rows, start, step_inputs
from nls_tutorial.playground.graphs import step_graph

pytestmark = pytest.mark.slow

TRAIN = plane_points("moons", seed=1)[0]
LABELS = TRAIN.noisy(0.2)
STEPS = 100


def run_steps(graph: bytes, one, steps: int) -> tuple[np.ndarray, list[float], list[np.ndarray]]:
    """The state after so many steps, the loss before each, and the state before each."""
    session = onnxruntime.InferenceSession(graph)
    assert [given.name for given in session.get_inputs()] == list(step_inputs(one))
    state, losses, states = start().numpy(), [], []
    settings = {name: np.array(KNOBS[name], np.float32) for name in one.knobs}
    for step in range(steps):
        some = rows(step, len(LABELS))
        batch = {"points": TRAIN.points[some].numpy(), "labels": LABELS[some].numpy()}
        states.append(state)
        state, loss = session.run(None, {"state": state, **batch, "rate": np.array(RATE, np.float32), **settings})
        losses.append(float(loss))
    return state, losses, states


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_a_hundred_steps_of_the_graph_are_pytorchs(one) -> None:
    state, losses, states = run_steps(tool.graph_file(one.name).read_bytes(), one, STEPS)
    weights, told = trained(one, TRAIN.points, LABELS, STEPS)
    assert np.abs(state[0] - weights.numpy()).max() <= 1e-5
    assert losses == pytest.approx(told, abs=1e-5)
    for step in (0, 50, STEPS - 1):  # and by the loss's definition
        some = rows(step, len(LABELS))
        logits = logits_of(torch.from_numpy(states[step][0]), TRAIN.points[some])
        assert losses[step] == pytest.approx(spec_loss(one.name, logits, LABELS[some]), abs=1e-5)


def test_a_graph_is_small_and_plain() -> None:
    sizes = {name: file.stat().st_size for name, file in tool.graph_files().items()}
    assert max(sizes.values()) < 150_000, sizes


def test_the_graph_of_a_broken_loss_gives_other_steps() -> None:
    """What a mutant of the loss would do; made afresh, as the cache cannot know."""
    one = choice("focal")
    broken = type(one)(
        one.name, one.label, one.knobs, lambda z, y, *, gamma: one.loss(z, y, gamma=gamma + 0.01), one.code
    )
    _, losses, _ = run_steps(step_graph(broken), broken, 2)
    _, told = trained(one, TRAIN.points, LABELS, 2)
    assert losses[0] != pytest.approx(told[0], abs=1e-5)
