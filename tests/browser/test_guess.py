"""A guess before the picture: by keys, mouse and touch; kept on the page, and in JupyterLab in the reader's file."""

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from browser.lab import Lab
from playwright.sync_api import Browser, Page

from nls_tutorial import progress
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
from nls_tutorial.records import Amount, Axis, Choice, Sketch, Spot
from nls_tutorial.scenes import save_page
from nls_tutorial.scenes.asked import describe

pytestmark = pytest.mark.browser

CHOICE = Choice("02.1", "Does the best gap grow without end?", ("it stays", "it grows", "it falls"))
AMOUNT = Amount("02.2", "Where is the best gap?", 0, 10, step=0.5, within=1, digits=1)
NAMES = Axis("", -0.5, 2.5, ((0, "orange"), (1, "lemon"), (2, "pear")))
BARS = Sketch("10.2", "Which label does the crop get?", (0, 1, 2), NAMES, Axis("share", 0, 1), 0.05, 0.1, 2, bars=True)
PLANE = Axis("", -4, 4), Axis("", -3, 5)
SPOT = Spot("01.2", "Where is the best place?", *PLANE, step=0.25, within=0.5, landmarks=((0, 1.5, "template"),))
STORED = "() => JSON.parse(localStorage.getItem('nls-guesses') ?? '[]')"
LAB = """\
from nls_tutorial import records, scenes
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum

asked = records.Choice("02.1", "Does the best gap grow without end?", ("it stays", "it grows", "it falls"))
scenes.predict(asked, finite_optimum(), truth=(False, True, False))"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 760}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []


def shut(page: Page) -> bool:
    """The picture, its controls and its words are behind the curtain."""
    hidden = [page.locator(part).first.is_hidden() for part in (".nls-panels", ".nls-controls", ".nls-facts")]
    assert len(set(hidden)) == 1
    assert hidden[0] == page.locator(".nls-curtain").is_visible()
    return hidden[0]


def test_a_choice_is_made_by_keys_and_kept(page: Page, tmp_path: Path) -> None:
    page.goto(save_page(finite_optimum(), tmp_path / "page.html", describe(CHOICE, (False, True, False))).as_uri())
    page.locator(".nls-guess").wait_for()
    assert shut(page)
    commit = page.get_by_role("button", name="Commit")
    assert commit.is_disabled(), "no answer yet"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    sure = page.get_by_role("slider", name="How sure are you?")
    assert sure.get_attribute("aria-valuetext") == "33 %, a pure guess"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert sure.get_attribute("aria-valuetext") == "40 %"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_role("status").inner_text() == "You said: it stays, 40 % sure. The answer: it grows."
    assert page.evaluate("document.activeElement.classList.contains('nls-verdict')"), "it is read aloud"
    assert not shut(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    (kept,) = page.evaluate(STORED)
    file = tmp_path / "guesses.jsonl"
    file.write_text(json.dumps(kept))
    (guess,) = progress.guesses(file)
    assert (guess.name, guess.said, guess.confidence, guess.correct) == ("02.1", "it stays", 0.4, False)
    page.reload()
    page.get_by_role("button", name="Guess again").tap()
    assert shut(page)
    page.get_by_text("it grows").tap()
    page.get_by_role("button", name="Commit").tap()
    assert page.get_by_role("status").inner_text() == "You said: it grows, 33 % sure. Right."
    assert [one["correct"] for one in page.evaluate(STORED)] == [False, True], "the first one stays"


def test_an_amount_is_dragged_and_drawn_in_the_picture(page: Page, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(save_page(finite_optimum(), tmp_path / "page.html", describe(AMOUNT, 4.5, (0, "x"))).as_uri())
    slider = page.get_by_role("slider", name="Your guess")
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Commit").click()
    assert page.get_by_role("status").inner_text().startswith("You said: 10.0, 20 % sure. It is 4.5: not right")
    assert page.locator(".nls-keys", has_text="your guess").is_visible()
    page.get_by_role("button", name="Guess again").click()
    page.get_by_role("button", name="Just show me").click()
    assert page.get_by_role("status").inner_text() == "The answer: 4.5."
    assert [one["event"] for one in page.evaluate(STORED)] == ["guessed", "shown"]


def middle(page: Page, knob: int) -> tuple[float, float]:
    ring = page.locator(".nls-guess .nls-knob .nls-ring").nth(knob)
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swipe(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """One finger that goes down, moves and goes up."""
    finger = page.context.new_cdp_session(page)
    places = [(start[0] + share * by[0], start[1] + share * by[1]) for share in (0, 0.25, 0.5, 0.75, 1)]
    for kind, place in zip(("touchStart", *["touchMove"] * 4), places, strict=True):
        points = [{"x": place[0], "y": place[1]}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_bars_are_dragged_by_mouse_touch_and_keys_and_drawn_beside_the_truth(page: Page, tmp_path: Path) -> None:
    page.goto(save_page(finite_optimum(), tmp_path / "page.html", describe(BARS, (0, 0.5, 0.5))).as_uri())
    commit = page.get_by_role("button", name="Commit")
    assert commit.is_disabled(), "nothing is drawn yet"
    assert shut(page)
    page.keyboard.press("Tab")
    first = page.get_by_role("slider", name="Your guess at orange")
    assert first.evaluate("knob => knob === document.activeElement"), "a knob is the first to have the focus"
    assert first.get_attribute("aria-valuetext") == "0.50"
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    assert first.get_attribute("aria-valuetext") == "0.20"
    x, y = middle(page, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 40, steps=4)
    page.mouse.up()
    dragged = float(page.get_by_role("slider", name="at lemon").get_attribute("aria-valuetext") or "")
    assert dragged > 0.6
    page.keyboard.press("ArrowDown")
    assert float(page.get_by_role("slider", name="at lemon").get_attribute("aria-valuetext") or "") < dragged
    swipe(page, middle(page, 2), (0, 30))
    assert float(page.get_by_role("slider", name="at pear").get_attribute("aria-valuetext") or "") < 0.5
    page.get_by_role("slider", name="How sure are you?").press("End")
    commit.click()
    assert "100 % sure. It is: 0.00 at orange, 0.50 at lemon, 0.50 at pear." in page.get_by_role("status").inner_text()
    assert not shut(page)
    assert page.locator(".nls-pad .nls-keys").inner_text().split("\n") == ["what is so", "your guess"]
    (kept,) = page.evaluate(STORED)
    assert kept["answer"][0] == 0.2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()
    assert page.locator(".nls-pad rect[height]").count() > 6, "what was drawn is kept, beside the truth"


def test_a_place_is_dragged_in_the_plane_and_marked_in_the_picture(page: Page, tmp_path: Path) -> None:
    page.goto(save_page(finite_optimum(), tmp_path / "page.html", describe(SPOT, (0, 0.75), (0, "xy"))).as_uri())
    knob = page.get_by_role("slider", name="your guess: drag it")
    assert knob.get_attribute("aria-valuetext") == "x 3.00, y 4.00"
    swipe(page, middle(page, 0), (-60, 0))
    moved = knob.get_attribute("aria-valuetext") or ""
    assert float(moved.split(",")[0][2:]) < 2.5
    for _ in range(40):
        knob.press("ArrowLeft")
    assert knob.get_attribute("aria-valuetext") == "x −4.00, y 4.00"
    page.get_by_role("button", name="Commit").click()
    assert "Yours lies 5.154 away: not right" in page.get_by_role("status").inner_text()
    assert page.locator(".nls-panels .nls-keys", has_text="your guess").is_visible()


def test_jupyterlab_keeps_a_guess_in_the_readers_file(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "progress.jsonl"
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    place = f"import os\nos.environ['NLS_PROGRESS'] = {str(file)!r}"
    cells = [nbformat.v4.new_code_cell(text) for text in (place, LAB)]
    with lab.open(browser, nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})) as book:
        book.run_all()
        guess = book.output(1).locator(".nls-guess")
        guess.get_by_text("it falls").click()
        slider = guess.get_by_role("slider")
        slider.press("End")
        slider.press("ArrowLeft")
        guess.get_by_role("button", name="Commit").click()
        assert book.output(1).locator(".nls-panels").is_visible()
        book.run_all()
        again = book.output(1).get_by_role("status")
        again.wait_for()
        assert again.inner_text() == "You said: it falls, 95 % sure. The answer: it grows."
        assert book.watch.complaints == []
    (kept,) = progress.guesses(file)
    assert (kept.said, kept.confidence, kept.correct) == ("it falls", 0.95, False)


LIVE = """\
from nls_tutorial import records, scenes
from nls_tutorial.records import Axis, Control, Panel, Readout, Scene, track


