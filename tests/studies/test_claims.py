"""The claims from the command line: boxes by hand, filters, and what is not there."""

import json
from pathlib import Path

import pytest

from nls_tutorial.records import Claim, fact
from nls_tutorial.studies.__main__ import main
from nls_tutorial.studies.claims import NOTEBOOKS, WORDS, ClaimBox, all_claims, claim_boxes, counted


def notebook(folder: Path, name: str, *claims: Claim, lines: bool = False) -> Path:
    """A notebook whose outputs are claim boxes, beside other outputs."""

    def output(claim: Claim) -> dict:
        told = repr(claim)
        text = told.splitlines(keepends=True) if lines else told
        return {"data": {"text/plain": text, "text/html": claim._repr_html_(), "image/png": "x"}}

    cells = [{"cell_type": "markdown", "source": "The paper"}, {"outputs": [{"data": {"text/plain": "The papers"}}]}]
    cells += [{"outputs": [output(claim)]} for claim in claims]
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


HOLDS = Claim(paper="2 + 2 is 4 (NLS, Table 9).", here="A sum.", verdict=fact(True, "counted"))
FAILS = Claim(
    paper="MbLS and WDLSH say 5.", here="A sum.", verdict={"a": fact(False, "counted"), "b": fact(True, "counted")}
)
NOBODYS = Claim(paper="Somebody (2020) says 3.", here="A sum.", verdict=fact(False, "counted"))


@pytest.mark.parametrize("lines", [False, True])
def test_boxes_are_read_in_order(tmp_path: Path, lines: bool) -> None:
    first, second = claim_boxes(notebook(tmp_path, "01_a", HOLDS, FAILS, lines=lines))
    assert (first.words, second.words) == (["shows"], ["does not show", "shows"])
    assert (first.papers, second.papers) == (("NLS",), ("MbLS", "WDLSH"))
    assert first.html == HOLDS._repr_html_()
    assert str(first) == f"Lesson     01_a\n{HOLDS!r}"


def test_filters_and_counts(tmp_path: Path) -> None:
    notebook(tmp_path, "02_b", NOBODYS)
    notebook(tmp_path, "01_a", HOLDS, FAILS)
    notebook(tmp_path, "notes", HOLDS)
    every = all_claims(folder=tmp_path)
    assert [box.lesson for box in every] == ["01_a", "01_a", "02_b"]
    assert counted(every) == "3 boxes with 4 verdicts: 2 shows, 2 does not show, 0 the opposite shows, 0 not settled"
    assert [box.lesson for box in all_claims(paper="other", folder=tmp_path)] == ["02_b"]
    assert len(all_claims(paper="WDLSH", folder=tmp_path)) == 1
    assert len(all_claims(verdict="does not show", folder=tmp_path)) == 2
    assert all_claims(paper="NLS", verdict="does not show", folder=tmp_path) == []
    assert len(all_claims(lesson="01", folder=tmp_path)) == 2


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="folder must hold the lessons' notebooks"):
        all_claims(folder=tmp_path)
    with pytest.raises(ValueError, match="verdict must be one of"):
        all_claims(verdict="true")
    with pytest.raises(ValueError, match="paper must be one of"):
        all_claims(paper="GPT")
    with pytest.raises(ValueError, match="each verdict must begin"):
        _ = ClaimBox((("Verdict", "It looks good."),), "").words


def test_the_command_prints_the_boxes_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims"]) == 0
    told = capsys.readouterr().out
    boxes = [box for source in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.py")) for box in claim_boxes(source)]
    assert told.count("The paper  ") == len(boxes) > 20
    assert told.endswith(f"{counted(boxes)}\n")
    assert main(["claims", "--paper", "NLS", "--verdict", WORDS[1]]) == 0
    some = capsys.readouterr().out
    assert 0 < some.count("The paper  ") < len(boxes)
    assert some.split("\n\n")[0] in told


def test_every_box_of_the_four_papers_is_found_by_its_name() -> None:
    assert {paper for box in all_claims() for paper in box.papers} >= {"NLS", "MbLS", "ALS", "WDLSH"}
