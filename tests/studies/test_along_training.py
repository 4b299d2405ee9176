"""Networks measured on the way: the numbers of one training alone, each at its place."""

from functools import partial

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from nls_tutorial.data import digits
from nls_tutorial.losses import focal_loss
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.studies import measure_along_training
from nls_tutorial.training import train

LOSSES = {"CE": cross_entropy, "focal": focal_loss}
ADAM = partial(torch.optim.Adam, lr=0.01)
few = partial(digits, train=96)
small = partial(mlp, 64, 10, width=16)


def measure(network, splits) -> list[float]:
    seen = collect(network, splits.test)
    return [float(seen.confidence.mean()), float(seen.logits.std())]


def along(stops=(1, 3), **changes):
    given = {"losses": LOSSES, "seeds": [0, 2], "measure": measure, "splits": few, "network": small, "optimizer": ADAM}
    return measure_along_training(**{**given, "stops": stops, **changes})


def test_each_number_is_that_of_a_network_trained_alone_so_long() -> None:
    found = along()
    assert list(found) == ["CE", "focal"]
    for name, loss in LOSSES.items():
        assert found[name].shape == (2, 2, 2)
        for s, seed in enumerate((0, 2)):
            for e, epochs in enumerate((1, 3)):
                network, splits = small(seed=seed), few(seed=seed)
                train(network, splits.train, loss, epochs=epochs, optimizer=ADAM, seed=seed, progress=False)
                np.testing.assert_allclose(found[name][e, s], measure(network, splits), rtol=1e-4)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"losses": {}}, "losses must hold at least one"),
        ({"seeds": []}, "seeds must hold at least one"),
        ({"stops": ()}, "stops must hold at least one"),
        ({"stops": (3, 3)}, "stops must .*4.* but got 3"),
        ({"stops": (0,)}, "stops must .*1.* but got 0"),
    ],
)
def test_nothing_to_train_is_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        along(**wrong)
