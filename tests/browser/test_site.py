"""The site in a real browser that reaches nothing else: every page read, every scene moved, every word explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import parts
import publish
import pytest
from browser.hand import drive
from browser.lab import Watch
from browser.served import site
from playwright.sync_api import Browser, Page
from project import settings

from nls_tutorial.exercises import exercise_ids
from notebooks import lessons

pytestmark = pytest.mark.browser

LESSONS = [source.stem for source in lessons()]
# The pages looked at in the dark as well, and with every equation and every word of code: these look the same on all
# pages, and to look at all of them takes longer than the rest of a page.
THOROUGH = ("02_soften_a_label", "05_keep_a_margin", "10_shrink_the_label_with_the_object", "library/losses.html")
ALIKE = ["pre", "dt.sig", "mjx-container"]
PHONE = {"width": 390, "height": 844}
AXE = ("axe-core", "4.10.3", "axe.min.js")
SERIOUS = """async (where) => (await axe.run(where, {resultTypes: ["violations"], preload: false})).violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with site() as at:
        yield at


@contextmanager
def reading(browser: Browser, address: str, path: str, **options: object) -> Iterator[Page]:
    """A page of the site, which at the end must have asked for nothing elsewhere and complained about nothing."""
    context = browser.new_context(reduced_motion="reduce", **options)  # nothing is looked at while it fades in
    try:
        page = context.new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/{path}", wait_until="load")
        yield page
        assert watch.strangers == watch.complaints == []
    finally:
        context.close()


