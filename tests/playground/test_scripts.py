"""The page's scripts: the worker's import only each other, the page's are joined, and all do as Python does."""

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nls_tutorial.playground import CHOICES, KINDS, cell, plane_points, settings, start
from nls_tutorial.playground.cells import CELL
from nls_tutorial.playground.knobs import SETTINGS
from nls_tutorial.playground.points import TRAIN
from nls_tutorial.playground.scripts import NOTEBOOK, PAGE, WORKER, config, page_script, page_style, scripts
from nls_tutorial.playground.step import BATCH
from nls_tutorial.playground.task_file import task_file
from nls_tutorial.scenes.bundle import files_needed

pytestmark = pytest.mark.slow

NODE = shutil.which("node")
TESTS = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
needs_node = pytest.mark.skipif(NODE is None, reason="no Node.js on this machine: install nodejs, 20 or newer")
TOP_LEVEL = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)
FILES = [*WORKER.glob("*.js"), *PAGE.glob("*.js"), *NOTEBOOK.glob("*.js")]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page must do as Python does."""
    train, test = plane_points("spirals", seed=4)
    parts = {"train": train, "test": test}
    noises = next(one.values for one in SETTINGS if one.name == "noise")
    labels = [
        {"part": name, "noise": noise, "number": number, "labels": part.noisy(noise, number).tolist()}
        for name, part in parts.items()
        for noise in noises
        for number in (32, 512)
    ]
    asked = [(one, settings(loss=one.name, noise=0.05, rate=0.001, margin=6.5)) for one in CHOICES]
    told = {
        "task": base64.b64encode(task_file("spirals", 4)).decode("ascii"),
        **{name: part.points.flatten().tolist() for name, part in parts.items()},
        "start": start(4).flatten().tolist(),
        "labels": labels,
        "template": CELL,
        "cells": [{"code": one.code, "settings": s, "steps": 40, "text": cell(s, 40)} for one, s in asked],
    }
    file = tmp_path_factory.mktemp("given") / "given.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


@needs_node
@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name.split(".")[0])
def test_a_module_under_node(file: Path, given: Path) -> None:
    environment = {**os.environ, "NLS_PLAY": WORKER.parent.as_uri(), "NLS_GIVEN": str(given)}
    done = subprocess.run(
        [str(NODE), "--test", str(file)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), "no test ran"


def test_the_workers_scripts_import_only_each_other() -> None:
    names = {file.name for file in scripts()}
    assert {"engine.js", "worker.js"} <= names
    for file in scripts():
        for asked in re.findall(r'from "\./([^"]+)"', file.read_text(encoding="utf-8")):
            assert asked in names | {"ort.wasm.bundle.min.mjs"}, (file.name, asked)


def test_the_page_is_one_plain_script(tmp_path: Path) -> None:
    needed = files_needed(NOTEBOOK / "widget.js")
    assert {*NOTEBOOK.glob("*.js")} <= {*needed}
    assert {file.name for file in PAGE.glob("*.js")} <= {file.name for file in needed}, "each is used"
    names = [name for file in needed for name in TOP_LEVEL.findall(file.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(set(names)), "all share one scope when they are joined"
    text = page_script("playground/", {"step": 0})
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert len(text.encode()) < 90_000
    if NODE:
        (tmp_path / "page.cjs").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [NODE, "--check", str(tmp_path / "page.cjs")], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_functions_are_short() -> None:
    for path in FILES:
        pieces = re.split(
            r"^(?=(?:export )?(?:const|let|function) )", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        for piece in pieces:
            lines = [line for line in piece.splitlines() if line.strip() and not line.lstrip().startswith("//")]
            assert len(lines) <= 40, f"{path.name}: {lines[0]} has {len(lines)} lines"


def test_what_the_page_is_told_is_what_the_library_has() -> None:
    told = config({})
    assert [one["name"] for one in told["choices"]] == [one.name for one in CHOICES]
    for one in told["settings"]:
        assert one["start"] in one["values"]
        assert len(one["texts"]) == len(one["values"])
    assert {knob for one in told["choices"] for knob in one["knobs"]} <= {one["name"] for one in told["settings"]}
    json.dumps(told)


def test_every_class_of_the_style_is_on_the_page() -> None:
    words = "\n".join(file.read_text(encoding="utf-8") for file in files_needed(PAGE / "playground.js"))
    named = set(re.findall(r"\.(nls-[\w-]+)", page_style()))
    unsaid = {name for name in named if not re.search(rf"\b{name}\b", words)}
    assert unsaid <= {"nls-compact"}, "a class that no script writes out is taken from the site"


def test_the_page_takes_as_many_points_as_python() -> None:
    assert f"export const BATCH = {BATCH};" in (WORKER / "engine.js").read_text(encoding="utf-8")
    assert f"const EACH = {TRAIN};" in (WORKER / "task.js").read_text(encoding="utf-8")
    assert len(KINDS) * 10 == 30
