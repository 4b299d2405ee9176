"""Small inputs for every scene of lesson 13."""

from functools import cache

import numpy as np

from nls_tutorial import data, studies
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson

SPLITS = data.farm(train=60, calibration=30, test=30, skew=2.0, size=16, seed=0)
LOOKS = (1, 2)
PERPLEXITIES = (3.0, 6.0)
NAMES = SPLITS.train.class_names


@cache
def runs() -> dict[str, lesson.Run]:
    """Two networks that have hardly learnt."""
    return {
        name: lesson.train_on_skewed(lesson.Recipe(name), SPLITS, epochs=2, seed=0, look_at=LOOKS)
        for name in ("CE", "normLSCE")
    }


def places(*shape: int) -> np.ndarray:
    """Made-up pictures of a layer."""
    return np.random.default_rng(0).normal(size=(*shape, 2))


def _layer():
    pictures = {name: places(len(LOOKS), 30) for name in runs()}
    return lesson.the_layer_along_the_curve(runs(), pictures, LOOKS, NAMES)


def _three():
    run = runs()["CE"]
    return lesson.three_pictures_of_one_layer(
        places(len(PERPLEXITIES), 3, 30), PERPLEXITIES, run.features[2], run.labels, NAMES
    )


BUILDERS = {
    "what_is_in_the_set": lambda: lesson.what_is_in_the_set(SPLITS.train, lesson.SKEWS),
    "scores_against_skew": lambda: lesson.scores_against_skew(
        studies.bundled("skewed_set"), ("rare recall", "accuracy")
    ),
    "a_place_that_cannot_be_told_apart": lambda: lesson.a_place_that_cannot_be_told_apart(lesson.SKEWS),
    "the_layer_along_the_curve": _layer,
    "three_pictures_of_one_layer": _three,
    "validation_losses": lambda: lesson.validation_losses(studies.bundled("skewed_set"), ("CE", "normLSCE")),
}
