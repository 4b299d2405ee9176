"""What only lesson 11, take_the_object_away, needs."""

from nls_tutorial.lessons.l11_take_the_object_away.scenes import (
    answer_only_if_sure,
    confidence_against_objectness,
    where_it_looks,
)

__all__ = ["answer_only_if_sure", "confidence_against_objectness", "where_it_looks"]
