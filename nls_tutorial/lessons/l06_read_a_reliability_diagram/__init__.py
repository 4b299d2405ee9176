"""What only lesson 06, read_a_reliability_diagram, needs."""

from nls_tutorial.lessons.l06_read_a_reliability_diagram.questions import QUESTIONS
from nls_tutorial.lessons.l06_read_a_reliability_diagram.scenes import (
    ece_by_chance,
    edges_by_hand,
    networks_to_compare,
    number_of_bins,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="what each mark means; why one network has many ECEs",
    drag="bins, their edges, samples",
    session=4,
    needs=("02", "05"),
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "ece_by_chance",
    "edges_by_hand",
    "networks_to_compare",
    "number_of_bins",
]
