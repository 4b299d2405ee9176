"""With the keyboard alone: Tab reaches every control of a scene, and the arrow keys move it, whatever its kind."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from spec.every_scene import scene

from nls_tutorial.scenes import save_page

pytestmark = pytest.mark.browser

# sliders, a choice, knobs in the picture, a crop with its corner, two bin edges, a kernel, a point in a triangle
NAMES = ("temperature", "crop_over_picture", "edges_by_hand", "kernel_over_border", "label_on_triangle", "rate_sweep")
FOCUSED = "() => document.activeElement.closest('.nls-scene') ? document.activeElement.outerHTML.slice(0, 60) : ''"
INDEX = "() => document.querySelector('.nls-scene').dataset.index.split(',').map(Number)"


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_reached_and_moved(name: str, browser: Browser, tmp_path: Path) -> None:
    shown = scene(name)
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.goto(save_page(shown, tmp_path / "scene.html").as_uri())
    page.wait_for_selector(".nls-scene[data-index]")
    moved: set[int] = set()
    stops = 0
    for _ in range(20):
        page.keyboard.press("Tab")
        if not page.evaluate(FOCUSED):
            break
        stops += 1
        outline = page.evaluate("() => document.activeElement.matches(':focus-visible')")
        assert outline, "the reader sees where the focus is"
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
            before = page.evaluate(INDEX)
            page.keyboard.press(key)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            after = page.evaluate(INDEX)
            moved |= {place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}
    page.close()
    assert 0 < stops < 20, "Tab leaves the scene again"
    assert moved == set(range(len(shown.controls))), "every control moves by keys"
