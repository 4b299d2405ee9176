"""The scene of birds: other pictures for every set, and the lead by hand."""

import numpy as np
from lessons.l14_train_on_cifar10.samples import ARMS, BUILDERS, results
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.records import Picture, Points


def test_rows_and_lead_are_the_results() -> None:
    scene, sample = BUILDERS["losses_on_birds"](), results("set", tuple(lesson.SETS))
    dots, means, floors = marks(scene, 1, Points)
    accuracies, _ = marks(scene, 2, Points)
    for at, name in enumerate(lesson.SETS):
        index = {"set": at}
        numbers = 100 * np.stack([sample.scores(arm, "ECE", set=name) for arm in ARMS])
        close(dots.x.at(index), numbers.ravel())
        close(means.x.at(index), numbers.mean(1))
        close(said(scene, index), [numbers[0].mean() - numbers[2].mean()], atol=1e-4)
        close(floors.x.at(index), [100 * sample.scores(arm, "ECE by chance", set=name).mean() for arm in ARMS])
        close(accuracies.x.at(index), [100 * n for arm in ARMS for n in sample.scores(arm, "accuracy", set=name)])


def test_every_set_shows_its_own_birds() -> None:
    scene = BUILDERS["losses_on_birds"]()
    (picture,) = marks(scene, 0, Picture)
    assert picture.pixels.shape == (len(lesson.SETS), 4 * 32, 6 * 32, 3)
    assert len({frame.tobytes() for frame in picture.pixels}) == len(lesson.SETS)
    is_light_and_says_itself(scene)
