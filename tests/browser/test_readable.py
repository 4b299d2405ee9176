"""A scene at every width: letters that can be read and do not meet, all panels on the screen, on any ground."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from spec.every_scene import scene

from nls_tutorial.lessons.l00_start_here import label_on_triangle
from nls_tutorial.lessons.l02_soften_a_label import two_definitions
from nls_tutorial.scenes import save_page

pytestmark = pytest.mark.browser

NAMES = ("two_definitions", "crop_over_picture", "kernel_over_border", "whole_images", "bent_gradients", "gallery")
SMALLEST, TALLEST = 11, 640  # pixels: of a letter; of all panels together at 530, which is JupyterLab beside its files

LETTERS = """() => [...document.querySelectorAll(".nls-scene *")]
    .filter((node) => node.getClientRects().length && [...node.childNodes].some((one) => one.nodeType === 3))
    .map((node) => {
        const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;
        return parseFloat(getComputedStyle(node).fontSize) * scale;
    })"""
MEETING = """() => [...document.querySelectorAll(".nls-panel > svg")].flatMap((picture) => {
    const texts = [...picture.querySelectorAll(".nls-tick, .nls-label")].map((n) => [n, n.getBoundingClientRect()]);
    return texts.flatMap(([one, a], at) => texts.slice(at + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
    ).map(([other]) => `${one.textContent} | ${other.textContent}`));
})"""
SPAN = """() => {
    const panels = [...document.querySelectorAll(".nls-panel")].map((panel) => panel.getBoundingClientRect());
    const across = Math.max(...panels.map((p) => p.right)) - Math.min(...panels.map((p) => p.left));
    return [across, Math.max(...panels.map((p) => p.bottom)) - Math.min(...panels.map((p) => p.top))];
}"""


@pytest.mark.parametrize("width", [1280, 530, 390])
@pytest.mark.parametrize("name", NAMES)
def test_letters_are_readable_and_do_not_meet(name: str, width: int, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 760})
    page.goto(save_page(scene(name), tmp_path / "scene.html").as_uri())
    page.wait_for_selector(".nls-scene[data-index]")
    assert min(page.evaluate(LETTERS)) >= SMALLEST - 0.05
    assert page.evaluate(MEETING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    across, tall = page.evaluate(SPAN)
    assert tall <= TALLEST
    if width == 1280 and name != "gallery":
        assert across >= 1050, "the room at the right is used"
    page.close()


def test_a_panel_follows_the_width_of_its_page(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 760})
    page.goto(save_page(label_on_triangle(), tmp_path / "scene.html").as_uri())
    page.locator(".nls-knob").focus()
    before = page.locator(".nls-panel").first.bounding_box()["width"]
    page.set_viewport_size({"width": 420, "height": 760})
    page.wait_for_function("(was) => document.querySelector('.nls-panel').clientWidth < was - 50", arg=before)
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.classList.contains('nls-knob')"), "the knob keeps the focus"
    page.close()


@pytest.mark.parametrize(
    ("ground", "dark"),
    [
        ("rgba(255, 255, 255, 0.97)", False),
        ("rgba(0, 0, 0, 0.03)", False),
        ("oklch(0.97 0 0)", False),
        ("lab(97 0 0)", False),
        ("color(srgb 0.97 0.97 0.97)", False),
        ("color-mix(in oklab, white 97%, black)", False),
        ("rgba(0, 0, 0, 0.9)", True),
        ("oklch(0.2 0 0)", True),
        ("lab(12 0 0)", True),
        ("color(display-p3 0.1 0.1 0.1)", True),
    ],
)
def test_a_ground_in_any_notation_is_light_or_dark(ground: str, dark: bool, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(save_page(two_definitions(), tmp_path / "scene.html").as_uri())
    page.evaluate("(ground) => (document.body.style.background = ground)", ground)
    page.wait_for_function(
        "(dark) => document.querySelector('.nls-scene').classList.contains('nls-dark') === dark", arg=dark
    )
    page.close()


@pytest.mark.parametrize(("button", "drags"), [("left", True), ("right", False), ("middle", False)])
def test_only_the_first_button_drags(button: str, drags: bool, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 760})
    page.goto(save_page(label_on_triangle(), tmp_path / "scene.html").as_uri())
    index = "document.querySelector('.nls-scene').dataset.index"
    box = page.locator(".nls-knob .nls-ring").bounding_box()
    start = page.evaluate(index)
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down(button=button)
    page.mouse.move(box["x"] + 60, box["y"] + 60, steps=5)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert (page.evaluate(index) != start) == drags
    page.close()
