"""Which array is what: logits, probabilities and labels are told apart, and what does not fit is refused plainly."""

from pathlib import Path

import numpy as np
import pytest
import torch

from nls_tutorial import predictions
from nls_tutorial.records import Predictions
from nls_tutorial.reports import read_outputs

RANDOM = np.random.default_rng(0)
LOGITS = RANDOM.normal(size=(20, 3))
P = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
LABELS = np.arange(20) % 3


@pytest.fixture
def save(tmp_path: Path):
    def write(name: str, *arrays: np.ndarray, **named: np.ndarray) -> Path:
        place = tmp_path / name
        if named:
            np.savez(place, **named)
        else:
            np.save(place, arrays[0])
        return place

    return write


def test_logits_and_probabilities_say_the_same(save) -> None:
    labels = save("labels.npy", LABELS)
    (first, second), read = read_outputs([save("first.npy", LOGITS), save("other.npy", P), labels])
    assert (first.kind, second.kind) == ("logits", "probabilities")
    assert torch.allclose(first.probabilities, second.probabilities)
    assert torch.allclose(second.logits.softmax(1), first.probabilities)
    assert read.tolist() == LABELS.tolist()


def test_one_file_with_both(save, tmp_path: Path) -> None:
    for names in (("logits", "labels"), ("preds", "target"), ("scores", "y")):
        (one,), labels = read_outputs([save("both.npz", **dict(zip(names, (LOGITS, LABELS), strict=True)))])
        assert (one.kind, labels.tolist()) == ("logits", LABELS.tolist())
    rows = "\n".join(f"{label + 1},{a},{b},{c}" for label, (a, b, c) in zip(LABELS, P, strict=True))
    (tmp_path / "both.csv").write_text(f"label,cat,dog,cow\n{rows}\n")
    (one,), labels = read_outputs([tmp_path / "both.csv"], labels_from=1)
    assert (one.class_names, labels.tolist()) == (("cat", "dog", "cow"), LABELS.tolist())
    said = Predictions(torch.from_numpy(LOGITS), torch.from_numpy(LABELS), ("a", "b", "c"), "test", 0)
    (one,), labels = read_outputs([predictions.save(said, tmp_path / "said.npz")])
    assert (one.class_names, labels.tolist()) == (("a", "b", "c"), LABELS.tolist())


def test_printed_probabilities_need_not_sum_to_one_exactly(save) -> None:
    (one,), _ = read_outputs([save("p.npy", P.round(2)), save("labels.npy", LABELS)])
    assert one.kind == "probabilities"
    assert one.probabilities.tolist() == P.round(2).tolist()


def test_a_probability_of_zero_becomes_a_finite_logit(save) -> None:
    sure = np.eye(3)[LABELS]
    (one,), _ = read_outputs([save("p.npy", sure), save("labels.npy", LABELS)])
    assert torch.isfinite(one.logits).all()
    assert torch.allclose(one.logits.softmax(1), torch.from_numpy(sure), rtol=0, atol=1e-300)


def nan(rows: np.ndarray) -> np.ndarray:
    rows = rows.copy()
    rows[3, 1] = np.nan
    return rows


