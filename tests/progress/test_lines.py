"""The file of a reader's progress: where it lies, what a torn or foreign line costs, many writers at once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nls_tutorial.progress import lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "progress.jsonl"


@pytest.mark.parametrize(
    ("system", "variable", "inside"),
    [
        ("linux", "XDG_DATA_HOME", "nls_tutorial/progress.jsonl"),
        ("win32", "LOCALAPPDATA", "nls_tutorial/progress.jsonl"),
    ],
)
def test_without_a_setting_it_lies_in_the_data_folder(monkeypatch, tmp_path: Path, system, variable, inside) -> None:
    monkeypatch.delenv("NLS_PROGRESS")
    monkeypatch.setattr(lines.sys, "platform", system)
    monkeypatch.setenv(variable, str(tmp_path))
    assert lines.place() == tmp_path / inside


def test_a_torn_line_costs_itself_only(file: Path) -> None:
    lines.append(file, {"a": 1})
    with open(file, "a") as torn:
        torn.write('{"b": 2, "ev')
    lines.append(file, {"c": "μ"})
    assert list(lines.read(file)) == [{"a": 1}, {"c": "μ"}]


@pytest.mark.parametrize("line", ["[]", "7", "no JSON", "[" * 100_000, '"a"'])
def test_a_line_that_makes_no_sense_is_passed_over(file: Path, line: str) -> None:
    lines.append(file, {"a": 1})
    with open(file, "a") as more:
        more.write(line + "\n")
    assert list(lines.read(file)) == [{"a": 1}]
    assert list(lines.read(file / "none")) == []


def test_where_nothing_can_be_written_it_says_what_is_in_the_way(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    assert lines.hindered(tmp_path / "new" / "progress.jsonl") == ""
    assert lines.hindered(tmp_path / "taken") == ""
    assert lines.hindered(tmp_path) == f"{tmp_path} is not a file that can be written"
    assert lines.hindered(tmp_path / "taken" / "progress.jsonl").startswith(f"{tmp_path / 'taken'} is not a folder")
    monkeypatch.setattr(lines.os, "access", lambda *_: False)
    assert lines.hindered(tmp_path / "new" / "progress.jsonl") == f"{tmp_path} is not a folder that can be written"
    assert lines.hindered(tmp_path / "taken") == f"{tmp_path / 'taken'} is not a file that can be written"


def test_kernels_that_write_at_once_lose_nothing(file: Path) -> None:
    alone = (
        "from pathlib import Path\n"
        f"import sys; sys.path.insert(0, {str(Path(lines.__file__).parent)!r}); import lines\n"  # without torch
    )
    code = alone + "for n in range(40): lines.append(Path(sys.argv[2]), {'exercise': f'{sys.argv[1]}.{n}'})"
    writers = [subprocess.Popen([sys.executable, "-c", code, f"0{one}", str(file)]) for one in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    # a writer that meets another in the middle of its line begins a new one, so an empty line is no loss
    found = [json.loads(line) for line in file.read_text().splitlines() if line]
    assert {line["exercise"] for line in found} == {f"0{one}.{n}" for one in range(3) for n in range(40)}
