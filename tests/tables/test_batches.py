"""Scores over batches: by hand, by counting, against torchmetrics; and what they do to F1's bound."""

import inspect

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import tables_spec as spec
from spec.later import later

from nls_tutorial.tables import last_batch_counts, macro_scores, scores_by_batches, stubble_rows, weighted_scores

torchmetrics = later("torchmetrics.functional.classification")


def drawn(samples: int, classes: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(classes, (samples,), generator=generator)
    guesses = torch.randint(classes, (samples,), generator=generator)
    kept = torch.rand(samples, generator=generator) < 0.6
    return labels, torch.where(kept, labels, guesses)


def test_by_hand() -> None:
    labels, predicted = torch.tensor([0, 0, 0, 1]), torch.tensor([0, 0, 1, 1])
    # class 0: P 1, R 2/3, F 4/5, weight 3/4; class 1: P 1/2, R 1, F 2/3, weight 1/4
    assert weighted_scores(labels, predicted).tolist() == pytest.approx([0.875, 0.75, 0.6 + 1 / 6])
    rows = scores_by_batches(labels, predicted, 3)
    assert rows.tolist() == [pytest.approx([1, 2 / 3, 0.8]), [1, 1, 1]]


def test_macro_by_hand() -> None:
    labels, predicted = torch.tensor([0, 0, 0, 1]), torch.tensor([0, 0, 1, 1])
    # class 0: P 1, R 2/3, F 4/5; class 1: P 1/2, R 1, F 2/3; each counts a half, and with a third class a third
    expected = [0.75, 5 / 6, (4 / 5 + 2 / 3) / 2]
    assert macro_scores(labels, predicted, 2).tolist() == pytest.approx(expected)
    assert macro_scores(labels, predicted, 3).tolist() == pytest.approx([2 / 3 * number for number in expected])
    with pytest.raises(ValueError, match="predicted"):
        macro_scores(labels, predicted + 1, 2)


@pytest.mark.parametrize(("samples", "classes", "seed"), [(1, 2, 0), (30, 3, 1), (200, 5, 2)])
def test_macro_is_the_count(samples: int, classes: int, seed: int) -> None:
    labels, predicted = drawn(samples, classes, seed)
    rows = []
    for k in range(classes):
        hits = int(((labels == k) & (predicted == k)).sum())
        named, there = int((predicted == k).sum()), int((labels == k).sum())
        precision, recall = hits / named if named else 0.0, hits / there if there else 0.0
        rows.append((precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0))
    expected = torch.tensor(rows, dtype=torch.float64).mean(0)
    torch.testing.assert_close(macro_scores(labels, predicted, classes), expected)


@pytest.mark.slow
@given(samples=st.integers(1, 40), classes=st.integers(1, 5), seed=st.integers(0, 9), batch=st.integers(1, 45))
def test_is_the_count(samples: int, classes: int, seed: int, batch: int) -> None:
    labels, predicted = drawn(samples, classes, seed)
    expected = spec.in_batches(labels.tolist(), predicted.tolist(), batch)
    assert torch.allclose(scores_by_batches(labels, predicted, batch), torch.tensor(expected, dtype=torch.float64))


def test_agrees_with_torchmetrics() -> None:
    labels, predicted = drawn(500, 4, 0)
    options = {"num_classes": 4, "average": "weighted"}
    theirs = [
        f(predicted, labels, **options)
        for f in (torchmetrics.multiclass_precision, torchmetrics.multiclass_recall, torchmetrics.multiclass_f1_score)
    ]
    assert torch.allclose(weighted_scores(labels, predicted).float(), torch.stack(theirs), atol=1e-6)


@pytest.mark.slow
@given(seed=st.integers(0, 50), batch=st.integers(1, 60))
def test_weighted_recall_is_accuracy_and_f1_keeps_its_bound(seed: int, batch: int) -> None:
    labels, predicted = drawn(60, 3, seed)
    labels, order = labels.sort()
    predicted = predicted[order]
    rows = scores_by_batches(labels, predicted, batch)
    for row, y, guess in zip(rows, labels.split(batch), predicted.split(batch), strict=True):
        assert float(row[1]) == pytest.approx(float((y == guess).double().mean()))
    precision, recall, f1 = rows.mean(dim=0).tolist()
    assert f1 <= (precision + recall) / 2 + 1e-12


def test_pure_batches_have_a_precision_of_one() -> None:
    labels = torch.tensor([0] * 10 + [1] * 10)
    predicted = torch.tensor(([0] * 6 + [1] * 4) * 2)
    assert scores_by_batches(labels, predicted, 10)[:, 0].tolist() == [1, 1]
    assert float(weighted_scores(labels, predicted)[0]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("accuracy", "recall", "samples", "batch", "expected"),
    [
        ("75.00", "59.17", 224, 100, [3]),
        ("78.12", "78.38", 224, 100, [19]),
        ("81.25", "80.77", 224, 100, []),
        ("50.00", "50.00", 8, 4, [0, 1, 2, 3, 4]),
        ("50.00", "60.00", 8, 4, []),
        ("75.00", "75.00", 8, 20, [6]),
        ("90.00", "86.66", 50, 20, [7]),
    ],
)
def test_the_last_batch_by_hand(accuracy: str, recall: str, samples: int, batch: int, expected: list[int]) -> None:
    assert last_batch_counts(accuracy, recall, samples, batch) == expected
    if samples < 100:
        assert spec.last_counts(accuracy, recall, samples, batch) == expected


@pytest.mark.slow
@given(samples=st.integers(1, 30), batch=st.integers(1, 32), seed=st.integers(0, 99))
def test_the_true_number_is_found_and_is_the_loops(samples: int, batch: int, seed: int) -> None:
    labels, predicted = drawn(samples, 2, seed)
    right = (labels == predicted).double()
    accuracy = f"{100 * float(right.mean()):.2f}"
    recall = f"{100 * float(scores_by_batches(labels, predicted, batch)[:, 1].mean()):.2f}"
    found = last_batch_counts(accuracy, recall, samples, batch)
    assert int(right.split(batch)[-1].sum()) in found
    assert found == spec.last_counts(accuracy, recall, samples, batch)


def test_one_batch_size_explains_the_stubble_recalls() -> None:
    rows = stubble_rows().values()
    fits = {b: sum(bool(last_batch_counts(s.accuracy, s.recall, 224, b)) for s in rows) for b in (50, 76, 99, 100, 101)}
    assert fits[100] == 23
    assert max(count for b, count in fits.items() if b != 100) <= 6


@pytest.mark.parametrize(
    ("labels", "predicted", "error", "message"),
    [
        (torch.zeros(2), torch.zeros(2, dtype=torch.int64), TypeError, r"labels must be an int64 tensor of classes"),
        (torch.zeros(2, dtype=torch.int64), [0, 1], TypeError, "predicted must be an int64 tensor .* got list"),
        (
            torch.zeros(2, 1, dtype=torch.int64),
            torch.zeros(2, dtype=torch.int64),
            ValueError,
            r"labels must have shape",
        ),
        (torch.zeros(2, dtype=torch.int64), torch.zeros(3, dtype=torch.int64), ValueError, "predicted"),
        (torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=torch.int64), ValueError, "at least one sample"),
    ],
)
def test_refused_pairs(labels: object, predicted: object, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        inspect.unwrap(weighted_scores)(labels, predicted)  # the suite's type checker would speak first


def test_batches_hold_a_sample() -> None:
    one = torch.zeros(1, dtype=torch.int64)
    with pytest.raises(ValueError, match="batch must be at least 1, but got 0"):
        scores_by_batches(one, one, 0)
    with pytest.raises(ValueError, match="batch must be at least 1, but got 0"):
        last_batch_counts("50", "50", 4, 0)
    with pytest.raises(ValueError, match="samples must be at least 1, but got 0"):
        last_batch_counts("50", "50", 0, 4)
