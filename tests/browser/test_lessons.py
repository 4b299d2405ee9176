"""Every lesson as a student has it: opened in JupyterLab, run from top to bottom, every control moved by hand."""

from pathlib import Path

import nbformat
import pytest
from browser.hand import drive
from browser.lab import Lab
from captures import shown_scenes
from parts import WALKS, chosen
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = chosen(WALKS, {lesson.stem: 1 for lesson in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")})


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_moves_under_the_hand(name: str, browser: Browser, lab: Lab, tmp_path: Path) -> None:
    lesson = NOTEBOOKS / f"{name}.ipynb"
    with lab.open(browser, lesson) as book:
        book.run_all()
        scenes = book.page.locator(".jp-Notebook .nls-scene")
        scenes.first.wait_for()
        assert scenes.count() == len(shown_scenes(nbformat.read(lesson, as_version=4)))
        for scene in book.page.locator(".jp-Notebook .nls-scene:not(.nls-play)").all():
            drive(book.page, scene)
        book.theme("dark")
        book.page.wait_for_function("document.querySelectorAll('.nls-scene:not(.nls-dark)').length === 0")
        book.screenshot(tmp_path / "dark.png")
        assert book.watch.strangers == []
        assert book.watch.complaints == []


LIVE = """\
import time
from pathlib import Path

from nls_tutorial.records import Axis, Control, Line, Panel, Readout, Scene, track
from nls_tutorial.scenes import LiveScene

asked = []

def build(power):
    asked.append(power)
    while len(asked) == 2 and not Path(GO).exists():  # a network that is slower than the hand
        time.sleep(0.05)
    line = Line(track([0, 1, 2]), track([0, 1, 2.0**power]))
    axes = Axis("x", 0, 2), Axis("y", 0, 2.0**50)
    return Scene("Powers", "A curve.", (Panel("", *axes, (line,)),), (), (Readout("power", track(power), 0),))

scene = LiveScene((Control("power", "power", tuple(float(p) for p in range(51)), digits=0),), build)
scene"""


def test_live_scene_skips_what_the_hand_passed_and_ends_where_it_stopped(
    browser: Browser, lab: Lab, tmp_path: Path
) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [nbformat.v4.new_code_cell(LIVE.replace("GO", repr(str(tmp_path / "go"))))]
    with lab.open(browser, nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})) as book:
        book.run_all()
        slider = book.page.locator(".nls-scene input[type=range]")
        slider.wait_for()
        book.drag(slider, 1.05, steps=60)
        (tmp_path / "go").touch()  # the hand has stopped: now the first question may be answered
        book.page.wait_for_function("document.querySelector('.nls-facts dd').textContent === '50'")
        answer = book.page.evaluate(
            """async () => {
                const future = book.sessionContext.session.kernel.requestExecute(
                    {code: "", user_expressions: {n: "len(asked)", last: "asked[-1]"}});
                const {user_expressions: said} = (await future.done).content;
                return [said.n.data["text/plain"], said.last.data["text/plain"]];
            }"""
        )
        assert answer[1] == "50.0"
        assert int(answer[0]) <= 4, "one question at a time, the latest position next: most of the way is skipped"
        assert book.watch.complaints == []
