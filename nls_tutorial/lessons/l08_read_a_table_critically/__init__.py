"""What only lesson 08, read_a_table_critically, needs."""

from nls_tutorial.lessons.l08_read_a_table_critically.class_table import class_table
from nls_tutorial.lessons.l08_read_a_table_critically.questions import QUESTIONS
from nls_tutorial.lessons.l08_read_a_table_critically.scenes import (
    differences_in_a_table,
    one_recipe_again,
    scored_by_batches,
    whole_images,
)
from nls_tutorial.lessons.l08_read_a_table_critically.study import SAME_RECIPE
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="how many images, which row is impossible, what is noise",
    drag="test images, batch size",
    session=5,
    needs=("06",),
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "SAME_RECIPE",
    "class_table",
    "differences_in_a_table",
    "one_recipe_again",
    "scored_by_batches",
    "whole_images",
]
