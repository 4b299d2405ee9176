"""The scene's JavaScript under Node, without a browser; and the join of its modules."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nls_tutorial.scenes import scene_module, scene_script
from nls_tutorial.scenes.bundle import MODULES, module_order

NODE = shutil.which("node")
TESTS = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
needs_node = pytest.mark.skipif(NODE is None, reason="no Node.js on this machine: install nodejs, 20 or newer")
TOP_LEVEL = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NLS_JS": MODULES.as_uri()}
    return subprocess.run([str(NODE), *arguments], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name.split(".")[0])
def test_a_module_under_node(file: Path) -> None:
    done = node("--test", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), "no test ran"


@needs_node
@pytest.mark.parametrize(("name", "text"), [("scene.mjs", scene_module()), ("scene.cjs", scene_script())])
def test_what_is_joined_is_whole(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = node("--check", str(tmp_path / name))
    assert done.returncode == 0, done.stderr


def test_every_module_is_joined_once_and_no_name_stands_twice() -> None:
    assert sorted(module_order()) == sorted(path.stem for path in MODULES.glob("*.js"))
    names = [name for path in MODULES.glob("*.js") for name in TOP_LEVEL.findall(path.read_text(encoding="utf-8"))]
    assert len(set(names)) == len(names), "all share one scope when they are joined"
    assert re.findall(r"^(?:import|export)\b.*", scene_script(), re.MULTILINE) == []
    assert re.findall(r"^export .*", scene_module(), re.MULTILINE) == ["export { mount };", "export default widget;"]


def test_functions_are_short() -> None:
    """A top-level piece of a module, comments left out, has at most 40 lines."""
    for path in MODULES.glob("*.js"):
        pieces = re.split(
            r"^(?=(?:export )?(?:const|let|function) )", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        for piece in pieces:
            lines = [line for line in piece.splitlines() if line.strip() and not line.lstrip().startswith("//")]
            assert len(lines) <= 40, f"{path.name}: {lines[0]} has {len(lines)} lines"
