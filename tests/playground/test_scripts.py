"""The page's scripts are found, and import only each other."""

import re

from nls_tutorial.playground import scripts
from nls_tutorial.playground.step import BATCH


def test_the_scripts_import_only_each_other() -> None:
    names = {file.name for file in scripts()}
    assert "engine.js" in names
    for file in scripts():
        for asked in re.findall(r'from "\./([^"]+)"', file.read_text(encoding="utf-8")):
            assert asked in names | {"ort.wasm.bundle.min.mjs", "scene.mjs"}, (file.name, asked)


def test_the_page_takes_as_many_points_a_step_as_the_graphs() -> None:
    engine = next(file for file in scripts() if file.name == "engine.js")
    assert f"export const BATCH = {BATCH};" in engine.read_text(encoding="utf-8")
