"""What only lesson 13, train_on_a_skewed_set, needs."""

from nls_tutorial.geometry import tsne
from nls_tutorial.lessons.l13_train_on_a_skewed_set.questions import QUESTIONS
from nls_tutorial.lessons.l13_train_on_a_skewed_set.scenes.layer import (
    the_layer_along_the_curve,
    three_pictures_of_one_layer,
    validation_losses,
)
from nls_tutorial.lessons.l13_train_on_a_skewed_set.scenes.place import (
    a_place_that_cannot_be_told_apart,
    class_shares,
    loss_at_a_place,
)
from nls_tutorial.lessons.l13_train_on_a_skewed_set.scenes.skewed_set import scores_against_skew, what_is_in_the_set
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study import (
    LOSSES,
    RARE,
    SKEW,
    SKEWS,
    BalancedDraws,
    Recipe,
    Run,
    as_the_authors,
    compare_arms,
    f1_of,
    scores_of,
    skewed_splits,
    train_on_skewed,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="a class that is rare, a loss that may forget it, and pictures and curves that hide it",
    drag="how skewed the set is, the epoch, the perplexity of t-SNE",
    session=7,
    needs=("03", "08"),
    ask="why 79 % accuracy can mean that nobody looks for the fire",
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "LOSSES",
    "RARE",
    "SKEW",
    "SKEWS",
    "BalancedDraws",
    "Recipe",
    "Run",
    "a_place_that_cannot_be_told_apart",
    "as_the_authors",
    "class_shares",
    "compare_arms",
    "f1_of",
    "loss_at_a_place",
    "scores_against_skew",
    "scores_of",
    "skewed_splits",
    "the_layer_along_the_curve",
    "three_pictures_of_one_layer",
    "train_on_skewed",
    "tsne",
    "validation_losses",
    "what_is_in_the_set",
]
