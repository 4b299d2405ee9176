"""Rules that every scene keeps: never color alone, and words with numbers that follow the hand."""

import inspect
import itertools
import pkgutil
import re
from importlib import import_module
from types import ModuleType

import pytest
from spec.color_vision import APART, contrast, nearest
from spec.cut_words import cut_words
from spec.every_scene import BUILDERS, scene

from nls_tutorial import lessons, scenes
from nls_tutorial.plots import PALETTE
from nls_tutorial.plots.draw import draw
from nls_tutorial.records import Handle, Line, Rule, Scene, Text
from nls_tutorial.records.marks import Mark


def test_every_builder_is_here() -> None:
    rooms = [import_module(f"nls_tutorial.lessons.{name}") for name in submodules(lessons)]
    public = [getattr(room, name) for room in [scenes, *rooms] for name in room.__all__]
    builders = {
        one.__name__ for one in public if inspect.isfunction(one) and inspect.signature(one).return_annotation is Scene
    }
    assert builders == set(BUILDERS)


def submodules(package: ModuleType) -> list[str]:
    return [module.name for module in pkgutil.iter_modules(package.__path__)]


def look(mark: Mark) -> tuple[object, ...]:
    """What tells a mark apart but its color."""
    if isinstance(mark, Line | Rule):
        return ("line", mark.dash, round(mark.width))
    return (type(mark).__name__, getattr(mark, "marker", ""))


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDERS)
def test_what_has_nearly_one_color_has_another_look_or_name(name: str) -> None:
    for panel in scene(name).panels:
        told = [mark for mark in panel.marks if getattr(mark, "name", "") and not isinstance(mark, Handle)]
        for one, other in itertools.combinations(told, 2):
            alike = any(nearest(PALETTE[theme][one.color], PALETTE[theme][other.color]) < APART for theme in PALETTE)
            assert not (alike and look(one) == look(other)), f"{one.name} and {other.name}"


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDERS)
def test_words_stand_out_from_the_ground(name: str) -> None:
    for panel in scene(name).panels:
        for mark in panel.marks:
            if isinstance(mark, Text):
                for theme, colors in PALETTE.items():
                    assert contrast(colors[mark.color], colors["ground"]) >= 4.5, (mark.color, theme)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in BUILDERS if name != "gallery"])
def test_the_words_for_a_picture_have_its_numbers_and_follow_the_hand(name: str) -> None:
    found = scene(name)
    start = found.alt()
    assert re.search(r"\d", start), "no number is said"
    for control in found.controls:
        other = 0 if control.start else len(control) - 1
        moved = found.alt({**found.start, control.name: other})
        assert re.search(r"\d", moved)
        assert moved != start, f"{control.label} moves, and the words stay"


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILDERS)
def test_no_word_beside_a_panel_is_cut_on_the_still(name: str) -> None:
    found = scene(name)
    assert cut_words(draw(found), found.panels) == []


def test_the_gallery_says_its_captions() -> None:
    assert "a, b, c, d" in scene("gallery").alt()
