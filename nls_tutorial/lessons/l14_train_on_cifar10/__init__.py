"""What only lesson 14, train_on_cifar10, needs."""

from nls_tutorial.lessons.l14_train_on_cifar10.questions import QUESTIONS
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.birds import losses_on_birds
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.pictures import scores_by_pictures
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.seeds import verdicts_by_seeds
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.table import table_without_a_row
from nls_tutorial.lessons.l14_train_on_cifar10.study.depth import by_depth, catches_up
from nls_tutorial.lessons.l14_train_on_cifar10.study.fine_grained import SETS, lead
from nls_tutorial.lessons.l14_train_on_cifar10.study.layer import LAYER, PICTURE, clearer_than_ce
from nls_tutorial.lessons.l14_train_on_cifar10.study.live import own_cifar10, train_live
from nls_tutorial.lessons.l14_train_on_cifar10.study.networks import (
    CIFAR10_NETWORKS,
    CIFAR10_NETWORKS_FAST,
    MixedPrecision,
    files_digest,
    schedule,
)
from nls_tutorial.lessons.l14_train_on_cifar10.study.printed import (
    accuracies,
    depth_gains,
    gains,
    leads_on_the_poster,
    noise,
)
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LOSSES, Recipe
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import compare
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="the papers' CIFAR-10 tables: the loss, the recipe, or the draw of one seed",
    drag="the number of seeds, the number of training pictures, how alike the classes are",
    session=7,
    needs=("05", "08", "12"),
    ask="what one network below a smaller one says of a whole table",
)

__all__ = [
    "CIFAR10_NETWORKS",
    "CIFAR10_NETWORKS_FAST",
    "LAYER",
    "LESSON",
    "PICTURE",
    "QUESTIONS",
    "LOSSES",
    "SETS",
    "MixedPrecision",
    "Recipe",
    "accuracies",
    "by_depth",
    "catches_up",
    "clearer_than_ce",
    "compare",
    "depth_gains",
    "files_digest",
    "gains",
    "lead",
    "leads_on_the_poster",
    "losses_on_birds",
    "noise",
    "own_cifar10",
    "schedule",
    "scores_by_pictures",
    "table_without_a_row",
    "train_live",
    "verdicts_by_seeds",
]