def build(x):
    panel = Panel("", Axis("x", 0, 1), Axis("y", 0, 1), ())
    return Scene("A square", "Asked.", (panel,), (), (Readout("x²", track(x**2)),))


live = scenes.LiveScene((Control("x", "x", (0.0, 0.5, 1.0), start=1),), build)
asked = records.Amount("02.2", "How large is 0.5²?", 0, 1, step=0.25, within=0.25, digits=2)
scenes.predict(asked, live, truth=0.25, mark=(0, "x"))"""


def test_a_live_scene_opens_after_a_guess_and_the_kernel_answers(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    place = f"import os\nos.environ['NLS_PROGRESS'] = {str(tmp_path / 'progress.jsonl')!r}"
    cells = [nbformat.v4.new_code_cell(text) for text in (place, LIVE)]
    with lab.open(browser, nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})) as book:
        book.run_all()
        scene = book.output(1)
        scene.get_by_role("slider", name="Your guess").press("ArrowLeft")
        scene.get_by_role("button", name="Commit").click()
        assert "It is 0.25: right" in scene.get_by_role("status").inner_text()
        assert scene.locator(".nls-keys", has_text="your guess").is_visible()
        scene.locator(".nls-controls input").press("ArrowRight")
        scene.locator("dd", has_text="1.00").wait_for()
        assert book.watch.complaints == []
