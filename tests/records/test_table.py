"""A table of words, as text and as HTML."""

import pytest

from nls_tutorial.records import Table

TABLE = Table("Who <wins>", ("loss", "ECE"), (("CE", "8.1"), ("label & smoothing", "2")))


def test_columns_line_up_in_text() -> None:
    assert repr(TABLE).splitlines() == [
        "Who <wins>",
        "loss               ECE",
        "CE                 8.1",
        "label & smoothing  2",
    ]


def test_html_has_row_headings_and_escapes_words() -> None:
    html = TABLE._repr_html_()
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row"') == 2
    assert html.count("<td") == 2
    assert "Who &lt;wins&gt;</caption>" in html
    assert "label &amp; smoothing</th>" in html


def test_a_table_may_be_empty_but_not_ragged() -> None:
    assert repr(Table("Nothing", ("a",), ())) == "Nothing\na"
    with pytest.raises(
        ValueError, match=r"rows must have one word for each of 2 columns, but got \('CE',\)\. Fill it\."
    ):
        Table("Ragged", ("loss", "ECE"), (("CE",),))
