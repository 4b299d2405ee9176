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
from nls_tutorial.records import Amount, Choice
from nls_tutorial.scenes import save_page
from nls_tutorial.scenes.predict import describe

pytestmark = pytest.mark.browser

CHOICE = Choice("02.1", "Does the best gap grow without end?", ("it stays", "it grows", "it falls"))
AMOUNT = Amount("02.2", "Where is the best gap?", 0, 10, step=0.5, within=1, digits=1)
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
