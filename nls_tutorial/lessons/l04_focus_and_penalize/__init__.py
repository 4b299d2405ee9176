"""What only lesson 04, focus_and_penalize, needs."""

from nls_tutorial.lessons.l04_focus_and_penalize.questions import QUESTIONS
from nls_tutorial.lessons.l04_focus_and_penalize.scenes import bent_gradients, focal_bound, two_normalized_focals
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="focal loss, FLSD, confidence penalty: each bends the gradient",
    drag="γ, λ",
    session=3,
    needs=("02", "03"),
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "bent_gradients",
    "focal_bound",
    "two_normalized_focals",
]
