"""A hundred steps of each exported graph are a hundred steps of PyTorch."""

import graph_files as tool
import numpy as np
import onnxruntime
import pytest
import torch
from spec.playground_by_hand import KNOBS, RATE, spec_loss, trained

from nls_tutorial.calibration import expected_calibration_error, reliability
from nls_tutorial.playground import (
    CHOICES,
    choice,
    logits_of,
    looker,
    plane_points,
    rows,
    settings,
    start,
    step_inputs,
)
from nls_tutorial.playground.graphs import step_graph
from nls_tutorial.playground.knobs import knobs_of
from nls_tutorial.playground.look import OUTPUTS

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


def test_what_the_page_shows_is_what_python_sees() -> None:
    session = onnxruntime.InferenceSession(tool.graph_file("look").read_bytes())
    test = plane_points("moons", seed=1)[1]
    state = torch.stack([3 * start(3)[0], torch.zeros(1251)])
    given = (state, test.points, test.noisy(0.25), torch.tensor(1.5))
    names = [one.name for one in session.get_inputs()]
    told = session.run(None, dict(zip(names, (part.numpy() for part in given), strict=True)))
    for name, seen, found in zip(OUTPUTS, looker()(*given), told, strict=True):
        assert np.allclose(seen.numpy(), found, atol=2e-6, equal_nan=True), name


def ece_after(loss: str, noise: float, seed: int, steps: int = 1000) -> float:
    """ECE where everything else stands as the page opens."""
    asked = settings(loss=loss, noise=noise, seed=seed)
    train, test = plane_points(asked["kind"], seed=seed)
    labels = train.noisy(noise, asked["number"])
    session = onnxruntime.InferenceSession(tool.graph_file(loss).read_bytes())
    knobs = {name: np.array(value, np.float32) for name, value in knobs_of(asked).items()}
    state = start(seed).numpy()
    for step in range(steps):
        some = rows(step, len(labels))
        batch = {"points": train.points[some].numpy(), "labels": labels[some].numpy()}
        state, _ = session.run(None, {"state": state, **batch, "rate": np.array(asked["rate"], np.float32), **knobs})
    probabilities = logits_of(torch.from_numpy(state[0]), test.points).softmax(1)
    return float(expected_calibration_error(reliability(probabilities, test.noisy(noise))))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_as_the_page_opens_smoothing_calibrates_wrong_labels_and_spoils_clean_ones(seed: int) -> None:
    assert ece_after("smoothing", 0.25, seed) < ece_after("cross_entropy", 0.25, seed) - 0.05
    assert ece_after("smoothing", 0.0, seed) > ece_after("cross_entropy", 0.0, seed) + 0.04


def test_a_graph_is_small_and_plain() -> None:
    sizes = {name: file.stat().st_size for name, file in tool.graph_files().items()}
    assert max(sizes.values()) < 200_000, sizes


def test_the_graph_of_a_broken_loss_gives_other_steps() -> None:
    """What a mutant of the loss would do; made afresh, as the cache cannot know."""
    one = choice("focal")
    broken = type(one)(
        one.name, one.label, one.knobs, lambda z, y, *, gamma: one.loss(z, y, gamma=gamma + 0.01), one.code
    )
    _, losses, _ = run_steps(step_graph(broken), broken, 2)
    _, told = trained(one, TRAIN.points, LABELS, 2)
    assert losses[0] != pytest.approx(told[0], abs=1e-5)
