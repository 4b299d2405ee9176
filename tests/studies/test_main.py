"""The command line: what it shows, runs, refuses and never overwrites."""

import json
from pathlib import Path

import pytest
from spec.tiny_study import BOOM, tiny

from nls_tutorial.studies import __main__ as command
from nls_tutorial.studies import load_results


@pytest.fixture(autouse=True)
def two_studies(monkeypatch, tmp_path) -> None:
    studies = {"tiny": tiny(), "boom": BOOM}
    monkeypatch.setattr(command, "all_studies", lambda: studies)
    monkeypatch.setattr("nls_tutorial.studies.find.all_studies", lambda: studies)
    monkeypatch.setenv("NLS_STUDIES", str(tmp_path / "store"))


def test_list_and_show(capsys) -> None:
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "tiny  2 arms × 2 seeds  Two amounts of smoothing on a few digits.",
        "boom  2 arms × 2 seeds  One arm fails.",
    ]
    assert command.main(["run", "tiny", "--budget", "full", "--cells", "1/4"]) == 0
    capsys.readouterr()
    assert command.main(["show", "tiny", "--budget", "full"]) == 0
    told = capsys.readouterr().out
    assert "epochs = 6, pause = 0.0" in told
    assert "1 of 4 cells" in told


def test_run_prints_keeps_and_saves(capsys, tmp_path) -> None:
    target = tmp_path / "kept.json"
    words = ["run", "tiny", "--seeds", "2", "--arms", "ε = 0.1", "--device", "cpu", "--save", str(target)]
    assert command.main(words) == 0
    assert "ε = 0.1" in capsys.readouterr().out
    assert (load_results(target).arms, load_results(target).seeds) == (("ε = 0.1",), (0, 1))
    assert json.loads(target.read_text())["study"] == "tiny"
    before = target.read_bytes()
    assert command.main(words) == 2, "a file that is there is never overwritten"
    assert "must be a new file" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_what_ships_is_replaced_only_by_its_name(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    assert command.main(["run", "tiny", "--replace", "tiny"]) == 2
    assert "must be 'tiny', with results that ship" in capsys.readouterr().err
    shipped = tmp_path / "tiny.json"
    shipped.write_text("old")
    for words in (["--replace", "other"], ["--save", str(shipped)], ["--replace", "tiny", "--cells", "1/2"]):
        assert command.main(["run", "tiny", *words]) == 2
        assert shipped.read_text() == "old"
    assert command.main(["run", "tiny", "--replace", "tiny"]) == 0
    assert load_results(shipped).study == "tiny"


def test_failing_cells_are_told_and_the_others_shown(capsys) -> None:
    assert command.main(["run", "boom"]) == 1
    told = capsys.readouterr()
    assert "good" in told.out
    assert "ZeroDivisionError" in told.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "tinny"], "Did you mean 'tiny'?"),
        (["show", "tinny"], "Did you mean 'tiny'?"),
        (["run", "tiny", "--cells", "one"], "--cells must be I/N"),
        (["run", "tiny", "--cells", "0/2"], "cells must be I/N with I from 1 to N"),
        (["run", "tiny", "--arms", "ε = 9"], "arms must be among"),
        (["run", "tiny", "--seeds", "0"], "--seeds must be at least 1"),
        (["run", "tiny", "--where", "moon"], "where must be here"),
        (["run", "tiny", "--device", "tpu"], "device must be"),
        (["run", "tiny", "--data", "."], "data must be left out"),
        (["run", "tiny", "--save", "kept.txt"], "--save must end in .json"),
        (["run", "tiny", "--save", "no/such/folder/kept.json"], "must lie in a folder that can be written"),
    ],
)
def test_a_wrong_question_has_a_clear_answer(words: list[str], message: str, capsys, tmp_path: Path) -> None:
    assert command.main(words) == 2
    assert message in capsys.readouterr().err
    assert not list((tmp_path / "store").rglob("*.json")) if (tmp_path / "store").exists() else True
