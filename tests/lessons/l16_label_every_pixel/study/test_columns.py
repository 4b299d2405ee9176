"""What the studies of lesson 16 say of themselves."""

from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study.columns import AXES, RECIPE, SCORES


def test_every_axis_of_a_score_has_its_coordinates() -> None:
    assert {axis for column in SCORES.values() for axis in column.axes} == set(AXES)
    assert AXES["ignored border"] == lesson.WIDTHS


def test_the_recipe_says_how_far_a_border_reaches() -> None:
    words = RECIPE.format(width=8, depth=2, epochs=3, batch_size=4, rate=0.02)
    assert f"at most {lesson.NEAR} pixels away" in words
