"""What only lesson 08, read_a_table_critically, needs."""

from nls_tutorial.lessons.l08_read_a_table_critically.scenes import (
    differences_in_a_table,
    one_recipe_again,
    scored_by_batches,
    whole_images,
)
from nls_tutorial.lessons.l08_read_a_table_critically.study import SAME_RECIPE

__all__ = ["SAME_RECIPE", "differences_in_a_table", "one_recipe_again", "scored_by_batches", "whole_images"]
