"""The page of all claims holds each box of each lesson, and counts their verdicts."""

import re

import pytest
from claims import MARK, ClaimBox, claim_boxes, with_claims
from publish import DOCS, PAGES

from nls_tutorial.studies.claims import WORDS
from notebooks import lessons


@pytest.mark.parametrize("source", lessons(), ids=lambda source: source.stem)
def test_each_claim_of_a_lesson_is_a_box_with_a_verdict(source) -> None:
    boxes = list(claim_boxes(source))
    made = re.findall(r"\b(records\.Claim|lesson\.claim_\w+)\(", source.read_text(encoding="utf-8"))
    assert len(boxes) == len(made)
    for box in boxes:
        assert [name for name, _ in box.lines][:3] == ["The paper", "Here", "Verdict"]
        assert box.words


def test_the_page_has_all_boxes_and_the_right_counts() -> None:
    page = (PAGES / "claims.md").read_text(encoding="utf-8")
    assert page.count(MARK) == 1
    made = with_claims(page, lessons())
    boxes = [box for source in lessons() for box in claim_boxes(source)]
    assert made.count('<div role="note"') == len(boxes)
    counts = dict(
        re.findall(r"^\| (shows|does not show|the opposite shows|not settled) \| (\d+) \|$", made, re.MULTILINE)
    )
    assert sum(map(int, counts.values())) == sum(len(box.words) for box in boxes)
    assert int(counts["shows"]) == sum(word == "shows" for box in boxes for word in box.words)


def test_a_verdict_without_its_word_is_refused() -> None:
    with pytest.raises(ValueError, match="each verdict must begin"):
        _ = ClaimBox((("Verdict", "It looks good."),), "").words


def test_each_box_tells_the_filter_whose_it_is_and_its_verdicts() -> None:
    made = with_claims((PAGES / "claims.md").read_text(encoding="utf-8"), lessons())
    boxes = [box for source in lessons() for box in claim_boxes(source)]
    marks = re.findall(r'^<div class="nls-claim" data-paper="(.+?)" data-verdict="(.+?)"><div role="note"', made, re.M)
    assert [tuple(paper.split("|")) for paper, _ in marks] == [box.papers for box in boxes]
    assert [set(verdict.split("|")) for _, verdict in marks] == [set(box.words) for box in boxes]


def test_the_filter_is_hidden_until_its_script_runs_and_offers_what_there_is() -> None:
    made = with_claims(MARK, lessons())
    form = re.search(r'<form class="nls-filter" hidden .*?</form>\n<script defer src="_static/claims\.js">', made, re.S)
    assert form is not None
    offered = re.findall(r'<option value="(.*?)">', form[0])
    papers = {paper for source in lessons() for box in claim_boxes(source) for paper in box.papers}
    assert set(offered) == {"", *papers, *WORDS}
    assert offered.count("") == 2
    assert (DOCS / "static" / "claims.js").is_file()
