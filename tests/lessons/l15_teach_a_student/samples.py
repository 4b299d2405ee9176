"""Small inputs for every scene of lesson 15."""

from functools import cache

import torch
from torch import nn

from nls_tutorial import data, studies
from nls_tutorial.lessons import l15_teach_a_student as lesson

DIGITS = data.digits(train=80, seed=0)
EPOCHS = (1, 2)
VIEWS = lesson.noisy_views(DIGITS.train, per_class=4, views=3, seed=0)


@cache
def trained() -> tuple[dict[str, nn.Module], torch.Tensor]:
    """Two teachers that have hardly learnt, and what they said of the views after each epoch."""
    said: list[torch.Tensor] = []

    def look(done: int, teachers: list[nn.Module]) -> None:
        said.append(torch.stack([lesson.logit_differences(teacher, VIEWS) for teacher in teachers]))

    epsilons = (0.0, 0.2)
    teachers = lesson.train_teachers(DIGITS.train, epsilons, seed=0, epochs=EPOCHS[-1], after_epoch=look)
    return dict(zip(map(lesson.arm_of, epsilons), teachers, strict=True)), torch.stack(said)


BUILDERS = {
    "what_a_teacher_says": lambda: lesson.what_a_teacher_says(trained()[0], DIGITS.test.images[0], 8, (1.0, 2.0, 4.0)),
    "teachers_on_a_plane": lambda: lesson.teachers_on_a_plane(trained()[0], DIGITS.test, (3, 8, 5), per_class=10),
    "students_of_teachers": lambda: lesson.students_of_teachers(studies.bundled("teachers")),
    "information_during_training": lambda: lesson.information_during_training(
        EPOCHS, tuple(trained()[0]), trained()[1]
    ),
}
