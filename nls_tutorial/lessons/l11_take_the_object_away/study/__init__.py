"""The studies of lesson 11: labels that know what is left of the object, on scenes and on photographs."""

from nls_tutorial.lessons.l11_take_the_object_away.study.cards import ADAPTIVE_CARDS
from nls_tutorial.lessons.l11_take_the_object_away.study.evaluation import Evaluation, evaluate
from nls_tutorial.lessons.l11_take_the_object_away.study.imagenet import IMAGENET_BOXES
from nls_tutorial.lessons.l11_take_the_object_away.study.recipes import RECIPES, Recipe, train_recipe
from nls_tutorial.lessons.l11_take_the_object_away.study.without_object import (
    WITHOUT_OBJECT,
    WITHOUT_OBJECT_3_CLASSES,
    WITHOUT_OBJECT_LONGER,
    compare_recipes,
    label_maps,
)

__all__ = [
    "ADAPTIVE_CARDS",
    "IMAGENET_BOXES",
    "RECIPES",
    "WITHOUT_OBJECT",
    "WITHOUT_OBJECT_3_CLASSES",
    "WITHOUT_OBJECT_LONGER",
    "Evaluation",
    "Recipe",
    "compare_recipes",
    "evaluate",
    "label_maps",
    "train_recipe",
]
