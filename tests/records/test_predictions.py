import math

import pytest
import torch

from nls_tutorial.records import Predictions

LOGITS = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.0, 1.0], [80.0, -80.0, 0.0], [1.0, 1.0, 0.0]])
LABELS = torch.tensor([0, 1, 0, 1])


def predictions(**more: object) -> Predictions:
    return Predictions(LOGITS, LABELS, ("a", "b", "c"), "test", 7, **more)


def test_probabilities_by_hand() -> None:
    rows = predictions().probabilities
    assert rows.sum(dim=1).tolist() == pytest.approx([1.0] * 4)
    assert float(rows[0, 0]) == pytest.approx(math.e**2 / (math.e**2 + 2))
    assert rows[2].tolist() == [1.0, 0.0, pytest.approx(0.0, abs=1e-30)]


def test_confidence_is_the_largest_probability() -> None:
    expected = [max(row) for row in predictions().probabilities.tolist()]
    assert predictions().confidence.tolist() == expected


def test_predicted_takes_the_first_of_a_tie() -> None:
    assert predictions().predicted.tolist() == [0, 2, 0, 0]
    assert predictions().predicted.dtype == torch.int64


def test_accuracy_is_the_share_of_right_ones() -> None:
    assert predictions().accuracy == 0.5
    assert type(predictions().accuracy) is float


def test_accuracy_is_not_rounded_to_single_precision() -> None:
    assert Predictions(LOGITS[:3], torch.tensor([0, 0, 1]), ("a", "b", "c"), "test", 0).accuracy == 1 / 3


def test_what_is_shown() -> None:
    lines = repr(predictions()).splitlines()
    assert lines[0] == "Predictions"
    mean = float(predictions().confidence.mean())
    assert [line.split()[-1] for line in lines[1:]] == ["test", "7", "4", "3", "50.0%", f"{mean:.1%}"]
    assert "features" not in repr(predictions())
    assert repr(predictions(features=torch.zeros(4, 64))).endswith("64 a sample")
    assert len(predictions()) == 4
    assert ">50.0%</td>" in predictions()._repr_html_()


def test_decisions_that_belong_to_one_sample_are_counted_as_such() -> None:
    said = repr(predictions(group=torch.tensor([4, 4, 9, 9]), features=torch.zeros(4, 64)))
    lines = [line.split(maxsplit=1) for line in said.splitlines()[1:]]
    assert ["samples", "2"] in lines
    assert ["decisions", "4"] in lines
    assert said.endswith("64 a decision")
