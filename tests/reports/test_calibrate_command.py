"""From a folder to a calibrated network and to answers about new pictures, as a user types it."""

import csv
import io
import json
from pathlib import Path

import pytest
import torch

from nls_tutorial.reports import calibrate_command, command, load_model
from nls_tutorial.reports.calibrate_runs import build

QUICK = ("--size", 8, "--epochs", 1, "--seeds", 2, "--losses", "CE", "LS", "--network", "cnn", "--resamples", 5)


def run(*words: object) -> int:
    return command.main([str(word) for word in words])


@pytest.fixture
def home(picture_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(picture_folder.parent)
    return picture_folder


@pytest.mark.slow
def test_calibrate_and_predict(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calibrate", home, *QUICK, "--group-by", r"_(\d+)") == 0
    out = home.parent / f"calibrated-{home.name}"
    assert {file.name for file in out.iterdir()} == {"report.html", "report.json", "model.npz", "splits.csv"}
    assert not out.with_name(f"{out.name}.work").exists()
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert load_model(out / "model.npz").class_names == ("dark", "light", "middle") == tuple(told["classes"])
    said = capsys.readouterr().out
    assert "classes: dark 12, light 12, middle 12" in said
    assert "training 4 networks (cnn) for 1 epochs each" in said
    assert run("predict", out / "model.npz", home / "dark", home / "light" / "p0_0.png") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 13
    assert {row["decision"] for row in rows} <= {"answer", "ask a human"}
    assert run("calibrate", home, *QUICK) == 2
    assert "must be a new folder, or an empty one" in capsys.readouterr().err


@pytest.mark.slow
def test_a_stop_keeps_what_is_trained_and_goes_on(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(calibrate_command, "calibrate_report", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        assert run("calibrate", home, "--out", "new", *QUICK) == 130
    caught = capsys.readouterr()
    assert "What is trained is kept in new.work: the same command goes on there." in caught.out
    assert not Path("new").exists()
    kept = {file.name for file in Path("new.work").iterdir()}
    assert {"CE-0.checkpoint", "LS-1.checkpoint", "plan.json"} <= kept
    assert run("calibrate", home, "--out", "new", *QUICK, "--epochs", 2) == 2
    assert "that of this very run" in capsys.readouterr().err
    assert run("calibrate", home, "--out", "new", *QUICK) == 0
    assert not Path("new.work").exists()


@pytest.mark.slow
def test_weights_of_ones_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save(build("cnn", 3, 10, 8, seed=5).state_dict(), "own.pt")
    assert run("calibrate", home, *QUICK, "--weights", "own.pt") == 0
    torch.save({"a": 3}, "other.pt")
    Path("bad.pt").write_bytes(b"no")
    for name, said in (
        ("none.pt", "--weights must be a file"),
        ("bad.pt", "--weights must be a file of torch.save"),
        ("other.pt", "--weights must hold a state dict"),
    ):
        assert run("calibrate", home, *QUICK, "--out", "b", "--weights", name) == 2
        assert said in capsys.readouterr().err
    assert not Path("b").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none"], "folder 'none' must be a folder, but got no such folder"),
        (["empty"], "must hold a folder for each of two classes or more, but got 0 folders"),
        (["HOME", "--ask", "0.77"], "--ask must be"),
        (["HOME", "--device", "cuda:77"], "device must"),
        (["HOME", "--size", "1"], "--size must be"),
        (["HOME", "--group-by", "("], "pattern (--group-by) must be a regular expression"),
        (["HOME", "--groups", "none.csv"], "table (--groups) must be a file"),
    ],
)
def test_what_is_wrong_is_told_and_writes_nothing(
    words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    before = sorted(Path().iterdir())
    assert run("calibrate", *(home if word == "HOME" else word for word in words), "--out", "new") == 2
    caught = capsys.readouterr().err
    assert said in caught
    assert "Traceback" not in caught
    assert sorted(Path().iterdir()) == before


@pytest.mark.slow
def test_predict_tells_what_cannot_be_read_and_writes_over_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("calibrate", home, *QUICK, "--out", "new") == 0
    (home / "dark" / "bad.png").write_bytes(b"no")
    assert run("predict", "new/model.npz", home / "dark", "--out", "said.csv") == 2
    assert "1 of 13 pictures cannot be read." in capsys.readouterr().err
    rows = list(csv.DictReader(io.StringIO(Path("said.csv").read_text(encoding="utf-8"))))
    assert [row["decision"] for row in rows if row["file"].endswith("bad.png")] == ["unreadable"]
    before = Path("said.csv").read_bytes()
    assert run("predict", "new/model.npz", home / "dark", "--out", "said.csv") == 2
    assert Path("said.csv").read_bytes() == before
    assert run("predict", "new/model.npz", "none.png") == 2
    assert run("predict", "none.npz", home / "dark") == 2
