"""What only lesson 11, take_the_object_away, needs."""

from nls_tutorial.lessons.l11_take_the_object_away.box_beside import box_beside
from nls_tutorial.lessons.l11_take_the_object_away.questions import QUESTIONS
from nls_tutorial.lessons.l11_take_the_object_away.scenes import (
    answer_only_if_sure,
    confidence_against_objectness,
    where_it_looks,
)
from nls_tutorial.lessons.l11_take_the_object_away.study import (
    ADAPTIVE_CARDS,
    RECIPES,
    WITHOUT_OBJECT,
    WITHOUT_OBJECT_3_CLASSES,
    WITHOUT_OBJECT_LONGER,
    Evaluation,
    Recipe,
    compare_recipes,
    evaluate,
    label_maps,
    train_recipe,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="context, and what a network sees in it; where it looks",
    drag="β, a threshold",
    session=6,
    needs=("10",),
    ask="what it would take to show that a network knows the grey box",
)

__all__ = [
    "ADAPTIVE_CARDS",
    "LESSON",
    "QUESTIONS",
    "RECIPES",
    "WITHOUT_OBJECT",
    "WITHOUT_OBJECT_3_CLASSES",
    "WITHOUT_OBJECT_LONGER",
    "Evaluation",
    "Recipe",
    "answer_only_if_sure",
    "box_beside",
    "compare_recipes",
    "confidence_against_objectness",
    "evaluate",
    "label_maps",
    "train_recipe",
    "where_it_looks",
]
