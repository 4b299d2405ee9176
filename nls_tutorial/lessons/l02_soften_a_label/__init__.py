"""What only lesson 02, soften_a_label, needs."""

from nls_tutorial.lessons.l02_soften_a_label.questions import QUESTIONS
from nls_tutorial.lessons.l02_soften_a_label.scenes import finite_optimum, two_definitions
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="cross-entropy, two definitions of smoothing, the finite optimum",
    drag="ε, K",
    session=2,
    needs=("01",),
)

__all__ = ["LESSON", "QUESTIONS", "finite_optimum", "two_definitions"]
