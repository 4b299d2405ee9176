"""The command: what it writes, what it says, and its exit status for what is wrong."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nls_tutorial.reports import command

RANDOM = np.random.default_rng(0)
LOGITS = 3 * RANDOM.normal(size=(60, 3))
LABELS = (LOGITS + 3 * RANDOM.normal(size=LOGITS.shape)).argmax(1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "mit Leerzeichen und ä"
    place.mkdir()
    monkeypatch.chdir(place)
    np.save("my_logits.npy", LOGITS)
    np.save("others.npy", 2 * LOGITS)
    np.save("labels.npy", LABELS)
    return place


def run(*words: object, quick: bool = True) -> int:
    return command.main([str(word) for word in (*words, *(("--resamples", 5) if quick else ()))])


@pytest.mark.slow
def test_a_report_in_a_new_folder(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "my_logits.npy", "labels.npy") == 0
    told = json.loads((home / "report-my_logits" / "report.json").read_text(encoding="utf-8"))
    assert told["models"][0]["name"] == "my_logits.npy"
    out = capsys.readouterr().out
    assert "my_logits.npy: 60 rows of 3 classes, logits" in out
    assert f"Written: {Path('report-my_logits') / 'report.html'}" in out
    assert run("report", "my_logits.npy", "labels.npy") == 2
    assert "--out must be a new folder, or an empty one" in capsys.readouterr().err
    assert run("report", home / "my_logits.npy", "others.npy", home / "labels.npy", "--out", "zwei ü") == 0
    assert {file.name for file in (home / "zwei ü").iterdir()} == {"report.html", "report.json"}


@pytest.mark.slow
def test_groups_and_rows_to_fit_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("groups.npy", np.arange(60) // 3)
    np.savez("more.npz", logits=LOGITS[::-1], labels=LABELS[::-1])
    assert run("report", "my_logits.npy", "labels.npy", "--groups", "groups.npy", "--out", "a") == 0
    assert run("report", "my_logits.npy", "labels.npy", "--fit-on", "more.npz", "--out", "b") == 0
    assert run("report", "my_logits.npy", "labels.npy", "--fit-on", "my_logits.npy", "labels.npy", "--out", "c") == 2
    assert "--fit-on must hold other samples than those scored" in capsys.readouterr().err
    assert run("report", "my_logits.npy", "others.npy", "labels.npy", "--fit-on", "more.npz", "--out", "c") == 2
    assert not (home / "c").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.npy", "labels.npy"], "must be a file, but got no such file"),
        (["my_logits.npy"], "files must hold the outputs of one model or two, and labels"),
        (["my_logits.npy", "labels.npy", "--kind", "probabilities"], "must hold probabilities"),
        (["my_logits.npy", "labels.npy", "--labels-from", "1"], "must hold labels from 1 to 3"),
        (["my_logits.npy", "labels.npy", "--share", "2"], "--share must lie in [0, 1]"),
        (["my_logits.npy", "labels.npy", "--bins", "0"], "bins must be"),
        (["my_logits.npy", "labels.npy", "--out", "labels.npy"], "--out must be a new folder"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_writes_nothing(
    words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(home.iterdir())
    assert run("report", *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert sorted(home.iterdir()) == before


def test_a_stop_is_told_and_leaves_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "predictions_report", stop)
    before = sorted(home.iterdir())
    assert run("report", "my_logits.npy", "labels.npy") == 130
    assert "Stopped." in capsys.readouterr().err
    assert sorted(home.iterdir()) == before


@pytest.mark.slow
def test_as_a_module_and_installed(home: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "nls_tutorial", "--help"], capture_output=True, text=True, check=True)
    assert "report" in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "nls_tutorial", "report", "none.npy"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "none.npy must be a file, but got no such file. Correct the path.\n"


def test_an_audit(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "table.csv").write_text("model,accuracy,N\nours,80.37,224\n", encoding="utf-8")
    assert run("audit", "table.csv", quick=False) == 0
    assert "ours: GRIM: impossible. No whole number of 224 samples prints as 80.37 %" in capsys.readouterr().out
    assert {file.name for file in (home / "audit-table").iterdir()} == {"report.html", "report.json"}
    assert run("audit", "table.csv", quick=False) == 2
    assert run("audit", "none.csv", "--out", "b", quick=False) == 2
    assert not (home / "b").exists()


@pytest.mark.slow
def test_a_terminal_without_arrows_costs_no_report(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.TextIOWrapper):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    for place, (terminal, encoding) in {"a": (io.TextIOWrapper, "ascii"), "b": (Full, "utf-8")}.items():
        monkeypatch.setattr(sys, "stdout", terminal(io.BytesIO(), encoding=encoding))
        assert run("report", "my_logits.npy", "labels.npy", "--out", place) == 0
        assert (home / place / "report.html").is_file()
