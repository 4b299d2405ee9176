"""One cell: checked, kept under its lock, told how it was made."""

import re
import sys

import numpy as np
import pytest

from nls_tutorial.records import Score
from nls_tutorial.studies import Store, Study, cell_checkpoint
from nls_tutorial.studies.cell import as_cell, command, make_cell, manifest

SEEN: list[object] = []
SCORES, AXES = {"gap": Score(""), "curve": Score(axes=("epoch",))}, {"epoch": (1, 2)}


def compute(arm: int, *, seed: int, device: str):
    SEEN.append(cell_checkpoint())
    return {"gap": arm + seed, "curve": [0.5, np.nan]}, {"all": np.arange(3)}


STUDY = Study("one", "One cell.", {"a": 10}, compute, SCORES, axes=AXES)


def test_a_cell_is_computed_once_and_then_read(tmp_path) -> None:
    SEEN.clear()
    store = Store(tmp_path)
    cells = [make_cell(STUDY, "a", 3, store=store) for _ in range(2)]
    assert len(SEEN) == 1
    assert [float(cell.scores["gap"]) for cell in cells] == [13, 13]
    assert cells[1].arrays["all"].tolist() == [0, 1, 2]
    assert np.isnan(cells[1].scores["curve"][1])
    assert str(SEEN[0]).endswith("network.pt")
    assert cell_checkpoint() is None, "outside of a cell there is none"
    assert not store.checkpoints(STUDY, "a", 3).exists(), "tidied"


def test_without_a_store_nothing_is_kept() -> None:
    SEEN.clear()
    assert make_cell(STUDY, "a", 0).key == ("a", 0)
    assert SEEN == [None]


def test_a_damaged_cell_is_set_aside_and_computed_again(tmp_path) -> None:
    store = Store(tmp_path)
    make_cell(STUDY, "a", 0, store=store)
    path = store.path(STUDY, "a", 0)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.warns(UserWarning, match=r"\.damaged; the cell is computed again"):
        assert float(make_cell(STUDY, "a", 0, store=store).scores["gap"]) == 10
    assert path.with_name(path.name + ".damaged").exists()


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({"gap": 1}, r"compute must return the scores gap, curve, but got a difference: curve"),
        ({"gap": 1, "curve": [1, 2], "more": 1}, r"a difference: more"),
        ({"gap": [1], "curve": [1, 2]}, r"score 'gap' must have shape \(\), but got \(1,\)"),
        ({"gap": 1, "curve": [1]}, r"score 'curve' must have shape \(2,\), but got \(1,\)"),
        ({"gap": np.inf, "curve": [1, 2]}, r"score 'gap' must be finite, or NaN where it is not defined"),
    ],
)
def test_scores_that_do_not_fit_are_refused(scores: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_cell("a", 0, (scores, {}), SCORES, AXES)


def test_the_manifest_says_how_it_was_made() -> None:
    told = manifest("cpu", 1.2345, "python run.py")
    assert set(told["versions"]) == {"nls_tutorial", "torch", "numpy"}
    assert (told["device"], told["seconds"], told["command"]) == ("cpu", 1.23, "python run.py")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["date"])


def test_the_command_names_no_folder_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "studies" / "__main__.py"), "run", "x", "--data", str(tmp_path)])
    assert command() == f"python -m nls_tutorial.studies run x --data {tmp_path.name}"
    monkeypatch.setattr(sys, "argv", [""])
    assert command() == "python"
