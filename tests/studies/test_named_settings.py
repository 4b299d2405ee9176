"""Settings by words: types, names, refusals; other settings are other cells, and memory that ends names the words."""

from pathlib import Path

import pytest
import torch
from spec.tiny_study import tiny

from nls_tutorial.records import Score
from nls_tutorial.studies import CellsFailed, Store, Study, run_study
from nls_tutorial.studies import __main__ as command
from nls_tutorial.studies.cell import make_cell
from nls_tutorial.studies.named_settings import memory_ended, set_by_words

SETTINGS = {
    "batch": 128,
    "rate": 0.1,
    "augment": True,
    "precision": "bfloat16",
    "pictures": None,
    "sizes": (32, 64),
    "weights": {"a": 1},
    "epochs": (3, 12),
}


def compute(arm: int, *, seed: int, device: str, batch: int, **settings: object):
    if batch > 100:
        raise torch.OutOfMemoryError("CUDA out of memory.")
    return {"gap": [arm, arm]}, {}


def study(**settings: object) -> Study:
    scores, axes = {"gap": Score("", axes=("epochs",))}, {"epochs": (3, 12)}
    return Study("wide", "Many settings.", {"one": 1}, compute, scores, {**SETTINGS, **settings}, axes)


def test_a_value_takes_the_type_that_stands_there() -> None:
    words = ["batch=64", "rate=1", "augment=False", "precision=float32", "pictures=500", "sizes=8,16,24"]
    found = set_by_words(study(), words).settings
    new = {"batch": 64, "rate": 1.0, "augment": False, "precision": "float32", "pictures": 500, "sizes": (8, 16, 24)}
    assert dict(found) == {**SETTINGS, **new}
    assert isinstance(found["rate"], float)
    assert set_by_words(study(pictures=5), ["batch=1"]).settings["pictures"] == 5
    assert set_by_words(study(), ["pictures=none"]).settings["pictures"] is None
    assert set_by_words(study(), []).digest("one", 0) == study().digest("one", 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["batch"], r"--set must be NAME=VALUE, but got 'batch'"),
        (["=64"], r"--set must be NAME=VALUE"),
        (["bach=64"], r"--set must name settings of wide \(batch, .*\), but got 'bach'\. Did you mean 'batch'\?"),
        (["batch=64", "batch=32"], r"--set must name each setting once, but got 'batch'"),
        (["epochs=3"], r"--set must not name an axis of the scores of wide, but got 'epochs'"),
        (["seeds=3"], r"--set must name a setting, but got 'seeds'\. Use --seeds N\."),
        (["batch=6.5"], r"--set batch must be a whole number, but got '6\.5'\. It is 128 now\."),
        (["batch=half"], r"--set batch must be a whole number"),
        (["rate=nan"], r"--set rate must be a number, but got 'nan'"),
        (["rate=fast"], r"--set rate must be a number, but got 'fast'\. It is 0\.1 now\."),
        (["augment=yes"], r"--set augment must be true or false, but got 'yes'"),
        (["pictures=all"], r"--set pictures must be a whole number, or none, but got 'all'"),
        (["precision="], r"--set precision must be a text"),
        (["sizes=8,wide"], r"--set sizes must be a whole number, but got 'wide'"),
        (["weights=1"], r"--set weights must be a number, a text or true or false to be set here"),
    ],
)
def test_what_cannot_be_set_is_told(words: list[str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        set_by_words(study(), words)


def test_other_settings_are_other_cells(tmp_path: Path) -> None:
    first, second = study(batch=8), set_by_words(study(), ["batch=16"])
    store = Store(tmp_path)
    for one in (first, second):
        run_study(one, store=store, seeds=[0])
    assert len(list(tmp_path.rglob("*.json"))) == 2
    assert [store.read(one, "one", 0) is not None for one in (first, second, study(batch=32))] == [True, True, False]


def test_memory_that_ends_names_the_words_that_help(tmp_path: Path) -> None:
    with pytest.raises(torch.OutOfMemoryError) as told:
        make_cell(study(), "one", 0)
    (note,) = told.value.__notes__
    assert note.endswith("Halve the batch: run the same command with --set batch=64 rate=0.05.")
    with pytest.raises(CellsFailed, match=r"--set batch=64 rate=0\.05"):
        run_study(study(), store=tmp_path, seeds=[0])
    helped = set_by_words(study(), note.rstrip(".").split("--set ")[1].split())
    assert make_cell(helped, "one", 0).key == ("one", 0)


def test_each_study_is_told_what_it_has() -> None:
    assert memory_ended(study(batch=3, rate=0.3)).endswith("--set batch=1 rate=0.1.")
    assert memory_ended(study(batch=1)).endswith("wide has no batch to halve: use a larger GPU, or --device cpu.")
    settings = {"parts": 2, "batch": 256}
    large = Study("large", "In parts.", {"one": 1}, compute, {"gap": Score("")}, settings)
    assert memory_ended(large).endswith("run the same command with --set parts=4.")


def test_the_command_sets_shows_and_refuses(monkeypatch, capsys, tmp_path: Path) -> None:
    monkeypatch.setattr("nls_tutorial.studies.find.all_studies", lambda: {"tiny": tiny(), "wide": study()})
    monkeypatch.setattr(command, "RESULTS", tmp_path)
    (tmp_path / "wide.json").write_text("old")
    where = ["--store", str(tmp_path / "store"), "--budget", "full"]
    assert command.main(["run", "wide", "--set", "batch=16", *where, "--seeds", "1"]) == 0
    assert "wide, full, batch=16:" in capsys.readouterr().out
    for batch, there in ((16, 1), (8, 0)):
        assert command.main(["show", "wide", "--set", f"batch={batch}", *where]) == 0
        assert f"{there} of 5 cells" in capsys.readouterr().out
    assert command.main(["run", "wide", "--set", "bath=16", *where]) == 2
    assert "Did you mean 'batch'?" in capsys.readouterr().err
    assert command.main(["run", "wide", "--set", "batch=16", "--replace", "wide", *where]) == 2
    assert "--replace must have the settings of the budget, but got --set batch=16" in capsys.readouterr().err
    assert (tmp_path / "wide.json").read_text() == "old"
