"""Curves, layers and their pictures: the numbers are the runs' own."""

import itertools

import numpy as np
import pytest
import torch
from lessons.l13_train_on_a_skewed_set.samples import BUILDERS, LOOKS, NAMES, PERPLEXITIES, places, runs
from spec.scene_checks import close, marks, said

from nls_tutorial import studies
from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.records import Line, Points


def test_the_layer_is_that_of_the_epoch_and_the_loss() -> None:
    scene, labels = BUILDERS["the_layer_along_the_curve"](), runs()["CE"].labels
    curves, dots, made = marks(scene, 0, Line), marks(scene, 1, Points), places(len(LOOKS), 30)
    for (place, (name, run)), (at, epoch) in itertools.product(enumerate(runs().items()), enumerate(LOOKS)):
        index = {"loss": place, "epoch": at}
        close(curves[place].y.at({}), np.clip(run.losses(), None, 10))
        assert curves[place].name == name
        for label in range(3):
            close(dots[label].x.at(index), made[at, labels.numpy() == label, 0])
        near = same_class_neighbors(run.features[epoch], labels)
        expected = [run.accuracies()[epoch - 1], float(near.mean()), float(near[labels == 1].mean())]
        close(said(scene, index), expected)


def test_three_pictures_and_their_neighbors() -> None:
    scene, run, made = BUILDERS["three_pictures_of_one_layer"](), runs()["CE"], places(len(PERPLEXITIES), 3, 30)
    for at, start in itertools.product(range(2), range(3)):
        found = said(scene, {"perplexity": at})
        near = same_class_neighbors(torch.from_numpy(made[at, start]), run.labels)
        assert found[start] == pytest.approx(float(near.mean()))
        assert found[3] == pytest.approx(float(same_class_neighbors(run.features[2], run.labels).mean()))
        close(marks(scene, start, Points)[2].y.at({"perplexity": at}), made[at, start, run.labels.numpy() == 2, 1])


def test_yardsticks_are_means_of_the_stored_curves() -> None:
    scene, stored = BUILDERS["validation_losses"](), studies.bundled("skewed_set")
    for line, arm in zip(marks(scene, 0, Line), ("CE", "normLSCE"), strict=True):
        for at, name in enumerate(("own loss", "cross-entropy")):
            expected = np.mean([stored.array(arm, name, seed) for seed in stored.seeds], axis=0)
            close(line.y.at({"yardstick": at}), expected)
    ce = marks(scene, 0, Line)[0]
    close(ce.y.at({"yardstick": 0}), ce.y.at({"yardstick": 1}))


def test_what_does_not_fit_is_refused() -> None:
    run = runs()["CE"]
    with pytest.raises(ValueError, match=r"pictures must have shape \(2, 30, 2\)"):
        lesson.the_layer_along_the_curve(runs(), {name: places(3, 30) for name in runs()}, LOOKS, NAMES)
    with pytest.raises(ValueError, match=r"pictures must have shape \(2, 3, 30, 2\)"):
        lesson.three_pictures_of_one_layer(places(2, 2, 30), PERPLEXITIES, run.features[2], run.labels, NAMES)
