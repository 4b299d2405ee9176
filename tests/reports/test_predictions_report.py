"""The whole report: its numbers are those of its parts, and its warnings come where they should."""

import json
import re

import pytest
import torch

from nls_tutorial.reports import Outputs, Settings, measure, predictions_report, score_table

QUICK = Settings(resamples=5)


def outputs(name: str, logits: torch.Tensor) -> Outputs:
    return Outputs(name, "logits", logits, logits.softmax(1), tuple(map(str, range(logits.shape[1]))))


def some(rows: int = 120, classes: int = 3) -> tuple[Outputs, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(rows, classes, generator=generator, dtype=torch.float64)
    return outputs("<mine>", logits), (logits + 3 * torch.randn(rows, classes, generator=generator)).argmax(1)


@pytest.mark.slow
def test_one_model() -> None:
    one, labels = some()
    heard: list[str] = []
    report = predictions_report([one], labels, QUICK, told=heard.append)
    files = report.files()
    told = json.loads(files["report.json"])["models"][0]
    assert told["all rows"] == json.loads(json.dumps(measure(one.probabilities, labels, resamples=5).plain()))
    assert told["rows fitted on"] == 60
    assert told["scored part after T"]["scores"]["accuracy"] == told["scored part before T"]["scores"]["accuracy"]
    assert "&lt;mine&gt;" in files["report.html"]
    assert "<mine>" not in files["report.html"].replace(r"\u003cmine", "")
    assert heard == ["measuring <mine>"]
    assert len(report.lines) == 2
    assert len(re.findall(r'id="scene-\d"', report.page)) == 2


@pytest.mark.slow
def test_two_models_and_groups_and_rows_to_fit_on() -> None:
    one, labels = some()
    two = outputs("other", 2 * one.logits)
    groups = torch.arange(120) // 4
    report = predictions_report([one, two], labels, QUICK, groups=groups)
    pairs = report.numbers["pairs"]
    assert set(pairs) == {"as given", "each after its T"}
    assert "Which of the two?" in report.page
    assert "draws of groups" in report.page
    held_out = [(one.logits[:40], labels[:40])] * 2
    told = predictions_report([one, two], labels, QUICK, held_out=held_out).numbers["models"]
    assert [model["rows fitted on"] for model in told] == [40, 40]
    assert told[0]["scored part before T"]["samples"] == 120
    assert told[1]["temperature"] == pytest.approx(told[0]["temperature"])


def test_warnings() -> None:
    one, _ = some(30, 50)
    labels = torch.tensor([0] * 29 + [1])
    page = predictions_report([one], labels, QUICK).page
    assert "48 of the 50 classes have no row" in page
    assert "There are 30 rows for 50 classes" in page
    assert "The classes are skewed, 1 to 29 rows" in page


def test_a_table_has_a_column_for_each() -> None:
    scores = measure(torch.tensor([[0.9, 0.1]] * 20), torch.tensor([0] * 15 + [1] * 5), resamples=5)
    table = score_table([scores, scores], ["a", "b"])
    assert table.columns == ("", "a", "b")
    assert next(row for row in table.rows if row[0] == "ECE")[1].startswith("15.0 % (")
    assert "by chance" in next(row for row in table.rows if row[0] == "AECE")[2]
