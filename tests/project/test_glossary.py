"""The glossary's words and the notation's symbols, found in the lessons as they are meant."""

import re

import glossary
import pages
import pytest
import spelling
import symbols
from docutils import nodes
from docutils.utils import new_document

from notebooks import LessonError, lessons

TEXT = (pages.PAGES / "glossary.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^((?:\w[^\n]*\n)+)((?:  [^\n]*\n)+)", re.MULTILINE)
ENTRIES = [(names.splitlines(), meaning) for names, meaning in ENTRY.findall(TEXT.split("```{glossary}\n")[1])]


def document(*parts: nodes.Node) -> nodes.document:
    made = new_document("page")
    made.extend(parts)
    return made


def page_of(*entries: tuple[str, str]) -> nodes.document:
    """A glossary, parsed."""
    listed = nodes.definition_list()
    for name, meaning in entries:
        term = nodes.term("", name, ids=[f"term-{name.replace(' ', '-')}"])
        listed += nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph("", meaning)))
    return document(listed)


GLOSSARY = glossary.Glossary(page_of(("logit", "A number."), ("logit distance", "How far."), ("ECE", "An error.")))


def marked(*parts: nodes.Node) -> tuple[str, list[str]]:
    """A paragraph with its marked words in brackets, and the entries met."""
    page = document(nodes.section("", nodes.paragraph("", "", *parts)))
    met = glossary.mark(page, GLOSSARY, "../glossary.html")
    for link in list(page.findall(nodes.raw)):
        link.replace_self(nodes.Text("[" + re.sub(r"<[^>]+>", "", link.astext()) + "]"))
    return page.astext(), met


def test_the_first_of_each_word_is_marked_the_longest_first() -> None:
    said, met = marked(nodes.Text("Logit distances differ; a logit, the logits, ECE and ECEs."))
    assert said == "[Logit distances] differ; a [logit], the logits, [ECE] and ECEs."
    assert met == ["term-logit-distance", "term-logit", "term-ECE"]


def test_a_part_of_a_word_is_not_marked_and_an_acronym_keeps_its_capitals() -> None:
    assert marked(nodes.Text("A logit-like prologit, ece, AECE."))[1] == []


def test_code_links_and_titles_are_left_alone() -> None:
    assert marked(nodes.literal("", "logit"), nodes.reference("", "logit"), nodes.math("", "logit"))[1] == []
    page = document(nodes.section("", nodes.title("", "A logit")))
    assert glossary.mark(page, GLOSSARY, "") == []


def test_a_tip_holds_nothing_to_press() -> None:
    paragraph = nodes.paragraph("", "See ", nodes.reference("", "there"), nodes.Text("."))
    assert glossary.plain(paragraph).astext() == "See there."
    assert list(glossary.plain(paragraph).findall(nodes.reference)) == []
    assert len(list(paragraph.findall(nodes.reference))) == 1


def test_the_glossary_is_in_order_and_has_no_word_twice() -> None:
    names = [names[0].lower() for names, _ in ENTRIES]
    assert len(names) >= 45
    assert names == sorted(names)
    every = [name for names, _ in ENTRIES for name in names]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(("names", "meaning"), ENTRIES, ids=[names[0] for names, _ in ENTRIES])
def test_a_word_is_met_in_the_lesson_that_it_names(names: list[str], meaning: str) -> None:
    if meaning.endswith("Library: calibration.\n"):
        return
    number = re.search(r"\sLesson (\d\d)\.\n$", meaning)
    assert number, "the entry must end with its lesson, as in 'Lesson 05.'"
    (source,) = lessons([number[1]])
    prose = " ".join(text for _, text in spelling.of_lesson(source.read_text(encoding="utf-8")))
    met = [re.search(rf"(?<![\w-]){glossary.pattern(name)}(?![\w-])", prose.replace("*", "")) for name in names]
    assert any(met), f"lesson {number[1]} does not say it"


def test_the_last_words_of_an_entry_become_its_link() -> None:
    linked = pages.with_origins("logit\n  A number. Lesson 01.\n\nBrier\n  A score.\n  Library: calibration.\n")
    assert "A number.\n\n  [Lesson 01](notebooks/01_look_at_the_last_layer.ipynb)\n" in linked
    assert "A score.\n \n\n  [The library: calibration](library/calibration.md)\n" in linked
    with pytest.raises(LessonError, match="the glossary names lesson 99"):
        pages.with_origins("logit\n  A number. Lesson 99.\n")


@pytest.mark.parametrize(
    ("sign", "equations", "text", "expected"),
    [
        ("K", "q/K", "", True),
        ("K", r"\log 2", "among K classes", True),
        ("K", r"\log 2", "the KL divergence of a K-fold", False),
        ("p", r"\hat p \le 1", "", False),
        (r"\hat p", r"1 - \hat{p}", "", True),
        (r"\hat p", "p", "p\u0302 is confidence", True),
        (r"\varepsilon", "", "drag ε", True),
        (r"\beta", r"\betax", "", False),
        ("m", r"\max(0, d - m)", "", True),
        ("m", r"\max(0, d)", "as m grows", False),
        ("x", r"\text{exp x}", "", True),
    ],
)
def test_a_symbol_is_found_where_it_is_used(sign: str, equations: str, text: str, expected: bool) -> None:
    assert symbols.used(sign, equations, text) is expected


def test_a_row_is_about_the_left_side_of_its_first_equation() -> None:
    for equation, expected in (("p = \\mathrm{softmax}(z)", "p"), ("w_k", "w"), ("\\hat p = \\max_k p_k", "\\hat p")):
        assert symbols.symbol(nodes.entry("", nodes.paragraph("", "", nodes.math("", equation)))) == expected
