"""The playground in JupyterLab: the kernel trains, a hand moves a knob; interrupt and second run end the thread."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser.lab import Book, Lab
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CELLS = [
    "import threading\nfrom nls_tutorial.playground import playground",
    'play = playground(loss="margin", m=6, steps=0)\nplay',
]
ASK = """async () => {
    const told = {n: "sum(one.name == 'nls-playground' for one in threading.enumerate())", m: "play.settings['margin']",
                  step: "play.step", blobs: "int(play.settings['kind'] == 'blobs')"};
    const future = book.sessionContext.session.kernel.requestExecute({code: "", user_expressions: told});
    const {user_expressions: said} = (await future.done).content;
    return Object.fromEntries(Object.entries(said).map(([name, {data}]) => [name, Number(data["text/plain"])]));
}"""
PATIENCE = 120_000


def asked(book: Book) -> dict[str, float]:
    """The threads, m and step that the kernel has."""
    told: dict[str, float] = book.page.evaluate(ASK)
    return told


def reached(book: Book, step: int) -> None:
    book.page.wait_for_function(
        "(step) => Number(document.querySelector('.nls-play').dataset.step) >= step", arg=step, timeout=PATIENCE
    )


def button(book: Book, name: str) -> Any:
    return book.page.get_by_role("button", name=name, exact=True)


def test_the_kernel_trains_under_the_hand(browser: Browser, lab: Lab, tmp_path: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    code = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    with lab.open(browser, nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel})) as book:
        book.run_all()
        book.page.locator('.nls-play[data-step="0"]').wait_for()
        assert asked(book)["n"] == 0, "nothing trains before the reader does"
        button(book, "Train").click()
        reached(book, 20)
        assert asked(book)["n"] == 1
        book.drag(book.page.get_by_role("slider", name="m", exact=True), 1.05)
        before = int(asked(book)["step"])
        reached(book, before + 5)
        assert asked(book)["m"] == 10, "the kernel heard the hand while it trained"
        assert "m\u00a0=\u00a010" in book.page.locator(".nls-net-title").nth(1).inner_text()

        book.page.evaluate("book.sessionContext.session.kernel.interrupt()")
        book.page.get_by_text("The kernel was interrupted").wait_for(timeout=PATIENCE)
        assert asked(book)["n"] == 0
        button(book, "Train").click()
        reached(book, int(asked(book)["step"]) + 5)

        # the same cell again, while it trains: the first one's thread is gone
        book.page.evaluate("book.content.activeCellIndex = 1; void jupyterapp.commands.execute('notebook:run-cell')")
        book.page.locator('.nls-play[data-step="0"]').wait_for(timeout=PATIENCE)
        assert asked(book)["n"] == 0
        button(book, "Train").click()
        reached(book, 5)
        assert asked(book)["n"] == 1
        # other points come from the kernel, and frames of the old ones are not drawn
        book.page.locator(".nls-option", has_text="blobs").click()
        book.page.wait_for_function("document.querySelector('.nls-play input[value=\"0\"]').checked")
        for _ in range(int(PATIENCE / 100)):
            if asked(book)["blobs"] and asked(book)["step"] >= 5:
                break
            book.page.wait_for_timeout(100)
        button(book, "Pause").click()
        button(book, "Train").wait_for(timeout=PATIENCE)
        told = asked(book)
        assert (told["n"], told["blobs"]) == (0, 1)
        book.page.locator(f'.nls-play[data-step="{int(told["step"])}"]').wait_for(timeout=PATIENCE)
        assert book.watch.strangers == []
        assert book.watch.complaints == []
        book.screenshot(tmp_path / "light.png")


def test_an_output_that_is_cleared_ends_the_training(browser: Browser, lab: Lab) -> None:
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    code = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    with lab.open(browser, nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel})) as book:
        book.run_all()
        button(book, "Train").click()
        reached(book, 5)
        book.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        book.page.locator(".nls-play").wait_for(state="detached")
        assert asked(book)["n"] == 0, "nobody looks any more"
