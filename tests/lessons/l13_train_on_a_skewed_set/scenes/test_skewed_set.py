"""The set and the stored study as scenes: counts, the accuracy of knowing nothing, dots and means by hand."""

import numpy as np
import pytest
from lessons.l13_train_on_a_skewed_set.samples import BUILDERS, SPLITS
from spec.scene_checks import close, marks, said

from nls_tutorial import studies
from nls_tutorial.data.farm import class_counts
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.records import Bars, Picture, Points
from nls_tutorial.scenes import encode


def test_bars_are_counts_and_knowing_nothing_pays() -> None:
    scene = BUILDERS["what_is_in_the_set"]()
    (bars,) = marks(scene, 1, Bars)
    for at, skew in enumerate(lesson.SKEWS):
        counts = class_counts(60, skew)
        close(bars.y.at({"skew": at}), counts)
        share = counts[0] / 60
        # precision is the share, recall 1; the other two classes have no F1
        close(said(scene, {"skew": at}), [share, 2 * share / (1 + share) / 3])


def test_the_pictures_are_six_of_each_class() -> None:
    (picture,) = marks(BUILDERS["what_is_in_the_set"](), 0, Picture)
    assert picture.pixels.shape == (3 * 16 + 4, 6 * 16 + 10, 3)
    first = SPLITS.train.images[SPLITS.train.labels == 1][0]
    np.testing.assert_allclose(picture.pixels[18:34, :16] / 255, first.permute(1, 2, 0), atol=1 / 255)
    with pytest.raises(ValueError, match="data must hold 6 pictures of"):
        lesson.what_is_in_the_set(SPLITS.train.select(slice(0, 12)), lesson.SKEWS)


def test_dots_are_seeds_and_diamonds_their_means() -> None:
    scene, stored = BUILDERS["scores_against_skew"](), studies.bundled("skewed_set")
    dots, diamonds = marks(scene, 0, Points)
    for s, score in enumerate(("rare recall", "accuracy")):
        for at, skew in enumerate(stored.axes["skew"]):
            index = {"score": s, "skew": at}
            numbers = np.stack([stored.scores(arm, score, skew=skew) for arm in stored.arms])
            close(dots.x.at(index), numbers.ravel())
            close(diamonds.x.at(index), numbers.mean(1))
            close(said(scene, index), [numbers[stored.arms.index(a)].mean() for a in ("CE", "LSCE", "normLSCE")])
    with pytest.raises(ValueError, match="scores must name two or more"):
        lesson.scores_against_skew(stored, ("accuracy",))


@pytest.mark.parametrize("name", BUILDERS)
def test_a_scene_is_light(name: str) -> None:
    scene = BUILDERS[name]()
    assert len(encode(scene)[1]) < 100_000
    assert len(scene.controls) <= 2
