"""What only lesson 10, shrink_the_label_with_the_object, needs."""

from nls_tutorial.lessons.l10_shrink_the_label_with_the_object.questions import QUESTIONS
from nls_tutorial.lessons.l10_shrink_the_label_with_the_object.scenes import (
    crop_over_picture,
    label_against_objectness,
    labels_of_random_crops,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="adaptive smoothing by objectness",
    drag="the crop over the picture, β, K",
    session=6,
    needs=("02",),
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "crop_over_picture",
    "label_against_objectness",
    "labels_of_random_crops",
]
