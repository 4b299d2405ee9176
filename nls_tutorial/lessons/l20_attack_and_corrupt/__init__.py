"""What only lesson 20, attack_and_corrupt, needs."""

from nls_tutorial.lessons.l20_attack_and_corrupt.questions import QUESTIONS
from nls_tutorial.lessons.l20_attack_and_corrupt.scenes import (
    accuracy_under_attack,
    digit_under_attack,
    losses_on_wrong_labels,
    reliability_under_corruption,
)
from nls_tutorial.lessons.l20_attack_and_corrupt.study import (
    against_ce,
    attack,
    loss_of,
    score,
    train_network,
    worst_accuracy,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="what each loss gives and takes under attack, corruption and wrong labels",
    drag="the radius, the strength, the share of wrong labels",
    session=8,
    needs=("02", "05", "06"),
    ask="a number for a network under attack that nobody can take apart",
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "accuracy_under_attack",
    "against_ce",
    "attack",
    "digit_under_attack",
    "loss_of",
    "losses_on_wrong_labels",
    "reliability_under_corruption",
    "score",
    "train_network",
    "worst_accuracy",
]
