"""The page of an audit says first what is impossible."""

import json

from nls_tutorial.reports import PublishedRow, audit_report, audit_table


def test_the_impossible_comes_first_and_all_is_in_the_numbers() -> None:
    rows = [
        PublishedRow("<odd>", {"accuracy": "80.37", "precision": "80", "recall": "80", "F1": "81.9"}, 224),
        PublishedRow("fine", {"accuracy": "80.36", "ECE": "2.0"}, 224),
    ]
    found = audit_table(rows)
    made = audit_report(rows, found, title="A table")
    page = made.page
    assert page.index("No whole number of 224 samples prints as 80.37 %") < page.index("As it was printed")
    assert "&lt;odd&gt;" in page
    assert "2 × impossible" in page
    told = json.loads(made.files()["report.json"])
    assert [finding["word"] for finding in told["findings"]] == [finding.word for finding in found]
    assert told["rows"][1] == {"name": "fine", "figures": {"accuracy": "80.36", "ECE": "2.0"}, "samples": 224}
    assert len(made.lines) == len(found)


def test_nothing_impossible() -> None:
    rows = [PublishedRow("a", {"accuracy": "80"}, None)]
    assert "No figure is impossible." in audit_report(rows, audit_table(rows), title="A table").page
