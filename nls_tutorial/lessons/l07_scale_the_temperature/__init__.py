"""What only lesson 07, scale_the_temperature, needs."""

from nls_tutorial.lessons.l07_scale_the_temperature.questions import QUESTIONS
from nls_tutorial.lessons.l07_scale_the_temperature.scenes import labels_softened, temperature, two_samples
from nls_tutorial.lessons.l07_scale_the_temperature.study import beside_table_3, human_label_runs, human_vs_one_hot
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="one number after training, what it mends and what it cannot",
    drag="T",
    session=4,
    needs=("02", "06"),
    ask="one network, three honest ECEs, and which to print",
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "beside_table_3",
    "human_label_runs",
    "human_vs_one_hot",
    "labels_softened",
    "temperature",
    "two_samples",
]
