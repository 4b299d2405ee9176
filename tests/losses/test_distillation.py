"""distillation_loss against its loop, torch's KL divergence, its limits, and values by hand."""

import math

import pytest
import torch
from spec import losses_spec
from spec.loss_checks import (
    a_batch,
    assert_reductions,
    differentiates,
    ignores_a_shift,
    refused,
    refuses_bad_labels,
    row_by_row,
    slope_of,
    stays_finite,
    widens_halves,
)
from torch.nn import functional as F

from nls_tutorial.losses import distillation_loss

pytestmark = pytest.mark.usefixtures("path")


def a_teacher(logits):
    """Logits of a teacher for this student: other logits of the same shape."""
    step = torch.arange(logits.numel(), dtype=torch.float64).reshape(logits.shape)
    return (3 * torch.sin(step)).to(logits.dtype)


def taught(**how):
    return lambda logits, labels, **options: distillation_loss(
        logits, a_teacher(torch.as_tensor(logits, dtype=torch.float64)), labels, **how, **options
    )


def test_by_hand() -> None:
    # T = 2: teacher (2·log 3, 0) → (3/4, 1/4), student (0, 0) → (1/2, 1/2); w = 0.7, label 0
    student, teacher = torch.zeros(1, 2), torch.tensor([[2 * math.log(3), 0.0]])
    loss = distillation_loss(student, teacher, torch.tensor([0]), temperature=2, weight=0.7)
    torch.testing.assert_close(loss, torch.tensor(0.7 * 4 * math.log(2) + 0.3 * math.log(2)))


@pytest.mark.parametrize(("temperature", "weight"), [(1, 1), (1, 0.3), (2, 1), (2, 0.5), (3.5, 0.4), (0.5, 0)])
def test_follows_its_loop(temperature: float, weight: float) -> None:
    def spec(student, teacher, y):
        return losses_spec.distillation_loss(student, teacher, y, temperature, weight)

    for shape in ((7, 5), (1, 2), (2, 3, 4, 5)):
        for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-5)):
            student, labels = a_batch(shape, dtype=dtype)
            teacher = a_teacher(student)
            expected = row_by_row(spec, student.double(), teacher.double(), labels)
            how = {"temperature": temperature, "weight": weight}
            assert_reductions(
                lambda **options: distillation_loss(student, teacher, labels, **how, **options),  # noqa: B023
                expected,
                None,
                dtype,
                tolerance,
            )
            if labels.numel() > 1:
                some = torch.arange(labels.numel()).reshape(labels.shape) % 3 == 1
                marked = labels.masked_fill(some, 255)
                assert_reductions(
                    lambda **options: distillation_loss(student, teacher, marked, ignore_index=255, **how, **options),  # noqa: B023
                    expected,
                    some,
                    dtype,
                    tolerance,
                )


def test_the_teacher_alone_at_temperature_one_is_the_default() -> None:
    student, labels = a_batch((6, 5))
    teacher = a_teacher(student)
    torch.testing.assert_close(
        distillation_loss(student, teacher, labels), F.cross_entropy(student, teacher.softmax(1))
    )


def test_torchs_divergence_has_the_same_gradient() -> None:
    student, labels = a_batch((6, 5))
    teacher = a_teacher(student)

    def divergence(z):
        tempered = F.log_softmax(z / 4, 1)
        return 16 * F.kl_div(tempered, F.log_softmax(teacher / 4, 1), reduction="batchmean", log_target=True)

    ours = slope_of(lambda z: distillation_loss(z, teacher, labels, temperature=4), student)
    torch.testing.assert_close(ours, slope_of(divergence, student))


def test_temperature_keeps_the_gradients_size() -> None:
    """For a high T the gradient tends to (z^s − z^t)/K for centred logits, whatever T is."""
    student, labels = a_batch((6, 5))
    student = student - student.mean(1, keepdim=True)
    teacher = a_teacher(student)
    teacher = teacher - teacher.mean(1, keepdim=True)
    slope = slope_of(lambda z: distillation_loss(z, teacher, labels, temperature=1e5, reduction="sum"), student)
    torch.testing.assert_close(slope, (student - teacher) / 5, rtol=1e-3, atol=1e-4)


def test_without_the_teacher_it_is_cross_entropy() -> None:
    student, labels = a_batch((6, 5))
    loss = distillation_loss(student, a_teacher(student), labels, temperature=3, weight=0)
    torch.testing.assert_close(loss, F.cross_entropy(student, labels))


def test_nothing_flows_to_the_teacher() -> None:
    student, labels = a_batch((6, 5))
    teacher = a_teacher(student).requires_grad_()
    assert not distillation_loss(student, teacher, labels).requires_grad
    distillation_loss(student.requires_grad_(), teacher, labels).backward()
    assert teacher.grad is None


def test_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    differentiates(taught(temperature=2, weight=0.4), monkeypatch)


@pytest.mark.parametrize("weight", [1, 0.4])
def test_stays_finite(weight: float) -> None:
    stays_finite(taught(weight=weight))


def test_ignores_a_shift() -> None:
    ignores_a_shift(taught(temperature=2, weight=0.5))


def test_widens_halves() -> None:
    widens_halves(taught(temperature=2, weight=0.5))


def test_refusals() -> None:
    refuses_bad_labels(taught(), "student_logits")
    student, labels = a_batch((4, 3), dtype=torch.float64)
    teacher = a_teacher(student)
    with refused(
        ValueError,
        "temperature must be a finite number above 0, but got 0. Use 1 for the probabilities as they are, 2 to soften.",
    ):
        distillation_loss(student, teacher, labels, temperature=0)
    with refused(
        ValueError,
        "weight must lie in [0, 1], but got 2. Use 1 for the teacher alone, 0 for the labels alone.",
    ):
        distillation_loss(student, teacher, labels, weight=2)
    with refused(
        ValueError,
        "teacher_logits must have the student's shape (4, 3), but got (4, 2). "
        "Give both nets the same batch and the same classes.",
    ):
        distillation_loss(student, teacher[:, :2], labels)
    with refused(
        TypeError,
        "teacher_logits must be a torch.Tensor, but got list. Convert it with torch.as_tensor(...).",
    ):
        distillation_loss(student, teacher.tolist(), labels)
    teacher[1, 1] = torch.nan
    with refused(
        ValueError,
        "teacher_logits must be finite, but got 1 of 12 entries that are NaN or infinite. "
        "Find the step that made them; a learning rate that is too high is the usual cause.",
    ):
        distillation_loss(student, teacher, labels)
