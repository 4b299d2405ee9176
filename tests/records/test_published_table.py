"""A printed table: figures as they stand, and none where the source is cut."""

import pytest

from nls_tutorial.records import PublishedRows, PublishedTable

TABLE = PublishedTable(
    "a paper", "Table 1", "per cent", {"LS": {"ECE": "2.50", "AECE": "3.1…"}}, "a note", (("LS", "AECE"),)
)


def test_figures_are_texts_and_numbers() -> None:
    assert (TABLE.printed("LS", "ECE"), TABLE.figure("LS", "ECE")) == ("2.50", 2.5)
    assert (list(TABLE), len(TABLE), TABLE.source) == (["LS"], 1, "a paper, Table 1")
    assert repr(TABLE).splitlines()[0] == "a paper, Table 1 (per cent); a note"


def test_a_cut_figure_is_shown_and_never_a_number() -> None:
    assert TABLE.printed("LS", "AECE") == "3.1…"
    with pytest.raises(ValueError, match=r"column must hold a whole figure, but got '3\.1…', which the source cuts"):
        TABLE.figure("LS", "AECE")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="row must be one of LS, but got 'CE'"):
        TABLE.figure("CE", "ECE")
    with pytest.raises(ValueError, match="column must be one of ECE, AECE, but got 'NLL'"):
        TABLE.figure("LS", "NLL")


def test_rows_beside_a_study() -> None:
    rows = PublishedRows(TABLE, {"smooth": "LS"}, {"ece": "ECE"})
    assert [rows.printed(*at) for at in (("smooth", "ece"), ("hard", "ece"), ("smooth", "nll"))] == ["2.50", "", ""]
