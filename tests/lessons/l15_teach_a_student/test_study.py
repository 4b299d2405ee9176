"""The studies of lesson 15: transfer sets, scores by hand, and cells that repeat."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial import data
from nls_tutorial.lessons import l15_teach_a_student as lesson
from nls_tutorial.lessons.l15_teach_a_student.study import PAIR, TEACHERS, TEACHERS_CIFAR10, distill, taught
from nls_tutorial.losses import label_smoothing_cross_entropy
from nls_tutorial.models import mlp
from nls_tutorial.records import verdict
from nls_tutorial.training import train

DIGITS = data.digits(train=120, seed=0)
SMALL = {"count": 100, "transfer": 60, "per_class": 4, "views": 3}


def test_a_transfer_set_keeps_what_belongs_together() -> None:
    teacher = mlp(64, 10, seed=0).eval()
    whole = lesson.transfer_set(teacher, DIGITS.train, 50)
    assert len(whole) == 50
    lacking = whole.without(8)
    assert 0 < len(lacking) == int((DIGITS.train.labels[:50] != 8).sum()) < 50
    with torch.no_grad():
        torch.testing.assert_close(lacking.teacher_logits, teacher(lacking.images))
    inputs, (logits, labels) = taught(lacking.select(slice(3, 5)), None)
    assert torch.equal(inputs, lacking.images[3:5])
    assert torch.equal(logits, lacking.teacher_logits[3:5])
    assert torch.equal(labels, lacking.labels[3:5])


def test_a_student_is_drawn_to_the_tempered_teacher() -> None:
    student, teacher = torch.randn(2, 6, 4, generator=torch.Generator().manual_seed(0))
    p = F.softmax(teacher / 2, dim=1)
    expected = 4 * -(p * F.log_softmax(student / 2, dim=1)).sum(1).mean()
    labels = torch.zeros(6, dtype=torch.int64)
    torch.testing.assert_close(distill(student, (teacher, labels), temperature=2.0), expected)


def test_teachers_trained_together_are_teachers_trained_alone() -> None:
    looked: list[int] = []
    together = lesson.train_teachers(
        DIGITS.train, (0.0, 0.3), seed=1, epochs=3, after_epoch=lambda done, teachers: looked.append(len(teachers))
    )
    assert looked == [2, 2, 2]
    for epsilon, one in zip((0.0, 0.3), together, strict=True):
        alone = mlp(64, 10, seed=1)
        adam = lambda weights: torch.optim.Adam(weights, lr=0.003)
        loss = lambda logits, labels, e=epsilon: label_smoothing_cross_entropy(logits, labels, epsilon=e)
        train(alone, DIGITS.train, loss, epochs=3, optimizer=adam, seed=1, progress=False)
        with torch.no_grad():
            torch.testing.assert_close(one(DIGITS.test.images), alone(DIGITS.test.images), rtol=1e-3, atol=1e-3)


def test_students_come_by_set_and_by_temperature() -> None:
    teacher = mlp(64, 10, seed=0).eval()
    sets = [lesson.transfer_set(teacher, DIGITS.train, 40), lesson.transfer_set(teacher, DIGITS.train, 40)]
    sets[1].teacher_logits.mul_(3)
    students = lesson.teach(sets, (1.0, 4.0), seed=0, epochs=2)
    assert [len(row) for row in students] == [2, 2]
    alone = lesson.teach(sets[1:], (4.0,), seed=0, epochs=2)[0][0]
    with torch.no_grad():
        torch.testing.assert_close(students[1][1](DIGITS.test.images), alone(DIGITS.test.images), rtol=1e-3, atol=1e-3)


def test_accuracy_by_hand() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 10, bias=False)).eval()
    network[1].weight.data.zero_()  # it always says 0
    assert lesson.accuracy(network, DIGITS.test) == pytest.approx(float((DIGITS.test.labels == 0).double().mean()))
    assert lesson.accuracy(network, DIGITS.test, 0) == 1
    assert lesson.accuracy(network, DIGITS.test, 8) == 0


def test_views_are_noisy_pictures_of_two_digits_and_a_difference_is_of_their_logits() -> None:
    views = lesson.noisy_views(DIGITS.train, per_class=5, views=400, seed=0)
    assert views.shape == (10, 400, 1, 8, 8)
    first = DIGITS.train.images[DIGITS.train.labels == PAIR[0]][0]
    torch.testing.assert_close(views[0].mean(0), first, atol=0.03, rtol=0)
    assert float((views[0] - first).std()) == pytest.approx(0.1, rel=0.02)
    network = mlp(64, 10, seed=0).eval()
    with torch.no_grad():
        logits = network(views[7])
    found = lesson.logit_differences(network, views)[7]
    torch.testing.assert_close(found, logits[:, 3] - logits[:, 8], rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_a_cell_has_its_scores_and_repeats_itself() -> None:
    settings = {**TEACHERS.settings, **SMALL}
    first, again = (TEACHERS.compute(0.1, seed=1, device="cpu", **settings)[0] for _ in range(2))
    for name, column in TEACHERS.scores.items():
        numbers = np.array(first[name])
        assert numbers.shape == tuple(len(TEACHERS.axes[axis]) for axis in column.axes), name
        assert np.isfinite(numbers).all()
        np.testing.assert_array_equal(numbers, np.array(again[name]))


@pytest.mark.slow
def test_photographs_are_taught_with_every_temperature(tmp_path) -> None:
    folder = _cifar10(tmp_path)
    study = TEACHERS_CIFAR10.at("quick", data=folder)
    settings = {**study.settings, "epochs": 1, "per_batch": 20}
    found = study.compute(0.1, seed=0, device="cpu", **settings)[0]
    assert set(found) == set(study.scores)
    assert len(found["whole"]) == len(study.axes["temperature"])
    assert all(0 <= share <= 1 for share in (found["teacher"], found["alone"], *found["whole"]))


def _cifar10(folder):
    """The six files of CIFAR-10 with a thousand grey pictures each, and the names of the classes."""
    for number, name in enumerate([*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"]):
        records = np.random.default_rng(number).integers(0, 256, (1000, 3073), dtype=np.uint8)
        records[:, 0] = np.arange(1000) % 10
        (folder / name).write_bytes(records.tobytes())
    (folder / "batches.meta.txt").write_text("\n".join(f"class{k}" for k in range(10)) + "\n")
    return folder


def test_a_comparison_is_seed_by_seed_with_the_hard_teacher() -> None:
    from nls_tutorial import studies

    stored = studies.bundled("teachers")
    expected = verdict(
        stored.scores("ε = 0.1", "missing", temperature=4.0),
        stored.scores("ε = 0", "missing", temperature=4.0),
        claim="lower",
        scale=100,
        unit=" points",
        digits=1,
    )
    assert str(lesson.compare_teachers(stored, "missing", "ε = 0.1", "lower", temperature=4.0)) == str(expected)
