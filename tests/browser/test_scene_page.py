"""The plain HTML page in a real browser: no kernel, no network; mouse, touch, keyboard; light, dark; what is drawn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from nls_tutorial.lessons.l00_start_here import label_on_triangle
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum, two_definitions
from nls_tutorial.records import Bars, Scene
from nls_tutorial.scenes import save_page

pytestmark = pytest.mark.browser

BUILDERS = {
    "label_on_triangle": label_on_triangle,
    "two_definitions": two_definitions,
    "finite_optimum": finite_optimum,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when the page complains or asks for anything but its own file."""
    context = browser.new_context(viewport={"width": 1100, "height": 760}, has_touch=True)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith(("file:", "data:")) else troubles.append(request.url)
    )
    yield page
    context.close()
    assert not troubles, troubles


def open_scene(page: Page, folder: Path, scene: Scene, **options: str) -> None:
    if options:
        page.emulate_media(**options)
    page.goto(save_page(scene, folder / "scene.html").as_uri())
    page.wait_for_selector(".nls-scene[data-index]")


def drawn_at(page: Page, *index: int) -> None:
    """Wait until the picture itself (not only the slider) shows this position."""
    page.wait_for_selector(f'.nls-scene[data-index="{",".join(map(str, index))}"]')


def slider(page: Page, place: int):  # type: ignore[no-untyped-def]
    return page.locator("input[type=range]").nth(place)


def drag_to(page: Page, place: int, share: float) -> None:
    """Press on the slider's middle and drag it to a share of its width, in many small moves, as a hand does."""
    box = slider(page, place).bounding_box()
    level = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, level)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, level, steps=25)
    page.mouse.up()


def bar_heights(page: Page, scene: Scene, panel: int) -> list[float]:
    """The shown bars' heights in the axis's units, measured on the page."""
    rects = page.locator(".nls-panel").nth(panel).locator("svg g rect")
    tall = [
        float(rect.get_attribute("height")) for rect in rects.all() if rect.is_visible() or rect.get_attribute("height")
    ]
    axis = scene.panels[panel].y
    ticks = page.locator(".nls-panel").nth(panel).locator(".nls-grid")
    levels = [float(tick.get_attribute("y1")) for tick in ticks.all()]
    per_unit = (max(levels) - min(levels)) / (axis.high - axis.low)
    return [height / per_unit for height in tall]


@pytest.mark.parametrize("name", BUILDERS)
def test_mouse_drag_ends_where_the_hand_stopped(name: str, page: Page, tmp_path: Path) -> None:
    scene = BUILDERS[name]()
    open_scene(page, tmp_path, scene)
    last = len(scene.controls[0]) - 1
    other = scene.controls[1].start
    drag_to(page, 0, 1.1)
    drawn_at(page, last, other)
    drag_to(page, 0, -0.1)
    drawn_at(page, 0, other)
    assert page.locator(".nls-value").first.text_content() == scene.controls[0].say(0)


def test_arrow_keys_move_and_the_bars_follow(page: Page, tmp_path: Path) -> None:
    scene = label_on_triangle()
    open_scene(page, tmp_path, scene)
    (bars,) = (mark for mark in scene.panels[1].marks if isinstance(mark, Bars))
    slider(page, 0).focus()
    index = scene.start
    for key, step in (("ArrowRight", 1), ("ArrowRight", 1), ("ArrowLeft", -1), ("Home", None), ("End", None)):
        page.keyboard.press(key)
        index["first"] = {"Home": 0, "End": len(scene.controls[0]) - 1}.get(key, index["first"] + (step or 0))
        drawn_at(page, index["first"], index["rest"])
        assert bar_heights(page, scene, 1) == pytest.approx([float(y) for y in bars.y.at(index)], abs=2e-3)
        said = [fact.text_content() for fact in page.locator(".nls-facts dd").all()]
        assert said == [readout.say(index) for readout in scene.readouts]


def test_knob_by_mouse_by_touch_and_by_keys(page: Page, tmp_path: Path) -> None:
    scene = label_on_triangle()
    open_scene(page, tmp_path, scene)
    knob = page.locator(".nls-knob")
    box = knob.locator(".nls-ring").bounding_box()
    corner = page.get_by_text("dog", exact=True).first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2, steps=20)
    page.mouse.up()
    drawn_at(page, 0, 0)
    page.keyboard.press("ArrowUp")
    drawn_at(page, 0, 1)
    page.keyboard.press("Shift+ArrowRight")
    drawn_at(page, 5, 1)
    # A finger: pointer events of type touch, as the browser itself makes them.
    session = page.context.new_cdp_session(page)
    start, top = knob.locator(".nls-ring").bounding_box(), page.get_by_text("cat", exact=True).first.bounding_box()
    touch = lambda kind, x, y: session.send(
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}] if kind != "touchEnd" else []}
    )
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    touch("touchStart", x, y)
    goal_x, goal_y = top["x"] + top["width"] / 2, top["y"] + top["height"]
    for step in range(1, 11):
        touch("touchMove", x + (goal_x - x) * step / 10, y + (goal_y - y) * step / 10)
    touch("touchEnd", goal_x, goal_y)
    page.wait_for_function(
        f"document.querySelector('.nls-scene').dataset.index.startsWith('{len(scene.controls[0]) - 1},')"
    )


def test_screen_reader_hears_names_values_and_numbers(page: Page, tmp_path: Path) -> None:
    scene = finite_optimum()
    open_scene(page, tmp_path, scene)
    control = slider(page, 0)
    assert page.get_by_role("slider", name="ε").count() == 1
    assert control.get_attribute("aria-valuetext") == scene.controls[0].say(scene.controls[0].start)
    control.focus()
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('[aria-live]').textContent.includes('best gap: ∞')")
    assert page.locator("figure.nls-scene").get_attribute("aria-label") == scene.title
    assert page.locator(".nls-panel > svg").first.get_attribute("aria-label") == "Loss"
    tree = page.locator("figure.nls-scene").aria_snapshot()
    assert scene.description in tree


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(21, 25, 31)")])
def test_light_and_dark(scheme: str, ground: str, page: Page, tmp_path: Path) -> None:
    open_scene(page, tmp_path, two_definitions(), color_scheme=scheme)
    page.wait_for_function(f"getComputedStyle(document.querySelector('.nls-scene')).backgroundColor === '{ground}'")


def test_narrow_phone_shows_everything(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_scene(page, tmp_path, two_definitions(), reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for panel in page.locator(".nls-panel > svg").all():
        assert panel.bounding_box()["width"] > 250


def test_missing_numbers_hide_their_marks(page: Page, tmp_path: Path) -> None:
    scene = finite_optimum()
    open_scene(page, tmp_path, scene)
    slider(page, 0).focus()
    page.keyboard.press("Home")  # ε = 0: the best gap is infinite and not drawn
    drawn_at(page, 0, scene.controls[1].start)
    dots = page.locator(".nls-dot")
    assert dots.count() == 2
    assert not any(dot.is_visible() for dot in dots.all())
    assert "NaN" not in page.locator(".nls-scene").inner_html()
