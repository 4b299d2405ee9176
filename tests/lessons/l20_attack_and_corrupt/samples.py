"""Small inputs for every scene of lesson 20."""

from functools import cache

from torch import nn

from nls_tutorial import data, studies
from nls_tutorial.lessons import l20_attack_and_corrupt as lesson


@cache
def networks() -> dict[str, nn.Module]:
    """Two networks that have hardly learnt."""
    splits = data.digits(train=60, seed=0)
    recipes = {"CE": {"loss": "smoothed", "epsilon": 0.0}, "LS": {"loss": "smoothed", "epsilon": 0.1}}
    return {
        name: lesson.train_network(splits, lesson.loss_of(recipe), seed=0, epochs=2) for name, recipe in recipes.items()
    }


TEST = data.digits(train=60, seed=0).test.select(slice(0, 80))
RADII = (0.0, 0.1, 0.2)
BUILDERS = {
    "digit_under_attack": lambda: lesson.digit_under_attack(
        networks(), TEST.images[0], int(TEST.labels[0]), RADII, steps=3
    ),
    "accuracy_under_attack": lambda: lesson.accuracy_under_attack(studies.bundled("attacks")),
    "reliability_under_corruption": lambda: lesson.reliability_under_corruption(networks(), TEST, ("noise", "shift")),
    "losses_on_wrong_labels": lambda: lesson.losses_on_wrong_labels(studies.bundled("label_noise")),
}
