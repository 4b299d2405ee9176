"""Shipped results are found in a clone and in an installation, and missed aloud."""

import sys
from pathlib import Path

import pytest

from nls_tutorial.studies import shipped as module
from nls_tutorial.studies.shipped import shipped


def test_the_repositorys_own_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(__file__).parents[2] / "data" / "results" == module.RESULTS
    clone, installed = tmp_path / "clone", tmp_path / "installed"
    for place in (clone, installed):
        place.mkdir()
        (place / "a.json").write_text(place.name)
    monkeypatch.setattr(module, "PLACES", (clone, installed))
    assert shipped("a.json").read_text() == "clone"
    (clone / "a.json").unlink()
    assert shipped("a.json").read_text() == "installed"


def test_both_kinds_of_installation_are_looked_at() -> None:
    default, user = module.INSTALLED
    assert default.is_relative_to(sys.prefix)
    assert user.is_relative_to(Path.home())
    assert {place.parts[-3:] for place in module.INSTALLED} == {("share", "nls_tutorial", "results")}


def test_a_missing_result_is_told() -> None:
    with pytest.raises(FileNotFoundError, match=r"name must be one of the shipped results, but got 'gone.json'"):
        shipped("gone.json")
