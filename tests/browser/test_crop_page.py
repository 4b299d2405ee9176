"""The crop over the picture in a real browser: moved and resized by mouse, by finger and by keys; the label follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, CDPSession, Locator, Page

from nls_tutorial.boxes import objectness
from nls_tutorial.lessons.l10_shrink_the_label_with_the_object import crop_over_picture
from nls_tutorial.records import Scene
from nls_tutorial.scenes import save_page
from nls_tutorial.targets import smooth_by_objectness

pytestmark = pytest.mark.browser

SIZE, POSITIONS, SIZES, CLASSES = 40, 9, 5, 4
SMALLEST = 0.2
BOX = torch.tensor([[4.0, 6.0, 20.0, 30.0]])
FACTS = "document.querySelectorAll('.nls-facts dd')"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 760}, has_touch=True)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert not troubles, troubles


@pytest.fixture
def scene(page: Page, tmp_path: Path) -> Scene:
    picture = torch.rand(3, SIZE, SIZE, generator=torch.Generator().manual_seed(0))
    names = ("cat", "dog", "fox", "hen")
    made = crop_over_picture(picture, BOX, 1, names, positions=POSITIONS, sizes=SIZES, smallest=SMALLEST)
    page.goto(save_page(made, tmp_path / "scene.html").as_uri())
    page.wait_for_selector(".nls-scene[data-index]")
    return made


def drawn_at(page: Page, across: int, down: int, side: int) -> None:
    page.wait_for_selector(f'.nls-scene[data-index="{across},{down},{side}"]')


def window(across: int, down: int, side: int) -> list[float]:
    """The crop at one position, in pixels."""
    length = SIZE * (SMALLEST + (1 - SMALLEST) * side / (SIZES - 1))
    left, top = ((SIZE - length) * at / (POSITIONS - 1) for at in (across, down))
    return [left, top, left + length, top + length]


def label_is(page: Page, across: int, down: int, side: int) -> None:
    """Numbers, bars, outline and magnified picture say what the crop at this position says."""
    drawn_at(page, across, down, side)
    crop = torch.tensor([window(across, down, side)])
    filled = objectness(BOX[None], crop)
    true, other = smooth_by_objectness(torch.tensor([1]), filled, CLASSES)[0, 1:3].tolist()
    share = float(filled)
    said = [fact.text_content() for fact in page.locator(".nls-facts dd").all()]
    assert said == [f"{value:.3f}" for value in (share, 1 - share, true, other)]
    bars = page.locator(".nls-panel").nth(2)
    levels = [float(tick.get_attribute("y1")) for tick in bars.locator(".nls-grid").all()]
    heights = [
        float(bar.get_attribute("height")) / (max(levels) - min(levels)) for bar in bars.locator("svg g rect").all()
    ]
    assert heights == pytest.approx([true, other, other, other], abs=2e-3)
    view = [float(part) for part in page.locator("svg svg").get_attribute("viewBox").split()]
    x1, y1, x2, y2 = crop[0].tolist()
    assert view == pytest.approx([x1, y1, x2 - x1, y2 - y1], abs=1e-4)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def picture_place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the picture is on the screen."""
    box = page.locator(".nls-panel").first.locator("image").bounding_box()
    return box["x"] + box["width"] * x / SIZE, box["y"] + box["height"] * y / SIZE


def centre(*index: int) -> tuple[float, float]:
    x1, y1, x2, y2 = window(*index)
    return (x1 + x2) / 2, (y1 + y2) / 2


def mouse_drag(page: Page, start: tuple[float, float], goal: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*goal, steps=15)
    page.mouse.up()


def touch_drag(session: CDPSession, start: tuple[float, float], goal: tuple[float, float]) -> None:
    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 11):
        touch("touchMove", tuple(a + (b - a) * step / 10 for a, b in zip(start, goal, strict=True)))
    touch("touchEnd")


def test_the_start_is_drawn(page: Page, scene: Scene) -> None:
    label_is(page, *scene.start.values())
    assert page.locator(".nls-controls").is_hidden(), "nothing to slide: the crop itself is moved"


