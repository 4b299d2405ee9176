"""The answers of lesson 15 by hand and against the library."""

import math

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial import studies
from nls_tutorial.exercises.find import find
from nls_tutorial.geometry import mutual_information
from nls_tutorial.lessons.l15_teach_a_student import exercises
from nls_tutorial.losses import distillation_loss


def test_the_rest_by_hand() -> None:
    shares = exercises.rest_shares(torch.log(torch.tensor([0.8, 0.15, 0.05])), 0, 1.0)
    torch.testing.assert_close(shares, torch.tensor([0.75, 0.25]))


@pytest.mark.parametrize("temperature", [1.0, 3.0])
def test_the_loss_is_the_librarys_less_the_teachers_entropy(temperature: float) -> None:
    student, teacher = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(0))
    p = F.softmax(teacher / temperature, dim=1)
    entropy = temperature**2 * -(p * p.log()).sum(1).mean()
    labels = torch.zeros(5, dtype=torch.int64)
    expected = distillation_loss(student, teacher, labels, temperature=temperature) - entropy
    torch.testing.assert_close(exercises.distillation(student, teacher, temperature), expected)


def test_the_factors() -> None:
    student, teacher = torch.randn(2, 3, 7, generator=torch.Generator().manual_seed(1))
    for loss, factor in (
        (exercises.mean_over_all, 7),
        (exercises.without_t_squared, 4),
        (exercises.as_it_should_be, 1),
        (exercises.cross_entropy_with_the_teacher, 1),
    ):
        assert exercises.times_too_small(loss, student, teacher, 2.0) == pytest.approx(factor, rel=1e-4)


def test_the_information_is_the_librarys() -> None:
    values = torch.randn(6, 9, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    values += 2 * torch.arange(6)[:, None]
    assert exercises.information(values) == pytest.approx(float(mutual_information(values)))
    apart = torch.tensor([[-9.0, -11.0], [9.0, 11.0]])
    assert exercises.information(apart) == pytest.approx(math.log(2))


def test_the_figures_of_the_last_question_are_the_stored_ones() -> None:
    stored, asked = studies.bundled("teachers"), find("15.2").prompt
    for arm in ("ε = 0", "ε = 0.1", "ε = 0.4"):
        numbers = [stored.scores(arm, "teacher").mean()]
        numbers += [stored.scores(arm, score, temperature=4.0).mean() for score in ("whole", "missing")]
        assert f"| {arm} | " + " | ".join(f"{100 * number:.1f}" for number in numbers) + " |" in asked


def test_the_choice() -> None:
    assert exercises.schools() == "b"
