"""A saved lesson keeps its pictures: opened again without a kernel, its scene is there and moves."""

import json
from pathlib import Path

import nbformat
import pytest
from browser.lab import Lab
from nbconvert.exporters import HTMLExporter
from playwright.sync_api import Browser
from project import ROOT
from traitlets.config import Config

pytestmark = pytest.mark.browser

SCENE = """\
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
from nls_tutorial.scenes import show

show(finite_optimum())"""
LIVE = """\
from nls_tutorial.records import Axis, Control, Panel, Readout, Scene, track
from nls_tutorial.scenes import LiveScene

def build(x):
    if x == 1.0:
        raise ArithmeticError("nothing lies there")
    panel = Panel("", Axis("x", 0, 1), Axis("y", 0, 1), ())
    return Scene("A square", "Computed when asked.", (panel,), (), (Readout("square", track(x**2)),))

LiveScene((Control("x", "x", (0.0, 0.5, 1.0), start=1),), build)"""
SAVE = """async () => {
    await jupyterapp.commands.execute("docmanager:save");
    await book.sessionContext.shutdown();
}"""


def test_the_package_asks_jupyterlab_to_save_its_scenes() -> None:
    told = json.loads((ROOT / "nls_tutorial" / "scenes" / "jupyterlab.json").read_text(encoding="utf-8"))
    assert told == {"@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True}}


def test_a_saved_scene_moves_without_a_kernel(browser: Browser, lab: Lab) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    first = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SCENE)], metadata={"kernelspec": kernel})
    with lab.open(browser, first) as book:
        book.run_all()
        book.output(0).locator(".nls-scene[data-index]").wait_for()
        book.page.evaluate(SAVE)
        saved = max(lab.root.glob("notebook-*.ipynb"), key=lambda path: path.stat().st_mtime)
    again = nbformat.read(saved, as_version=4)
    assert again.metadata.get("widgets"), "the notebook holds its scene"
    with lab.open(browser, again) as book:
        scene = book.output(0).locator(".nls-scene[data-index]")
        scene.wait_for()
        start = scene.get_attribute("data-index")
        scene.locator("input[type=range]").first.press("ArrowRight")
        book.page.wait_for_function(
            "(start) => document.querySelector('.nls-scene').dataset.index !== start", arg=start
        )
        assert "model not found" not in book.page.content()
    moves_on_a_page_without_network(browser, again)


def moves_on_a_page_without_network(browser: Browser, book: nbformat.NotebookNode) -> None:
    """What `jupyter nbconvert --to html` makes of it, with nothing to fetch."""
    config = json.loads((ROOT / "nls_tutorial" / "scenes" / "nbconvert.json").read_text(encoding="utf-8"))
    text, _ = HTMLExporter(config=Config(config)).from_notebook_node(book)
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.set_content(text, wait_until="domcontentloaded")
        scene = page.locator(".nls-scene[data-index]")
        start = scene.get_attribute("data-index")
        scene.locator("input[type=range]").first.press("ArrowRight")
        page.wait_for_function("(start) => document.querySelector('.nls-scene').dataset.index !== start", arg=start)
    finally:
        context.close()


def test_a_live_scene_says_where_it_has_no_picture(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    toy = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LIVE)], metadata={"kernelspec": kernel})
    with lab.open(browser, toy) as book:
        book.run_all()
        scene = book.output(0).locator(".nls-scene[data-index]")
        scene.wait_for()
        slider = scene.locator("input[type=range]")
        slider.press("ArrowRight")
        trouble = scene.locator(".nls-trouble")
        trouble.wait_for(state="visible")
        assert trouble.text_content() == "There is no picture at x 1.00. ArithmeticError: nothing lies there"
        assert scene.locator("dd").text_content() == "?", "no number of another position"
        slider.press("ArrowLeft")
        trouble.wait_for(state="hidden")
        assert scene.locator("dd").text_content() == "0.25"
