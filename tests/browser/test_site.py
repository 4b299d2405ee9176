"""The site, built and read in a real browser that reaches nothing else: pages, equations, scenes, dark, axe."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import publish
import pytest
from browser.lab import Watch
from playwright.sync_api import Browser, Page

from notebooks import lessons

pytestmark = pytest.mark.browser

AXE = ("axe-core", "4.10.3", "axe.min.js")
SERIOUS = """async () => (await axe.run({resultTypes: ["violations"], preload: false})).violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """No line for each file."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site with lesson 02 run and the others as they are stored, served from plain files."""
    # in a process of its own, as people build it
    done = subprocess.run([sys.executable, publish.__file__, "02"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=publish.SITE)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def open_page(browser: Browser, address: str, path: str, **options: object) -> tuple[Page, Watch]:
    page = browser.new_context(**options).new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/{path}", wait_until="load")
    return page, watch


def serious(page: Page) -> list[str]:
    page.add_script_tag(path=str(publish.from_npm(*AXE)))
    return page.evaluate(SERIOUS)


def test_the_site_is_read_with_no_kernel_and_no_network(browser: Browser, address: str) -> None:
    front, watch = open_page(browser, address, "index.html")
    shown = front.locator("nav.bd-links").inner_text()
    assert [source.stem[:2] for source in lessons() if source.stem[:2] not in shown] == []
    assert serious(front) == []
    assert watch.strangers == watch.complaints == []
    front.context.close()

    page, watch = open_page(browser, address, "notebooks/02_soften_a_label.html", color_scheme="dark")
    assert page.locator("mjx-container svg").count() > 10
    places = page.locator(".nls-mount")
    assert places.count() == 2
    for place in places.all():
        place.scroll_into_view_if_needed()
        slider = place.locator("input[type=range]").first
        slider.wait_for()
        before = place.locator(".nls-scene").get_attribute("data-index")
        slider.press("ArrowRight")
        page.wait_for_function(
            "([node, before]) => node.dataset.index !== before",
            arg=[place.locator(".nls-scene").element_handle(), before],
        )
    assert page.locator(".nls-scene.nls-dark").count() == 2
    assert page.get_by_text("Show the solution").count() == 5
    page.get_by_text("Show the solution").first.click()
    assert serious(page) == []
    met = page.locator("#names-first-met-here a")
    assert met.count() > 3
    assert watch.strangers == watch.complaints == []
    page.context.close()

    page, watch = open_page(browser, address, "library/losses.html", viewport={"width": 420, "height": 800})
    assert page.locator("dt#nls_tutorial\\.losses\\.margin_loss").count() == 1
    assert page.get_by_role("link", name="Keep a margin").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert watch.strangers == watch.complaints == []
    page.context.close()
