"""The page of a report: several scenes, everything inside, safe against what a name may hold."""

import base64
import json
import re

import pytest
from spec.hostile_words import HOSTILE

from nls_tutorial.records import Axis, Line, Panel, Scene, Table, track
from nls_tutorial.records.text import readable
from nls_tutorial.reports import Section, report_page
from nls_tutorial.scenes import encode

AXIS = Axis("x", 0, 1)


def scene(title: str) -> Scene:
    return Scene(title, "A line.", (Panel("", AXIS, AXIS, (Line(track([0, 1]), track([0, 1])),)),))


def payload(page: str) -> list[dict]:
    (text,) = re.findall(r'<script type="application/json" id="payload">(.*?)</script>', page, re.S)
    return json.loads(text)


def test_every_scene_is_inside_and_has_its_place() -> None:
    two = [scene("first"), scene("second")]
    page = report_page("Two", [Section("A", ["words", two[0]]), Section("B", [("a", "b"), two[1]])])
    for place, (one, told) in enumerate(zip(two, payload(page), strict=True)):
        spec, data = encode(one)
        assert (told["spec"], base64.b64decode(told["data"])) == (spec, data)
        assert f'<div id="scene-{place}">' in page
    assert set(re.findall(r"https?://[^\s\"'`]+", page)) == {"http://www.w3.org/2000/svg"}, "nothing is fetched"


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_any_words_may_stand_in_a_report(words: str) -> None:
    table = Table(words, (words,), ((words,),))
    page = report_page(words, [Section(words, [words, (words,), table, scene(words)])])
    assert payload(page)[0]["spec"]["title"] == readable(words)
    assert re.findall(r"<(/?script|!--)", page) == ["script", "/script"] * 2