def test_mouse_moves_the_crop_by_its_middle_and_resizes_it_by_its_corner(page: Page, scene: Scene) -> None:
    move, resize = page.locator(".nls-knob").all()
    mouse_drag(page, middle(move.locator(".nls-ring")), picture_place(page, *centre(1, 6, 2)))
    label_is(page, 1, 6, 2)
    _, top, right, _ = window(1, 6, 0)
    mouse_drag(page, middle(resize.locator(".nls-ring")), picture_place(page, right, top))
    label_is(page, 1, 6, 0)
    mouse_drag(page, middle(resize.locator(".nls-ring")), picture_place(page, SIZE * 1.4, -SIZE * 0.4))
    label_is(page, 1, 6, SIZES - 1)


def test_the_crop_is_taken_anywhere_inside_and_does_not_jump(page: Page, scene: Scene) -> None:
    x1, y1, x2, y2 = window(4, 4, 2)
    hold = picture_place(page, x1 + 0.15 * (x2 - x1), y1 + 0.8 * (y2 - y1))
    page.mouse.move(*hold)
    page.mouse.down()
    page.wait_for_timeout(50)
    drawn_at(page, 4, 4, 2)
    moved = [(SIZE - (x2 - x1)) * steps / (POSITIONS - 1) for steps in (3, -2)]
    page.mouse.move(*picture_place(page, x1 + 0.15 * (x2 - x1) + moved[0], y1 + 0.8 * (y2 - y1) + moved[1]), steps=10)
    page.mouse.up()
    label_is(page, 7, 2, 2)


def test_a_crop_as_large_as_the_picture_keeps_its_place(page: Page, scene: Scene) -> None:
    move, resize = page.locator(".nls-knob").all()
    resize.focus()
    for _ in range(SIZES):
        page.keyboard.press("ArrowRight")
    drawn_at(page, 4, 4, SIZES - 1)
    mouse_drag(page, middle(move.locator(".nls-ring")), picture_place(page, 5, 5))
    label_is(page, 4, 4, SIZES - 1)


def test_fingers_move_and_resize(page: Page, scene: Scene) -> None:
    session = page.context.new_cdp_session(page)
    move, resize = page.locator(".nls-knob").all()
    touch_drag(session, middle(move.locator(".nls-ring")), picture_place(page, *centre(7, 1, 2)))
    label_is(page, 7, 1, 2)
    _, top, right, _ = window(7, 1, 1)
    touch_drag(session, middle(resize.locator(".nls-ring")), picture_place(page, right, top))
    label_is(page, 7, 1, 1)


def test_keys_move_the_crop_the_way_they_point(page: Page, scene: Scene) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    drawn_at(page, 5, 4, 2)
    page.keyboard.press("ArrowDown")  # down on the screen: the picture's rows count from the top
    drawn_at(page, 5, 5, 2)
    page.keyboard.press("Shift+ArrowUp")
    drawn_at(page, 5, 0, 2)
    page.keyboard.press("Shift+ArrowLeft")
    drawn_at(page, 0, 0, 2)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    drawn_at(page, 0, 0, 3)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    label_is(page, 0, 0, 1)


def test_a_screen_reader_hears_what_moves_and_where_it_is(page: Page, scene: Scene) -> None:
    move = page.get_by_role("slider", name="move crop")
    resize = page.get_by_role("slider", name="resize crop")
    assert move.get_attribute("aria-valuetext") == "across 50 %, down 50 %"
    assert resize.get_attribute("aria-valuetext") == "60 %"
    move.focus()
    page.keyboard.press("ArrowLeft")
    drawn_at(page, 3, 4, 2)
    assert move.get_attribute("aria-valuetext") == "across 38 %, down 50 %"
    filled = f"{float(objectness(BOX[None], torch.tensor([window(3, 4, 2)]))):.3f}"
    page.wait_for_function(f"document.querySelector('[aria-live]').textContent.includes('objectness: {filled}')")


FOLLOW = """((knob) => new Promise((done) => {
    // From the key to the frame in which numbers and outline are new: how many frames were painted in between?
    const fact = document.querySelector(".nls-facts dd");
    const before = fact.textContent;
    let frames = 0;
    knob.addEventListener("keydown", () => {
        const look = () => {
            frames += 1;
            if (fact.textContent !== before) done(frames);
            else if (frames > 30) done(Infinity);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, {once: true});
}))"""


def test_the_label_follows_within_one_frame(page: Page, scene: Scene) -> None:
    move = page.locator(".nls-knob").first
    move.focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight"):
        page.evaluate(f"window.followed = null; {FOLLOW}(document.activeElement).then((n) => (window.followed = n)); 0")
        page.keyboard.press(key)
        page.wait_for_function("window.followed !== null")
        assert page.evaluate("window.followed") == 1, "painted in the very next frame"
