"""What only lesson 00, start_here, needs."""

from nls_tutorial.lessons.l00_start_here.questions import QUESTIONS
from nls_tutorial.lessons.l00_start_here.scenes import label_on_triangle
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="is everything working; what a label is; a network that boasts",
    drag="a label over a triangle",
    session=1,
    needs=(),
)

__all__ = ["LESSON", "QUESTIONS", "label_on_triangle"]
