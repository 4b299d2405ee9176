"""A deck on a wall of 720 lines: every letter can be read from the last row, and a scene fits without scrolling."""

from pathlib import Path

import pytest
from classroom_slides import slides
from playwright.sync_api import Browser

from notebooks import lessons

pytestmark = pytest.mark.browser

LETTERS = """() => [...document.querySelectorAll("section.now *, footer *")]
    .filter((node) => node.getClientRects().length && !node.closest("mjx-container, .nls-aloud"))
    .filter((node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim()))
    .map((node) => {
        const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;
        return [parseFloat(getComputedStyle(node).fontSize) * scale, node.textContent.trim().slice(0, 40)];
    })
    .filter(([size]) => size < 23.9)"""
SHOW = "(number) => new Promise((done) => { location.hash = `#${number}`; setTimeout(done, 50); })"


def test_every_letter_is_large_and_every_scene_fits(browser: Browser, tmp_path: Path) -> None:
    (source,) = lessons(["02"])
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(slides(source, tmp_path).as_uri())
    page.locator("mjx-container").first.wait_for(state="attached")
    scenes = 0
    for number in range(1, page.locator("section").count() + 1):
        page.evaluate(SHOW, number)
        page.wait_for_function(f"document.getElementById('place').textContent.startsWith('{number} of ')")
        assert page.evaluate(LETTERS) == [], number
        if page.locator("section.now .nls-scene").count():
            scenes += 1
            assert page.evaluate("document.documentElement.scrollHeight") <= 720, number
    assert scenes == 2
    page.close()
