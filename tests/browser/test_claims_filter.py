"""The filter on the page of claims: by hand, by keyboard, by address, and without JavaScript."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from claims import MARK, _filter, _marked
from playwright.sync_api import Browser, Page
from publish import DOCS

from nls_tutorial.records import Claim, fact
from nls_tutorial.studies.claims import ClaimBox

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = {  # lesson → its boxes: paper, whether it shows
    "01": [("NLS", True), ("NLS", False)],
    "02": [("MbLS", True)],
}


def box(paper: str, holds: bool) -> str:
    claim = Claim(paper=f"A sum ({paper}).", here="Ten.", verdict=fact(holds, "counted"))
    lines = tuple((line[:10].strip(), line[11:]) for line in repr(claim).splitlines())
    return _marked(ClaimBox(lines, claim._repr_html_()))


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A page of three boxes as a file, as Sphinx lays out the true one: a section for each lesson."""
    (tmp_path / "_static").mkdir()
    shutil.copy(DOCS / "static" / "claims.js", tmp_path / "_static")
    rows = "".join(
        f'<section id="l{name}"><h2>{name}</h2>{"".join(box(*one) for one in row)}</section>'
        for name, row in SAID.items()
    )
    text = f"<!doctype html><meta charset=utf-8><title>Claims</title>{_filter({'NLS', 'MbLS'})}{rows}"
    (tmp_path / "claims.html").write_text(text, encoding="utf-8")
    assert MARK not in text
    return (tmp_path / "claims.html").as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def shown(page: Page) -> tuple[int, int, str]:
    """Boxes and headings that can be seen, and what the status line says."""
    return (
        page.locator(".nls-claim:visible").count(),
        page.locator("h2:visible").count(),
        page.locator("output").inner_text(),
    )


def test_choices_narrow_what_is_seen_and_stand_in_the_address(page: Page, address: str) -> None:
    page.goto(address)
    assert shown(page) == (3, 2, "3 of 3 boxes")
    page.get_by_label("Paper").select_option("NLS")
    assert shown(page) == (2, 1, "2 of 3 boxes")
    page.get_by_label("Verdict").select_option("does not show")
    assert shown(page) == (1, 1, "1 of 3 boxes")
    assert page.url == f"{address}#paper=NLS&verdict=does+not+show"
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelector('output').value === '3 of 3 boxes'")
    assert shown(page) == (3, 2, "3 of 3 boxes")
    assert page.url == address


def test_the_keyboard_is_enough(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("m")  # the entry that begins so
    assert shown(page) == (1, 1, "1 of 3 boxes")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('output').value === '3 of 3 boxes'")


def test_an_address_can_be_cited(page: Page, address: str) -> None:
    page.goto(f"{address}#paper=NLS&verdict=shows")
    assert shown(page) == (1, 1, "1 of 3 boxes")
    page.goto(f"{address}#paper=GPT&verdict=true")  # no such entries
    assert shown(page) == (3, 2, "3 of 3 boxes")


def test_without_javascript_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".nls-claim:visible").count() == 3
    assert page.locator("form").is_hidden()
    context.close()
