"""The harness itself, on a toy notebook: open, run, drag, change the theme, see what is wrong, leave nothing behind."""

from pathlib import Path

import nbformat
import pytest
from browser.lab import Book, Lab
from nbformat import NotebookNode
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

SLIDER = """\
import ipywidgets

slider = ipywidgets.IntSlider(value=50, min=0, max=100, description="share")
words = ipywidgets.Label()
slider.observe(lambda change: setattr(words, "value", f"twice: {2 * change.new}"), "value")
ipywidgets.VBox([slider, words])"""


def notebook(*cells: str) -> NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    code = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# A toy"), *code], metadata={"kernelspec": kernel}
    )


def drag_to_the_end(book: Book) -> None:
    handle = book.output(1).locator(".noUi-handle")
    box = handle.bounding_box()
    track = book.output(1).locator(".noUi-base").bounding_box()
    assert box is not None
    assert track is not None
    level = box["y"] + box["height"] / 2
    book.page.mouse.move(box["x"] + box["width"] / 2, level)
    book.page.mouse.down()
    book.page.mouse.move(track["x"] + 1.2 * track["width"], level, steps=25)
    book.page.mouse.up()


def test_a_slider_moves_under_the_hand(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    with lab.open(browser, notebook("1 + 1", SLIDER)) as book:
        book.run_all()
        assert [cell["execution_count"] for cell in book.cells()] == [1, 2]
        expect(book.output(0)).to_have_text("2")
        drag_to_the_end(book)
        expect(book.output(1)).to_contain_text("twice: 200")
        assert book.screenshot(tmp_path / "light.png").stat().st_size > 10_000
        book.theme("dark")
        book.screenshot(tmp_path / "dark.png")
        assert book.watch.strangers == []
        assert book.watch.complaints == []
    assert lab.ask("kernels") == []


def test_a_failing_cell_is_told(browser: Browser, lab: Lab) -> None:
    with lab.open(browser, notebook("1 / 0", "2")) as book, pytest.raises(AssertionError, match="ZeroDivisionError"):
        book.run_all()


def test_a_page_that_asks_elsewhere_is_stopped(browser: Browser, lab: Lab) -> None:
    script = "from IPython.display import HTML\nHTML(\"<img src='https://example.org/a.png' alt='a'>\")"
    with lab.open(browser, notebook(script)) as book:
        with book.page.expect_event("requestfailed"):
            book.run_all()
        assert book.watch.strangers == ["https://example.org/a.png"]


def test_the_file_that_was_opened_stays_as_it_was(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    source = tmp_path / "07_toy.ipynb"
    nbformat.write(notebook("print(1)"), source)
    before = source.read_bytes()
    with lab.open(browser, source, theme="dark") as book:
        book.run_all()
        book.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    assert source.read_bytes() == before
