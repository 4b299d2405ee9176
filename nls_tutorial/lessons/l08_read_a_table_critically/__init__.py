"""What only lesson 08, read_a_table_critically, needs."""

from nls_tutorial.lessons.l08_read_a_table_critically.scenes import (
    differences_in_a_table,
    one_recipe_again,
    scored_by_batches,
    whole_images,
)

__all__ = ["differences_in_a_table", "one_recipe_again", "scored_by_batches", "whole_images"]
