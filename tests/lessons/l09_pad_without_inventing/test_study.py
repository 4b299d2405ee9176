from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from nls_tutorial import data, models, partial_conv, predictions, records, studies, training
from nls_tutorial.lessons import l09_pad_without_inventing as lesson

pytestmark = pytest.mark.slow


def as_it_is(model: nn.Module) -> nn.Module:
    return model


@pytest.fixture(scope="module")
def study() -> records.Results:
    paddings = {"zero": as_it_is, "partial": partial_conv.to_partial, "again": as_it_is}
    return studies.run_study(lesson.compare_paddings(paddings, epochs=1), seeds=(3, 5))


def test_the_same_objects_at_every_distance() -> None:
    near, far = lesson.at_border(0, seed=2, count=60), lesson.at_border(4, seed=2, count=60)
    assert torch.equal(near.labels, far.labels)
    for part, distance in ((near, 0), (far, 4)):
        off = torch.cat([part.boxes[:, :2], 20 - part.boxes[:, 2:]], dim=1).amin(dim=1)
        assert off.tolist() == [distance] * 60
    assert near.class_names == ("circle", "star", "cross", "crescent")


def test_every_number_is_that_of_the_network_it_names(study: records.Results) -> None:
    how = {"size": 20, "radius": (0.25, 0.3), "agreement": 0.1, "seed": 5}
    splits = data.scene_splits(800, 0, 1, **how, classes=("circle", "star", "cross", "crescent"))
    network = partial_conv.to_partial(models.plain_cnn(3, 4, seed=5))
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
    assert study.scores("partial", "loss")[1].tolist() == list(history.train_loss)
    for distance in (0, 1, 2, 3, 4):
        right = predictions.collect(network, lesson.at_border(distance, 5), device="cpu").accuracy
        assert study.scores("partial", "accuracy", distance=distance)[1] == right


def test_the_same_padding_gives_the_same_row_and_another_one_another(study: records.Results) -> None:
    assert np.array_equal(study.scores("zero", "accuracy"), study.scores("again", "accuracy"))
    assert not np.array_equal(study.scores("zero", "loss"), study.scores("partial", "loss"))
    assert not np.array_equal(study.scores("zero", "loss")[0], study.scores("zero", "loss")[1])
    assert (study.arms, study.seeds, study.axes["distance"]) == (("zero", "partial", "again"), (3, 5), (0, 1, 2, 3, 4))
    assert "1 epochs" in study.setup


def test_what_the_border_costs_is_far_minus_near(study: records.Results) -> None:
    expected = study.scores("zero", "accuracy", distance=4) - study.scores("zero", "accuracy", distance=0)
    assert np.array_equal(lesson.drop(study, "zero"), expected)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="arms must hold at least one, but got none"):
        lesson.compare_paddings({})
    with pytest.raises(ValueError, match="epochs must be at least 1"):
        lesson.compare_paddings({"zero": as_it_is}, epochs=0)
    with pytest.raises(ValueError, match="border must leave room for shapes up to 12 pixels wide in pictures of 20"):
        lesson.at_border(5, count=4)


def test_the_registered_study_has_the_lessons_three_paddings() -> None:
    network = lesson.PADDINGS.arms["replicate"](models.plain_cnn(3, 4))
    assert {layer.padding_mode for layer in network.modules() if isinstance(layer, nn.Conv2d)} == {"replicate"}
    assert len(lesson.PADDINGS.digest("zero", 0)) == 64
    assert lesson.PADDINGS.digest("zero", 0) != lesson.PADDINGS.digest("partial", 0)