@pytest.mark.parametrize(
    ("outputs", "labels", "said"),
    [
        (LOGITS, LABELS[:-1], "must have 19 rows, one for each label"),
        (LOGITS, LABELS + 0.5, "must hold whole numbers as labels, but got 0.5 in row 0"),
        (LOGITS, LABELS.astype(str), "must hold whole numbers as labels, but got values of type <U"),
        (LOGITS, LABELS + 1, "They seem to count from 1: say --labels-from 1."),
        (LOGITS, LABELS + 7, "must hold labels from 0 to 2, for 3 classes, but got 7 … 9"),
        (LOGITS, LABELS - 1, "must hold labels from 0 to 2"),
        (nan(LOGITS), LABELS, "must hold finite numbers, no NaN, but got 1 rows that are not, the first of them row 3"),
        (LOGITS + np.inf, LABELS, "20 rows that are not"),
        (LOGITS, LABELS > 0, "must hold whole numbers as labels, but got values of type bool"),
        (100 * P, LABELS, "rows that sum to 1, but got rows that sum to 100. Divide by 100, or say --kind logits."),
        (np.concatenate([P[:-1], -P[-1:]]), LABELS, "1 of 20 that do not, the first of them row 19"),
        (0.96 * P, LABELS, "Rounded probabilities? Give more decimals"),
        (np.c_[LOGITS, np.arange(20)], LABELS, "but got the numbers of the rows in column 4"),
        (np.c_[LOGITS, LABELS], LABELS, "but got the labels in column 4"),
        (LOGITS, np.eye(3)[LABELS], "of one-hot labels give argmax(1)"),
        (LOGITS[:5], LABELS[:5], "must hold at least 10 rows, but got 5"),
        (LOGITS[:, :1], LABELS, "files must hold the outputs of one model or two, and labels"),
        (1 / (1 + np.exp(-LOGITS)), LABELS, "must hold logits, or rows that sum to 1"),
        (LOGITS.astype(str), LABELS, "must hold numbers of shape (N, K)"),
    ],
)
def test_what_does_not_fit(outputs: np.ndarray, labels: np.ndarray, said: str, save) -> None:
    with pytest.raises(ValueError, match="but got") as caught:
        read_outputs([save("said.npy", outputs), save("labels.npy", labels)])
    assert said in str(caught.value)


def test_labels_said_to_count_from_elsewhere(save) -> None:
    for first in (-1, 1):
        with pytest.raises(ValueError, match="They seem to count from 0: leave --labels-from out"):
            read_outputs([save("said.npy", LOGITS), save("labels.npy", LABELS)], labels_from=first)


def test_a_column_that_is_named_as_no_class(tmp_path: Path) -> None:
    rows = "\n".join(f"{a},{b},0.5,{label}" for (a, b, _), label in zip(LOGITS, LABELS % 2, strict=True))
    (tmp_path / "said.csv").write_text(f"cat,dog,pred,label\n{rows}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="a column for each class and no other, but got a column named 'pred'"):
        read_outputs([tmp_path / "said.csv"])


def test_a_name_or_kind_that_is_not_what_the_rows_are(save) -> None:
    labels = save("labels.npy", LABELS)
    for files, kind in (((save("my_logits.npy", P), labels), "auto"), ((save("p.npy", P), labels), "logits")):
        with pytest.raises(ValueError, match="must hold logits, as its name or --kind says, but got rows in"):
            read_outputs(files, kind=kind)
    for files, kind in (
        ((save("probs.npy", LOGITS), labels), "auto"),
        ((save("p.npy", LOGITS), labels), "probabilities"),
    ):
        with pytest.raises(
            ValueError, match=r"must hold probabilities: rows in \[0, 1\] that sum to 1, but got values"
        ):
            read_outputs(files, kind=kind)
    sigmoids = save("s.npy", 1 / (1 + np.exp(-LOGITS)))
    assert read_outputs([sigmoids, labels], kind="logits")[0][0].kind == "logits"
    with pytest.raises(ValueError, match="--kind must be"):
        read_outputs([sigmoids, labels], kind="odds")


def test_too_many_or_none(save) -> None:
    rows, labels = save("a.npy", LOGITS), save("labels.npy", LABELS)
    for files in ([rows], [labels], [rows, rows, rows, labels]):
        with pytest.raises(ValueError, match="files must hold the outputs of one model or two, and labels"):
            read_outputs(files)
    with pytest.raises(ValueError, match="labels must be the same in all files"):
        read_outputs([rows, labels, save("more.npy", LABELS[::-1])])
    with pytest.raises(ValueError, match="must hold one array of outputs, of labels, or of each, but got a, b"):
        read_outputs([save("both.npz", a=LOGITS, b=LABELS)])
