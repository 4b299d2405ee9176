from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from nls_tutorial import data, models, partial_conv, predictions, records, studies, training

pytestmark = pytest.mark.slow


def as_it_is(model: nn.Module) -> nn.Module:
    return model


@pytest.fixture(scope="module")
def study() -> records.ByDistance:
    paddings = {"zero": as_it_is, "partial": partial_conv.to_partial, "again": as_it_is}
    return studies.accuracy_by_distance(paddings, seeds=(3, 5), epochs=1, distances=(0, 4))


def test_the_same_objects_at_every_distance() -> None:
    near, far = studies.at_border(0, seed=2, count=60), studies.at_border(4, seed=2, count=60)
    assert torch.equal(near.labels, far.labels)
    for part, distance in ((near, 0), (far, 4)):
        off = torch.cat([part.boxes[:, :2], 20 - part.boxes[:, 2:]], dim=1).amin(dim=1)
        assert off.tolist() == [distance] * 60
    assert near.class_names == ("circle", "star", "cross", "crescent")


def test_every_number_is_that_of_the_network_it_names(study: records.ByDistance) -> None:
    how = {"size": 20, "radius": (0.25, 0.3), "agreement": 0.1, "seed": 5}
    splits = data.scene_splits(800, 0, 1, **how, classes=("circle", "star", "cross", "crescent"))
    network = partial_conv.to_partial(models.plain(3, 4, seed=5))
    history = training.train(
        network,
        splits.train,
        nn.functional.cross_entropy,
        epochs=1,
        batch_size=32,
        optimizer=partial(torch.optim.Adam, lr=0.01),
        seed=5,
        device="cpu",
        progress=False,
    )
    assert study.loss_of("partial")[1].tolist() == list(history.train_loss)
    for place, distance in enumerate((0, 4)):
        right = predictions.collect(network, studies.at_border(distance, 5), device="cpu").accuracy
        assert study.accuracy_of("partial")[1, place] == right


def test_the_same_padding_gives_the_same_row_and_another_one_another(study: records.ByDistance) -> None:
    assert np.array_equal(study.accuracy_of("zero"), study.accuracy_of("again"))
    assert not np.array_equal(study.loss_of("zero"), study.loss_of("partial"))
    assert not np.array_equal(study.loss_of("zero")[0], study.loss_of("zero")[1])
    assert (study.names, study.seeds, study.distances) == (("zero", "partial", "again"), (3, 5), (0, 4))
    assert "1 epochs" in study.made_by


def test_the_papers_pairs_by_hand() -> None:
    stubble, cifar = (studies.nls_padding_pairs(name) for name in ("stubble", "CIFAR-10"))
    assert stubble == pytest.approx([1.34, -1.78, -0.89, -0.44, -0.45, -1.79, 4.47, 1.79, 1.34])
    assert cifar == pytest.approx([-0.11, 0.19, 0.12])
    assert len(studies.NLS_PADDING) == 6
    with pytest.raises(ValueError, match="data must be one of 'stubble', 'CIFAR-10', but got 'digits'"):
        studies.nls_padding_pairs("digits")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"paddings": {}}, "paddings must hold at least one, but got none"),
        ({"seeds": ()}, "seeds must hold at least one, but got none"),
        ({"distances": ()}, "distances must hold at least one, but got none"),
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"distances": (5,)}, "border must leave room for shapes up to 12 pixels wide in pictures of 20: at most 4"),
    ],
)
def test_what_does_not_fit_is_refused(given, message) -> None:
    with pytest.raises(ValueError, match=message):
        studies.accuracy_by_distance(**{"paddings": {"zero": as_it_is}, "seeds": (0,), "epochs": 1, **given})
