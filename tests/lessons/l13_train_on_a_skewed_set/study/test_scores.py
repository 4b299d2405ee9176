"""The scores of a run: by hand, and each from the part that it belongs to."""

import pytest
import torch
from lessons.l13_train_on_a_skewed_set.samples import runs
from torch.nn import functional as F

from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.scores import columns, sorted_by_class, validation_curves
from nls_tutorial.tables import macro_scores, weighted_scores


def test_f1_of_a_class_by_hand() -> None:
    labels, predicted = torch.tensor([1, 1, 0, 2, 1]), torch.tensor([1, 0, 1, 2, 1])
    assert float(lesson.f1_of(labels, predicted)) == pytest.approx(2 * 2 / (3 + 3))
    assert float(lesson.f1_of(torch.tensor([0, 2]), torch.tensor([0, 0]))) == 0
    stacked = lesson.f1_of(labels.expand(2, -1), torch.stack([predicted, labels]))
    assert stacked.tolist() == pytest.approx([2 / 3, 1])
    assert float(lesson.f1_of(labels, predicted, 2)) == 1


def test_the_authors_way_is_sorted_in_batches_and_averaged() -> None:
    generator = torch.Generator().manual_seed(0)
    labels, predicted = torch.randint(3, (2, 224), generator=generator)
    by_class, guessed = sorted_by_class(labels, predicted)
    assert (by_class.diff() >= 0).all()
    assert int((by_class == guessed).sum()) == int((labels == predicted).sum())
    parts = [weighted_scores(by_class[at : at + 100], guessed[at : at + 100]) for at in (0, 100, 200)]
    torch.testing.assert_close(lesson.as_the_authors(labels, predicted), torch.stack(parts).mean(0))


def test_scores_come_from_the_chosen_weights_on_the_test_part() -> None:
    run = runs()["CE"]
    found, seen = lesson.scores_of(run), runs()["CE"].chosen
    assert set(found) == set(columns())
    assert found["accuracy"] == pytest.approx(float((seen.predicted == seen.labels).double().mean()))
    assert found["last accuracy"] == run.last.accuracy
    assert found["validation accuracy"] == max(run.accuracies())
    assert [found[name] for name in ("precision", "recall", "F1")] == pytest.approx(
        macro_scores(seen.labels, seen.predicted, 3).tolist()
    )
    rare = seen.labels == lesson.RARE
    assert found["rare recall"] == pytest.approx(float((seen.predicted[rare] == 1).double().mean()))
    validated = run.said[run.best].argmax(1)
    assert found["F1 by batches"] == pytest.approx(float(lesson.as_the_authors(run.labels, validated)[2]))


def test_curves_have_two_yardsticks() -> None:
    run = runs()["normLSCE"]
    curves = validation_curves(run)
    expected = [float(F.cross_entropy(logits, run.labels)) for logits in run.said]
    assert curves["cross-entropy"].tolist() == pytest.approx(expected)
    assert curves["own loss"].tolist() == pytest.approx(run.losses())
    assert curves["accuracy"].tolist() == pytest.approx(run.accuracies())
