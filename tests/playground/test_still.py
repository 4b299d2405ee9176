"""The picture that stands at first is of networks that the library trained."""

import base64

import numpy as np
import torch
from spec.playground_by_hand import trained_with

from nls_tutorial.playground import choice, looker, plane_points, settings
from nls_tutorial.playground.still import APART, still
from nls_tutorial.playground.task_file import task_file
from nls_tutorial.playground.trainer import LEFT


def test_it_shows_both_networks_after_so_many_steps() -> None:
    told = still(steps=APART)
    asked = settings()
    test = plane_points(asked["kind"])[1]
    for side, loss in zip(told["sides"], (LEFT, asked["loss"]), strict=True):
        weights = trained_with(asked, choice(loss), APART)
        state = torch.stack([weights, torch.zeros_like(weights)])
        plane, scores, *_ = looker()(state, test.points, test.noisy(asked["noise"]), torch.tensor(1.0))
        assert np.allclose(side["scores"], scores, atol=2e-4)
        bytes_of = np.frombuffer(base64.b64decode(side["plane"]), np.uint8)
        assert np.abs(bytes_of / 255 - plane.flatten().numpy()).max() < 0.004
        assert None in side["accuracies"], "a bin is empty"
    assert [row["step"] for row in told["history"]] == [0, APART]
    assert told["history"][1]["sides"][0]["ece"] == told["sides"][0]["scores"][1]
    assert told["task"] == base64.b64encode(task_file(asked["kind"], 0)).decode()
