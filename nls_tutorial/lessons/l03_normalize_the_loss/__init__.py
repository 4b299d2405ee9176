"""What only lesson 03, normalize_the_loss, needs."""

from nls_tutorial.lessons.l03_normalize_the_loss.questions import QUESTIONS
from nls_tutorial.lessons.l03_normalize_the_loss.scenes import normalized_losses, rate_sweep, stops_along_training
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="why the ε of a normalized loss only scales the step",
    drag="ε, the true logit, a learning rate",
    session=2,
    needs=("02",),
    ask="why ε in a normalized loss is a learning rate",
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "normalized_losses",
    "rate_sweep",
    "stops_along_training",
]
