"""A lesson opens in Colab and on Binder: its links, its first cell, and how Binder would build the environment."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import launch
import nbformat
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from project import ROOT, settings

from nls_tutorial import scenes
from notebooks import books

pytestmark = pytest.mark.slow

PAIRS = [source.with_suffix(".ipynb") for source in books()]
UV = os.environ.get("UV") or shutil.which("uv")


def ran(*command: object) -> str:
    """What a command wrote to stdout; a failure shows all that it said."""
    # IPython would take packages from the environment that `uv run` names in VIRTUAL_ENV
    outside = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env=outside)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.stem)
def test_a_lesson_launches_right_after_its_title(pair: Path) -> None:
    book = nbformat.read(pair, as_version=4)
    nbformat.validate(book)
    title, links, first = book.cells[:3]
    assert title.source.startswith("# ")
    assert [cell.metadata.get("tags") for cell in (links, first)] == [[launch.TAG]] * 2
    assert not any(launch.TAG in cell.metadata.get("tags", []) for cell in book.cells[3:])
    assert f"/blob/main/notebooks/{pair.name})" in links.source
    assert f"labpath=notebooks%2F{pair.name})" in links.source
    assert len([line for line in first.source.splitlines() if line]) <= 6
    assert first.outputs == []


def test_anywhere_else_the_first_cell_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shell, said = InteractiveShell(), io.StringIO()
    monkeypatch.setitem(shell.magics_manager.magics["line"], "pip", lambda line: pytest.fail(f"%pip {line}"))
    started = time.perf_counter()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        shell.run_cell(launch.cells("02_soften_a_label")[1].source).raise_error()
    assert time.perf_counter() - started < 1
    assert said.getvalue() == ""


def like_colab(folder: Path) -> dict[str, Any]:
    """What `like_colab.py` tells of an environment with this one's packages, but without the course and jaxtyping."""
    layer = folder / "layer"
    layer.mkdir()
    for place in {Path(path) for path in sys.path if path.endswith("site-packages")}:
        for entry in place.iterdir():
            if not re.search(r"nls_tutorial|jaxtyping|^pip\b|^__pycache__|\.pth$", entry.name):
                (layer / entry.name).symlink_to(entry)
    try:  # a fresh environment with pip, and a wheel: both may need the package index
        ran(UV, "venv", "--quiet", "--seed", "--python", sys.executable, folder / "fresh")
        ran(UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    except AssertionError as trouble:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no fresh environment without the package index: {trouble}")
    python, (wheel,) = folder / "fresh" / "bin" / "python", folder.glob("*.whl")
    packages = ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(packages) / "layer.pth").write_text(f"{layer}\n")
    script = Path(__file__).with_name("like_colab.py")
    return json.loads(ran(python, script, PAIRS[0], launch.package(), wheel).splitlines()[-1])


@pytest.mark.skipif(not UV, reason="uv is not on the path")
def test_in_colab_the_first_cell_installs_the_course_and_changes_nothing(tmp_path: Path) -> None:
    told = like_colab(tmp_path)
    assert set(told["new"]) == {"nls-tutorial", "jaxtyping"}
    assert told["changed"] == {}
    assert told["torch"][0] == torch.__version__
    assert Path(told["torch"][1]).is_relative_to(tmp_path / "layer"), "PyTorch as it was"
    assert Path(told["package"]).is_relative_to(tmp_path / "fresh")
    assert Path(told["result"]).is_relative_to(tmp_path / "fresh" / "share"), "a shipped result is found"
    assert told["rows"] > 2
    assert told["live"], "a scene shows"
    assert told["asked"] == ["custom widget manager"]
    assert told["picture"] > 1000
    assert "label" in told["alt"]


def test_a_scene_fetches_nothing() -> None:
    """So it moves in VS Code too, and in a class without network: the front end gets all of it with the widget."""
    script, style = scenes.scene_module(), scenes.scene_style()
    assert re.findall(r"^import\b.*|\bimport\(|\bfetch\(|XMLHttpRequest|WebSocket", script, flags=re.MULTILINE) == []
    assert re.findall(r"@import|\burl\((?!#)", style) == []
    assert set(re.findall(r"https?://[^\s\"'`]+", script + style)) == {"http://www.w3.org/2000/svg"}, "a name space"


def test_vs_code_recommends_what_a_notebook_needs() -> None:
    told = json.loads((ROOT / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert set(told["recommendations"]) == {"ms-python.python", "ms-toolsai.jupyter"}


def test_binder_builds_the_conda_environment_with_this_python() -> None:
    """repo2docker's own dry run: it picks the build pack and writes the Dockerfile, without Docker."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    oldest = settings()["project"]["requires-python"].removeprefix(">=")
    assert f"Building conda environment for python={oldest}" in said
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in said
    assert re.search(r"COPY .*src/ \$\{REPO_DIR\}/", said), "the package, and its data, are in the image"
    assert "postBuild" not in said.split("# Run assemble scripts!")[1]
