"""The widget: what it is told, what it refuses, and how its page and its kernel speak."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nls_tutorial.playground import playground, settings
from nls_tutorial.playground.knobs import SETTINGS

pytestmark = pytest.mark.slow


def test_it_begins_where_it_is_asked_to() -> None:
    told = playground(loss="margin", m=6, noise=0, T=2, steps=3, controls=["m", "noise"], panels=["distances"])
    assert told.settings == settings(loss="margin", margin=6, noise=0, temperature=2)
    given = told.playground
    assert {one["name"]: one["start"] for one in given["settings"]} == told.settings
    assert given["shown"] == {"controls": ["margin", "noise"], "panels": ["distances"], "missions": False}
    assert given["still"]["step"] == 3
    assert told.scene.panels[1].title == "margin, m = 6, λ = 0.50"
    assert told.step == 0, "the picture was trained, the reader's networks are not"
    whole = playground(steps=0).playground["shown"]
    assert whole["missions"]
    assert whole["controls"] == [one.name for one in SETTINGS]


def test_orders_of_the_page_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    told, sent = playground(steps=0), []
    monkeypatch.setattr(told.engine, "_send", lambda message, buffers: sent.append(message["kind"]))
    told._handle_custom_msg({"do": "step", "steps": 2}, [])
    assert told.step == 2
    assert sent == ["frame", "paused"]
    told.engine.do({"do": "play"})
    told.close()
    assert not told.engine.training


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"m": 99}, r"margin must be one of .*, but got 99"),
        ({"frobnicate": 1}, r"setting must be one of 'data', .* but got 'frobnicate'"),
        ({"m": 1, "margin": 2}, r"margin must be given once: m and margin are the same setting"),
        ({"controls": ["m", "color"]}, r"controls must be one of .* but got 'color'"),
        ({"panels": ["loss"]}, r"panels must be one of 'reliability', .* but got 'loss'"),
        ({"steps": 5001}, r"steps must be"),
    ],
)
def test_what_there_is_not_is_refused(given: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        playground(**given)


def test_names_come_as_a_list() -> None:
    with pytest.raises(TypeError, match="controls must be of class list or tuple, but got str"):
        playground(controls="m")  # type: ignore[arg-type]


def test_its_script_is_one_module_without_imports(tmp_path: Path) -> None:
    text = playground(steps=0)._esm
    assert not re.search(r"^import\b", str(text), re.MULTILINE)
    assert len(str(text)) < 90_000
    if node := shutil.which("node"):
        (tmp_path / "widget.mjs").write_text(str(text), encoding="utf-8")
        done = subprocess.run([node, "--check", str(tmp_path / "widget.mjs")], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
