"""The plain page: one file, everything inside, safe against what a title may hold."""

import base64
import json
import re
from pathlib import Path

import pytest
from spec.hostile_words import HOSTILE, scene_of_words

from nls_tutorial.lessons.l00_start_here import label_on_triangle
from nls_tutorial.records import Axis, Line, Panel, Scene, track
from nls_tutorial.records.text import readable
from nls_tutorial.scenes import encode, save_page, scene_page

pytestmark = pytest.mark.slow


def payload(page: str) -> dict:
    (text,) = re.findall(r'<script type="application/json" id="payload">(.*?)</script>', page, re.S)
    return json.loads(text)


def test_page_holds_the_scene_and_asks_nobody() -> None:
    scene = label_on_triangle(steps=7)
    page = scene_page(scene)
    spec, data = encode(scene)
    told = payload(page)
    assert told["spec"] == spec
    assert base64.b64decode(told["data"]) == data
    addresses = set(re.findall(r"https?://[^\s\"'`]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}, "a name space, not an address that is fetched"
    assert "<noscript><img" in page


def test_a_title_cannot_break_out() -> None:
    axis = Axis("x", 0, 1)
    scene = Scene("</script><b>&", 'a "quote"', (Panel("", axis, axis, (Line(track([0]), track([0])),)),))
    page = scene_page(scene)
    assert payload(page)["spec"]["title"] == "</script><b>&"
    assert "<title>&lt;/script&gt;" in page


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_any_words_may_stand_in_a_scene(words: str, tmp_path: Path) -> None:
    page = save_page(scene_of_words(words), tmp_path / "scene.html").read_text(encoding="utf-8")
    spec = payload(page)["spec"]
    assert spec["title"] == spec["panels"][0]["x"]["label"] == spec["controls"][0]["label"] == readable(words)
    scripts = re.findall(r"<(/?script|!--)", page)
    assert scripts == ["script", "/script"] * 2, "no words open or close a script, or a comment in one"
    assert "<noscript><img" in page


def test_a_picture_that_fails_leaves_the_page(monkeypatch) -> None:
    def fails(*_, **__):
        raise RuntimeError("no <font>")

    monkeypatch.setattr("nls_tutorial.plots.png", fails)
    page = scene_page(scene_of_words("words"))
    assert payload(page)["spec"]["title"] == "words"
    assert "<p>No still picture could be drawn (RuntimeError: no &lt;font&gt;).</p></noscript>" in page
    assert "<img" not in page.split("<noscript>")[1].split("</noscript>")[0]


def test_save_page(tmp_path: Path) -> None:
    path = save_page(label_on_triangle(steps=5), tmp_path / "scene.html")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
