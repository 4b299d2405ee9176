"""The studies of lesson 13: losses on a skewed set, with a small network and with the paper's."""

from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import (
    LOSSES,
    BalancedDraws,
    Recipe,
    Run,
    train_on_skewed,
)
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.scores import RARE, as_the_authors, f1_of, scores_of
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.skewed_set import (
    SKEW,
    SKEWED_SET,
    SKEWED_SET_NETWORKS,
    SKEWS,
    compare_arms,
    skewed_splits,
)

__all__ = [
    "LOSSES",
    "RARE",
    "SKEW",
    "SKEWED_SET",
    "SKEWED_SET_NETWORKS",
    "SKEWS",
    "BalancedDraws",
    "Recipe",
    "Run",
    "as_the_authors",
    "compare_arms",
    "f1_of",
    "scores_of",
    "skewed_splits",
    "train_on_skewed",
]