def serious(page: Page, **where: list[str]) -> list[str]:
    """What axe finds on the page, or where it is told to `include` or to `exclude`, that keeps people out."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(path=str(publish.from_npm(*AXE)))
    return page.evaluate(SERIOUS, where or {"include": ["html"]})


def fits_a_phone(page: Page) -> bool:
    page.set_viewport_size(PHONE)
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_moves_and_can_be_read_by_everyone(browser: Browser, address: str, lesson: str) -> None:
    with reading(browser, address, f"notebooks/{lesson}.html", viewport={"width": 1280, "height": 900}) as page:
        places = page.locator(".nls-mount")
        assert places.count() >= 2
        moved = 0
        for place in places.all():
            place.scroll_into_view_if_needed()
            scene = place.locator(".nls-scene")
            scene.wait_for()
            moved += drive(page, scene)
        assert moved >= 2
        assert page.locator("mjx-container svg").count() > 0
        page.locator("details").evaluate_all("folds => folds.forEach((fold) => (fold.open = true))")
        if lesson not in THOROUGH:
            assert serious(page, exclude=ALIKE) == []
        else:
            assert serious(page) == []
            page.emulate_media(color_scheme="dark")
            page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
            page.wait_for_function("document.querySelectorAll('.nls-scene:not(.nls-dark)').length === 0")
            assert serious(page) == []
        assert fits_a_phone(page)


def other_pages() -> list[str]:
    """Every page but the lessons and what Sphinx adds of its own; of the library's pages, which are alike, today's."""
    built = sorted(page.relative_to(publish.SITE).as_posix() for page in publish.SITE.rglob("*.html"))
    apart = ("notebooks/", "genindex", "py-modindex", "search", "_static/")
    kept = [page for page in built if not page.startswith(apart)]
    alike = {page: 1 for page in kept if page.startswith("library/") and page not in THOROUGH}
    return [page for page in kept if page not in alike or page in parts.chosen(parts.WALKS, alike)]


@pytest.mark.parametrize("half", [0, 1])
def test_the_other_pages_can_be_read_by_everyone(browser: Browser, address: str, half: int) -> None:
    pages = other_pages()
    assert {"index.html", "glossary.html", "notation.html", "library/losses.html"} <= set(pages)
    for number, path in enumerate(pages[half::2]):
        dark = {"color_scheme": "dark"} if number % 4 == 0 else {}
        with reading(browser, address, path, **dark) as page:
            assert (serious(page) if path in THOROUGH else serious(page, exclude=ALIKE)) == [], path
            assert fits_a_phone(page), path


def test_the_front_page_opens_the_course(browser: Browser, address: str) -> None:
    with reading(browser, address, "index.html") as page:
        listed = page.locator("nav.bd-links").inner_text()
        assert [lesson[:2] for lesson in LESSONS if lesson[:2] not in listed] == []
        playground = page.locator(".nls-compact .nls-play")
        playground.wait_for()
        assert playground.get_attribute("data-step") == "1000", "a still picture first"
        assert page.locator(".nls-missions").is_hidden()
        playground.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_function(
            "![undefined, '', '0', '1000'].includes(document.querySelector('.nls-play').dataset.step)", timeout=120_000
        )
        assert page.locator(".nls-trouble").is_hidden()
        playground.get_by_role("button", name="Pause", exact=True).click()
        playground.get_by_role("button", name="Train", exact=True).wait_for()
        doors = page.locator(".nls-doors a").all_inner_texts()
        assert doors == ["Start lesson 00", "Open in Binder", "Open in Colab", "For teachers"]
        cards = page.locator(".nls-card")
        assert cards.count() == page.locator(".nls-card svg.nls-thumb").count() == len(LESSONS)
        assert "20 min · drag m, λ" in cards.nth(5).inner_text()
        assert page.title() == "Soft labels and calibrated networks", "and not twice"
        cards.nth(5).click()
        page.wait_for_url("**/notebooks/05_keep_a_margin.html")
        page.locator(".next-page, a.right-next").first.click()
        page.wait_for_url("**/notebooks/06_read_a_reliability_diagram.html")


def test_the_playground_trains_from_its_address(browser: Browser, address: str) -> None:
    with reading(browser, address, "playground.html#loss=margin&m=6&noise=0.1") as page:
        playground = page.locator(".nls-play")
        assert "margin, m\u00a0=\u00a06" in page.locator(".nls-net-title").nth(1).inner_text()
        assert page.locator(".nls-trouble").is_hidden()
        page.get_by_role("link", name="clean labels").click()
        page.wait_for_function("document.querySelectorAll('.nls-net-title')[1].textContent.startsWith('label')")
        playground.get_by_role("button", name="Step", exact=True).click()
        page.wait_for_function("document.querySelector('.nls-play').dataset.step === '1'", timeout=120_000)
        page.emulate_media(color_scheme="dark")
        page.locator(".nls-play.nls-dark").wait_for()
        assert fits_a_phone(page)


def test_a_lesson_is_light(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, loaded = context.new_page(), {}
    page.on("response", lambda answer: loaded.update({answer.url: int(answer.headers.get("content-length") or 0)}))
    page.goto(f"{address}/notebooks/02_soften_a_label.html", wait_until="load")
    page.wait_for_function(
        "document.querySelectorAll('.nls-mount .nls-scene').length === document.querySelectorAll('.nls-mount').length"
    )
    assert len(loaded) <= 15, loaded
    assert sum(loaded.values()) <= 1_200_000, loaded
    assert page.locator("mjx-container math").count() == page.locator("mjx-container svg").count() > 20
    assert page.locator("i[class*=fa-], span[class*=fa-]:empty").count() == 0, "every icon is there"
    context.close()


def test_a_word_explains_itself(browser: Browser, address: str) -> None:
    with reading(browser, address, "notebooks/05_keep_a_margin.html", has_touch=True) as page:
        word = page.locator("a.nls-term", has_text="margin").last
        tip = page.locator(f"#{word.get_attribute('aria-describedby')}")
        word.hover()
        tip.wait_for()
        assert "logits may lie apart at no cost" in tip.inner_text()
        tip.hover()  # the mouse may go to the tip, and rest there
        page.wait_for_timeout(400)
        assert tip.is_visible()
        page.keyboard.press("Escape")
        assert tip.is_hidden()
        page.mouse.move(0, 0)
        word.focus()
        assert tip.is_visible()
        ends = tip.evaluate("node => { const {left, right} = node.getBoundingClientRect(); return [left, right]; }")
        assert 0 <= ends[0] < ends[1] <= 1280
        assert serious(page, include=[".nls-tip:not([hidden])"]) == []
        word.blur()
        assert tip.is_hidden()
        word.tap()  # the first tap shows, the second leads to the glossary
        tip.wait_for()
        assert "05_keep_a_margin" in page.url
        word.tap()
        page.wait_for_url("**/glossary.html#term-margin")


def test_a_lesson_lists_its_symbols_and_names_and_folds_its_solutions(browser: Browser, address: str) -> None:
    with reading(browser, address, "notebooks/02_soften_a_label.html") as page:
        notation = page.locator("details.nls-notation")
        notation.locator("summary").click()
        assert "smoothing over all" in notation.inner_text()
        assert "temperature" not in notation.inner_text()
        assert page.get_by_text("Show the solution").count() == len(exercise_ids("02"))
        page.get_by_text("Show the solution").first.click()
        assert page.locator("#names-first-met-here a").count() > 3
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        cell = page.locator("div.cell_input:visible").first
        cell.hover()
        cell.locator("button.copybtn").click()
        cell.locator("button.copybtn.success").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").strip() == cell.locator("pre").inner_text().strip()


def test_a_line_of_code_has_room_on_a_laptop(browser: Browser, address: str) -> None:
    with reading(browser, address, "notebooks/02_soften_a_label.html", viewport={"width": 1440, "height": 900}) as page:
        lines = page.locator("div.cell_input pre:visible").first.evaluate(
            """(code) => {
              const high = () => code.getBoundingClientRect().height;
              code.textContent = "x";
              const one = high();
              code.textContent = "x".repeat(120);
              const long = high();
              code.textContent = "x".repeat(240);
              return [long - one, high() - one];
            }"""
        )
        assert lines[0] == 0 < lines[1]
        scene = page.locator("p.nls-caption").nth(1)
        assert scene.inner_text().startswith("Scene 02.2 Loss and gradient")
        scene.locator("a").click()
        assert page.url.endswith("#scene-02_02")


def test_the_lesson_can_be_found_downloaded_and_launched(browser: Browser, address: str) -> None:
    with reading(browser, address, "search.html?q=objectness") as page:
        page.locator("#search-results a", has_text="Shrink the label with the object").first.wait_for()
    found = {}
    for asked in ("label smoothing", "temperature", "normalized", "normalised"):
        with reading(browser, address, f"search.html?q={asked.replace(' ', '+')}") as page:
            page.locator("#search-results ul.search li a").first.wait_for()
            page.get_by_text("Search finished").wait_for()
            found[asked] = page.locator("#search-results ul.search li > a").all_inner_texts()
    assert found["label smoothing"][0] == "02 Soften a label"
    assert found["temperature"][0] == "07 Scale the temperature"
    assert found["normalised"] == found["normalized"]
    slug = settings()["project"]["urls"]["Repository"].removeprefix("https://github.com/")
    with reading(browser, address, "notebooks/05_keep_a_margin.html") as page:
        hrefs = page.locator(".dropdown-launch-buttons a").evaluate_all("links => links.map((link) => link.href)")
        file = "notebooks/05_keep_a_margin.ipynb"
        assert f"https://colab.research.google.com/github/{slug}/blob/main/{file}" in hrefs
        assert any(href.startswith(f"https://mybinder.org/v2/gh/{slug}/main?") and file in href for href in hrefs)
        offered = page.locator("a.btn-download-source-button").evaluate("link => link.href")
        answer = page.request.get(offered)
        assert answer.body() == (publish.ROOT / file).read_bytes()


def test_paper_shows_what_is_folded(browser: Browser, address: str) -> None:
    with reading(browser, address, "notebooks/02_soften_a_label.html") as page:
        page.emulate_media(media="print")
        assert page.locator("details:not([open])").count() > 5
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        assert page.locator(".nls-mount img[loading=lazy]").count() == 0
        places = page.locator(".nls-mount")
        page.wait_for_function("document.querySelectorAll('.nls-mount .nls-scene[data-index]').length > 1")
        assert places.count() == page.locator(".nls-mount .nls-scene").count(), "scenes far down the page, too"
        page.emulate_media(media="print", reduced_motion="no-preference")
        faint = page.locator("details > *").evaluate_all(
            "parts => parts.filter((part) => getComputedStyle(part).animationName !== 'none').length"
        )
        assert faint == 0, "no fade is printed at its start"
        assert page.locator(".bd-sidebar-primary").is_hidden()
        guess = page.locator(".nls-curtained").first
        assert guess.locator(".nls-ask").is_visible(), "the question, and what lies behind the curtain"
        assert guess.locator(".nls-body").bounding_box()["height"] > 200
        assert guess.locator(".nls-curtain").is_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details:not([open])").count() > 5


def test_the_pages_work_from_a_folder(browser: Browser, address: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto((Path(publish.SITE) / "notebooks" / "02_soften_a_label.html").as_uri())
    place = page.locator(".nls-mount").first
    place.scroll_into_view_if_needed()
    place.locator(".nls-scene").wait_for()
    assert page.locator("mjx-container svg").count() > 0
    assert complaints == []
    page.close()
