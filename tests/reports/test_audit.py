"""The audit finds what lesson 08 finds, and nothing in a table that is computed."""

import math

import pytest

from nls_tutorial.reports import PublishedRow, audit_table
from nls_tutorial.tables import NLS_TABLE_1


def published(table) -> list[PublishedRow]:
    names = ("accuracy", "precision", "recall", "F1")
    return [
        PublishedRow(f"{model} {loss}", dict(zip(names, scores, strict=True)), None)
        for model, losses in table.rows.items()
        for loss, scores in losses.items()
    ]


def words(found, test: str) -> dict[str, str]:
    return {finding.row: finding.word for finding in found if finding.test == test}


def test_the_row_that_lesson_08_finds_and_no_other() -> None:
    rows = published(NLS_TABLE_1)
    identity = words(audit_table(rows, samples=224), "F1 ≤ (P + R)/2")
    assert [row for row, word in identity.items() if word == "impossible"] == ["MobileNetV2 LSCE"]
    (told,) = [finding.told for finding in audit_table(rows) if finding.word == "impossible"]
    assert "P would be 91.0" in told


def test_grim_by_hand() -> None:
    rows = [PublishedRow(name, {"accuracy": name}, None) for name in ("80.35", "80.36", "80.37")]
    assert list(words(audit_table(rows, samples=224), "GRIM").values()) == ["fits", "fits", "impossible"]
    assert list(words(audit_table(rows, samples=224, reading="rounded"), "GRIM").values()) == [
        "impossible",
        "fits",
        "impossible",
    ]
    assert set(words(audit_table(rows), "GRIM").values()) == {"unknown"}
    assert "says little" in audit_table(rows, samples=100_000)[0].told


def test_a_difference_within_and_beyond_chance() -> None:
    rows = [PublishedRow(name, {"accuracy": figure}, 1000) for name, figure in (("a", "90"), ("b", "88"), ("c", "80"))]
    found = audit_table(rows)
    assert words(found, "standard error") == {"a": "best", "b": "within chance", "c": "more than chance"}
    told = next(f.told for f in found if f.test == "standard error" and f.row == "b")
    assert f"± {100 * 1.96 * math.sqrt(0.88 * 0.12 / 1000):.2f}" in told


def test_an_ece_of_few_samples_is_chance() -> None:
    def row(n: int) -> PublishedRow:
        return PublishedRow("a", {"accuracy": "80", "ECE": "3.0", "AECE": "30"}, n)

    assert words(audit_table([row(200)]), "ECE by chance") == {"a": "within chance"}
    assert words(audit_table([row(20_000)]), "ECE by chance") == {"a": "more than chance"}
    assert words(audit_table([row(200)]), "AECE by chance") == {"a": "more than chance"}
    nothing = [PublishedRow("a", {"ECE": "3.0"}, 100)]
    assert words(audit_table(nothing), "ECE by chance") == {"a": "unknown"}
    # one bin that holds all: E|k/N − a| = √(2a(1 − a)/(πN))
    least = float(audit_table([row(200)])[-1].told.split("about ")[1].split()[0])
    assert least == pytest.approx(100 * math.sqrt(2 * 0.16 / (math.pi * 200)), rel=0.3)


def test_what_is_refused() -> None:
    for bad in (0, -3):
        with pytest.raises(ValueError, match="--samples must be"):
            audit_table([], samples=bad)
    with pytest.raises(ValueError, match="reading must be"):
        audit_table([], reading="guessed")
    assert audit_table([]) == []
