"""The claim of the paddings, from numbers made up so that each verdict is known."""

import numpy as np

from nls_tutorial.lessons.l09_pad_without_inventing import claim_of_paddings
from nls_tutorial.records import Results, Score

SCORES = {"accuracy": Score(axes=("distance",)), "loss": Score("nats", axes=("epoch",), digits=2)}
NOISE = np.array([-0.004, 0.0, 0.004])  # of three seeds


def made_up(partial_at_border: float, partial_loss: float) -> Results:
    def accuracy(border: float, spread: float = 1) -> np.ndarray:
        return np.stack([border + spread * NOISE, np.full(3, 0.9)], axis=1)

    loss = np.stack([np.ones(3), 0.5 + NOISE], axis=1)
    scores = {
        "accuracy": [accuracy(0.7), accuracy(partial_at_border, 2), accuracy(0.85, 2)],
        "loss": [loss, loss + partial_loss + NOISE[:, None], loss],
    }
    arrays = {name: np.stack(values) for name, values in scores.items()}
    return Results.from_arrays(
        "paddings", ("zero", "partial", "replicate"), (0, 1, 2), arrays, SCORES,
        axes={"distance": (0, 4), "epoch": (1, 2)}, settings={"epochs": 2},
    )  # fmt: skip


def test_each_verdict_follows_its_numbers() -> None:
    worse, better = claim_of_paddings(made_up(0.6, 0.2)), claim_of_paddings(made_up(0.8, -0.2))
    assert "-10.0 ± 0.4 points at the border, 0.0 ± 0.0 four pixels in" in worse.here
    assert "0.20 ± 0.00 nats more" in worse.here
    assert "zero 20.0 ± 0.4, partial 30.0 ± 0.8, replicate 5.0 ± 0.8 points" in worse.here
    found = [[str(said).split(":")[0] for said in claim.verdict.values()] for claim in (worse, better)]
    assert found == [
        ["The opposite shows", "The opposite shows", "Shows", "Shows"],
        ["Shows", "Shows", "Shows", "Shows"],
    ]
