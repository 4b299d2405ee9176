"""What only lesson 15, teach_a_student, needs."""

from nls_tutorial.lessons.l15_teach_a_student.questions import QUESTIONS
from nls_tutorial.lessons.l15_teach_a_student.scenes import (
    information_during_training,
    students_of_teachers,
    teachers_on_a_plane,
    what_a_teacher_says,
)
from nls_tutorial.lessons.l15_teach_a_student.study import (
    EPOCHS,
    EPSILONS,
    MISSING,
    TransferSet,
    accuracy,
    arm_of,
    compare_teachers,
    logit_differences,
    noisy_views,
    teach,
    train_teachers,
    transfer_set,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="a student learns from a teacher's doubts, and smoothing erases them",
    drag="T of the distillation, ε of the teacher, the epoch",
    session=7,
    needs=("01", "02", "04"),
    ask="what a teacher knows that its labels do not say",
)

__all__ = [
    "EPOCHS",
    "EPSILONS",
    "LESSON",
    "QUESTIONS",
    "MISSING",
    "TransferSet",
    "accuracy",
    "arm_of",
    "compare_teachers",
    "information_during_training",
    "logit_differences",
    "noisy_views",
    "students_of_teachers",
    "teach",
    "teachers_on_a_plane",
    "train_teachers",
    "transfer_set",
    "what_a_teacher_says",
]
