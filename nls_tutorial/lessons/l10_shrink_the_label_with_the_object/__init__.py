"""What only lesson 10, shrink_the_label_with_the_object, needs."""

from nls_tutorial.lessons.l10_shrink_the_label_with_the_object.scenes import (
    crop_over_picture,
    label_against_objectness,
    labels_of_random_crops,
)

__all__ = ["crop_over_picture", "label_against_objectness", "labels_of_random_crops"]
