"""The scene of training pictures: dots, means, floors and differences by hand."""

import numpy as np
import pytest
from lessons.l14_train_on_cifar10.samples import ARMS, BUILDERS, by_pictures
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.records import Points


def test_numbers_come_from_the_study_that_has_them() -> None:
    scene, (many, few) = BUILDERS["scores_by_pictures"](), by_pictures()
    dots, means, floors = marks(scene, 1, Points)
    accuracies, _ = marks(scene, 0, Points)
    assert scene.controls[0].values == (1250.0, 2500.0, 5000.0)
    for at, (one, count) in enumerate(((few, 1250), (few, 2500), (many, 5000))):
        index = {"pictures": at}
        numbers = 100 * np.stack([one.scores(arm, "ECE", pictures=count) for arm in ARMS])
        close(dots.x.at(index), numbers.ravel())
        close(means.x.at(index), numbers.mean(1))
        ce, *others = numbers.mean(1)
        close(said(scene, index), [ce, *(other - ce for other in others)], atol=1e-4)
        close(floors.x.at(index), [100 * one.scores(arm, "ECE by chance", pictures=count).mean() for arm in ARMS])
        close(accuracies.x.at(index), [100 * n for arm in ARMS for n in one.scores(arm, "accuracy", pictures=count)])


def test_a_scene_is_light_and_other_seeds_are_refused() -> None:
    is_light_and_says_itself(BUILDERS["scores_by_pictures"]())
    many, few = by_pictures()
    with pytest.raises(ValueError, match="results must have the same seeds"):
        lesson.scores_by_pictures(many, few.select(seeds=(0, 1)))
