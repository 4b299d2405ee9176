import pytest

from nls_tutorial.records.summary import Summary, html_summary, text_summary


def test_text_lines_up() -> None:
    assert text_summary("History", {"a": 1, "long name": "x"}) == "History\n  a          1\n  long name  x"
    assert text_summary("Empty", {}) == "Empty"


def test_html_is_a_captioned_table_with_row_headings() -> None:
    page = html_summary("History", {"epochs": 3})
    assert page.startswith("<table><caption")
    assert ">History</caption>" in page
    assert page.count("<tr>") == page.count('<th scope="row"') == 1
    assert ">epochs</th>" in page
    assert ">3</td>" in page


def test_html_escapes_everything_and_fixes_no_colour() -> None:
    page = html_summary("<t>", {"<n>": '<script>&"'})
    assert "<t>" not in page
    assert "<n>" not in page
    assert "<script>" not in page
    assert "&lt;script&gt;&amp;&quot;" in page
    assert "color:" not in page.replace("caption-side", "")


def test_a_card_shows_its_facts_twice() -> None:
    class Two(Summary):
        def _summary(self) -> dict[str, object]:
            return {"one": 1, "two": 2}

    assert repr(Two()) == "Two\n  one  1\n  two  2"
    assert ">Two</caption>" in Two()._repr_html_()
    assert ">2</td>" in Two()._repr_html_()


def test_a_card_without_facts_says_what_to_define() -> None:
    class Silent(Summary):
        pass

    with pytest.raises(TypeError, match=r"^Silent does not say its facts; define _summary\(\)\.$"):
        repr(Silent())
