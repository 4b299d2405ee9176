"""The playground in a real browser: two networks train in a worker, a hand moves knobs, and what is bad is told."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import playground_files
import publish
import pytest
import torch
from browser.hand import drag
from browser.test_graphs_page import served
from playwright.sync_api import Browser, Page, Route
from spec.playground_by_hand import trained_with

from nls_tutorial.calibration import (
    chance_calibration_errors,
    confidences,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
)
from nls_tutorial.playground import CHOICES, cell, logits_of, plane_points, settings
from nls_tutorial.playground.choices import Choice
from nls_tutorial.playground.scripts import page_script, page_style, told
from nls_tutorial.playground.still import still as still_of_now
from nls_tutorial.scenes.bundle import scene_style

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>playground</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root { color-scheme: light dark; background: Canvas; } body { margin: 8px; }</style>
<link rel="stylesheet" href="scene.css"><main>PLACE</main></html>"""
PHONE = {"width": 390, "height": 844}


def write_page(folder: Path) -> Path:
    """A page with a playground as plain files: what the site has of it."""
    still = json.loads(playground_files.still_file().read_text())
    (folder / "playground.js").write_text(page_script("playground/", still))
    (folder / "playground.css").write_text(page_style())
    (folder / "scene.css").write_text(scene_style())
    playground_files.write_engine(folder / "playground", publish.from_npm)
    one = playground_files.place(static=".")
    (folder / "index.html").write_text(PAGE.replace("PLACE", one))
    asked = settings(loss="margin", margin=6, noise=0)
    own = playground_files.own_place(told(still_of_now(0, asked), asked, ["margin"], ["distances"]), "", static=".")
    (folder / "own.html").write_text(PAGE.replace("PLACE", f"{own}\n{own}"))
    (folder / "two.html").write_text(PAGE.replace("PLACE", f'<div class="nls-playground"></div>{one}'))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("playground"))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@contextmanager
def reading(browser: Browser, url: str, **options: object) -> Iterator[Page]:
    """A page that complains about nothing."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    try:
        page.goto(url)
        page.locator(".nls-play").first.wait_for()
        yield page
        assert complaints == []
    finally:
        context.close()


def button(page: Page, name: str, place: int = 0):  # type: ignore[no-untyped-def]
    return page.locator(".nls-play").nth(place).get_by_role("button", name=name, exact=True)


def reached(page: Page, step: int, place: int = 0) -> None:
    """Waits for a picture after so many steps: not for the one that stood there at first."""
    wanted = """([place, step]) => {
      const { live, step: now } = document.querySelectorAll(".nls-play")[place].dataset;
      return live && Number(now || -1) >= step;
    }"""
    page.wait_for_function(wanted, arg=[place, step], timeout=120_000)


def trouble(page: Page, place: int = 0):  # type: ignore[no-untyped-def]
    return page.locator(".nls-trouble").nth(place)


def states(page: Page) -> tuple[int, list[np.ndarray]]:
    """The worker's own states of both networks."""
    told = page.evaluate(
        """() => new Promise((done) => {
          const [playground] = nlsPlaygrounds;
          const tell = ({ detail }) => done([detail.step, detail.states.map((one) => Array.from(one))]);
          playground.root.addEventListener("nls-states", tell, { once: true });
          playground.send({ do: "states" });
        })"""
    )
    return told[0], [np.array(one) for one in told[1]]


def steps(page: Page, number: int) -> None:
    """So many steps by the worker's own path, and its picture."""
    page.evaluate("(steps) => nlsPlaygrounds[0].send({ do: 'step', steps })", number)


def test_the_still_picture_is_there_before_anything_is_fetched(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.locator('.nls-play[data-step="1000"]').wait_for()
    assert page.locator(".nls-scores").first.inner_text() != ""
    assert not [url for url in asked if re.search(r"wasm|onnx|worker|bin", url)], asked
    sizes = [len(page.request.get(url).body()) for url in asked if "favicon" not in url]
    assert sum(sizes) <= 200_000, dict(zip(asked, sizes, strict=False))
    context.close()


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_a_hundred_steps_of_the_worker_are_pytorchs(browser: Browser, address: str, one: Choice) -> None:
    """From the address to the weights, on the page's own path; and what is shown of them is the library's."""
    asked = settings(loss=one.name, kind="spirals", seed=2, noise=0.2, number=256, rate=0.05, temperature=1.5)
    given = "data=spirals&seed=2&noise=0.2&n=256&rate=0.05&T=1.5"
    with reading(browser, f"{address}/index.html#loss={one.name}&{given}") as page:
        button(page, "Step").click()
        reached(page, 1)
        steps(page, 99)
        reached(page, 100)
        step, found = states(page)
        assert step == 100
        assert trouble(page).is_hidden()
        for choice, state in zip((CHOICES[0], one), found, strict=True):
            weights = trained_with(asked, choice, 100)
            assert np.abs(state[: len(weights)] - weights.numpy()).max() <= 1e-5
            assert shown(page, choice is not CHOICES[0] or one is CHOICES[0]) == scores(asked, weights)


def shown(page: Page, right: bool) -> list[str]:
    return page.locator(".nls-net").nth(int(right)).locator("dd").all_inner_texts()


def scores(asked: dict[str, object], weights: torch.Tensor) -> list[str]:
    """Accuracy, ECE, the part of it that is chance, and NLL, by the library, as the page says them."""
    test = plane_points(str(asked["kind"]), seed=int(str(asked["seed"])))[1]
    labels = test.noisy(float(str(asked["noise"])))
    logits = logits_of(weights, test.points) / float(str(asked["temperature"]))
    probabilities = logits.softmax(1)
    bins = reliability(probabilities, labels)
    chance = chance_calibration_errors(confidences(probabilities), draws=24).mean()
    accuracy = (probabilities.argmax(1) == labels).double().mean()
    ece, nll = expected_calibration_error(bins), negative_log_likelihood(logits, labels)
    return [*(f"{100 * float(one):.1f} %" for one in (accuracy, ece, chance)), f"{float(nll):.2f}"]


def test_it_trains_pauses_and_begins_again(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html") as page:
        button(page, "Train").click()
        reached(page, 50)
        button(page, "Pause").click()
        button(page, "Train").wait_for()
        said = page.locator(".nls-aloud[aria-live]")
        assert re.match(
            r"Paused at step \d+\. cross-entropy: loss .*accuracy .*ECE .*label smoothing", said.inner_text()
        )
        stood = page.locator(".nls-play").get_attribute("data-step")
        page.locator(".nls-play").press("s")
        reached(page, int(stood or 0) + 1)
        assert page.locator(".nls-play").get_attribute("data-step") == str(int(stood or 0) + 1)
        button(page, "Reset").click()
        page.locator('.nls-play[data-step="0"]').wait_for()
        drawn = page.locator(".nls-panel svg path[d]").count()
        assert drawn > 10
        assert "NaN" not in page.locator(".nls-play").inner_html()


def test_a_knob_acts_at_once_and_stands_in_the_address(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html#loss=margin&m=6&noise=0") as page:
        assert "margin" in page.locator(".nls-net-title").nth(1).inner_text()
        button(page, "Train").click()
        reached(page, 20)
        drag(page, page.get_by_role("slider", name="m", exact=True), 1.05)
        page.wait_for_function("location.hash === '#noise=0&loss=margin&m=10&lambda=0.5'")
        assert "m\u00a0=\u00a010" in page.locator(".nls-net-title").nth(1).inner_text()
        before = int(page.locator(".nls-play").get_attribute("data-step") or 0)
        assert before >= 20, "and the training goes on"
        page.locator("select").select_option("focal")
        assert page.get_by_role("slider", name="γ").is_visible()
        assert page.get_by_role("slider", name="m", exact=True).is_hidden()
        reached(page, before + 10)
        page.evaluate("location.hash = '#loss=flsd&noise=0.5'")
        page.wait_for_function("document.querySelectorAll('.nls-net-title')[1].textContent === 'FLSD'")


def test_other_data_begin_again(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html") as page:
        steps_before = page.locator(".nls-play").get_attribute("data-step")
        page.locator(".nls-option", has_text="blobs").click()
        page.locator('.nls-play[data-step=""]').wait_for()
        assert steps_before == "1000", "the still picture was of other data"
        button(page, "Step").click()
        reached(page, 1)
        steps(page, 9)
        reached(page, 10)
        page.locator(".nls-option", has_text="spirals").click()
        page.locator('.nls-play[data-step="0"]').wait_for()


def test_what_the_address_cannot_have_is_told(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html#noise=7&loss=hinge&frobnicate=1") as page:
        told = trouble(page).inner_text()
        assert "noise = 7; it lies in 0 … 0.5" in told
        assert "loss = hinge; there are cross_entropy, smoothing" in told
        assert "names frobnicate, which is nothing to set here" in told
        button(page, "Step").click()
        reached(page, 1)
        assert trouble(page).is_hidden()


def settled(page: Page) -> int:
    """The step that is shown, once sixty pictures of the screen have shown no other."""
    return page.evaluate(
        """() => new Promise((done) => {
          const shown = () => document.querySelector(".nls-play").dataset.step;
          let [last, calm] = [shown(), 0];
          const look = () => {
            calm = shown() === last ? calm + 1 : 0;
            last = shown();
            if (calm < 60) requestAnimationFrame(look); else done(Number(last));
          };
          requestAnimationFrame(look);
        })"""
    )


def test_a_wild_learning_rate_is_told_and_reset_mends_it(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html#rate=50") as page:
        button(page, "Train").click()
        page.wait_for_function("!document.querySelector('.nls-trouble').hidden", timeout=120_000)
        assert "The learning rate is too large for the left" in trouble(page).inner_text()
        # beyond what the page offers: no number is left
        page.evaluate("nlsPlaygrounds[0].change({ rate: 1e38 })")
        button(page, "Train").wait_for(timeout=120_000)
        stood = settled(page)
        button(page, "Train").click()
        page.get_by_text("a loss is no longer a number").wait_for()
        assert settled(page) == stood, "it stands still"
        assert "NaN" not in page.locator(".nls-play").inner_html()
        page.evaluate("nlsPlaygrounds[0].change({ rate: 0.1 })")
        button(page, "Reset").click()
        page.locator('.nls-play[data-step="0"]').wait_for()
        button(page, "Step").click()
        reached(page, 1)
        assert trouble(page).is_hidden()
        assert "–" not in page.locator(".nls-scores").first.inner_text()


def answering(answer: dict[str, object]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)  # type: ignore[arg-type]


def test_a_damaged_or_missing_graph_is_told(browser: Browser, address: str, folder: Path) -> None:
    for loss, answer in (("focal", {"body": b"no graph"}), ("flsd", {"status": 404, "body": b""})):
        context = browser.new_context()
        page = context.new_page()

        context.route(f"**/{loss}.onnx", answering(answer))
        page.goto(f"{address}/index.html#loss={loss}")
        button(page, "Train").click()
        page.wait_for_function("!document.querySelector('.nls-trouble').hidden", timeout=120_000)
        told = trouble(page).inner_text()
        assert re.search(rf"{loss}(\.onnx)? (cannot be read|is not there)", told), told
        page.locator("select").select_option("margin")  # another one trains
        button(page, "Step").click()
        reached(page, 1)
        context.close()


def test_a_tab_in_the_background_waits(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html") as page:
        button(page, "Train").click()
        reached(page, 10)
        # what a browser does with a page that nobody sees: no picture is asked for
        page.evaluate(
            "window.asked = requestAnimationFrame; window.requestAnimationFrame = (draw) => (window.late = draw)"
        )
        page.wait_for_function("Boolean(window.late)", polling=50)
        stood = states(page)[0]
        page.evaluate("new Promise((done) => setTimeout(done, 300))")
        assert states(page)[0] == stood
        page.evaluate("window.requestAnimationFrame = asked; requestAnimationFrame(late)")
        reached(page, stood + 10)


def test_two_playgrounds_do_not_know_each_other(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/two.html#loss=focal&gamma=3") as page:
        assert page.locator(".nls-net-title").nth(1).inner_text().startswith("focal")
        assert page.locator(".nls-net-title").nth(3).inner_text().startswith("label smoothing")
        button(page, "Step", 0).click()
        reached(page, 1, 0)
        button(page, "Train", 1).click()
        reached(page, 30, 1)
        assert page.locator(".nls-play").nth(0).get_attribute("data-step") == "1"
        page.locator("select").nth(1).select_option("margin")
        assert "focal" in page.evaluate("location.hash"), "the address is the first one's"


def test_a_place_may_say_what_it_shows_and_where_it_begins(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/own.html#a-heading-of-the-page") as page:
        assert page.locator(".nls-play").count() == 2, "the script stands there twice, and mounts each place once"
        assert page.locator(".nls-net-title").nth(1).inner_text() == "margin, m\u00a0=\u00a06, λ\u00a0=\u00a00.50"
        assert trouble(page).is_hidden(), "the address speaks of the page"
        first = page.locator(".nls-play").first
        assert first.locator(".nls-set:visible").count() == 1
        assert [one.get_attribute("data-panel") for one in first.locator("[data-panel]").all()] == ["distances"]
        assert first.locator(".nls-missions").count() == 0
        button(page, "Step", 0).click()
        reached(page, 1)
        assert "a-heading-of-the-page" in page.evaluate("location.hash")


def test_from_a_file_the_picture_stays_and_a_sentence_says_why(browser: Browser, folder: Path) -> None:
    with reading(browser, (folder / "index.html").as_uri()) as page:
        assert page.locator('.nls-play[data-step="1000"]').count() == 1
        button(page, "Train").click()
        assert "opened from a file" in trouble(page).inner_text()
        assert page.locator('.nls-play[data-step="1000"]').count() == 1
        page.locator(".nls-option", has_text="blobs").click()
        page.wait_for_function("document.querySelector('.nls-play input[value=\"1\"]').checked", timeout=5000)
        assert "opened from a file" in trouble(page).inner_text()


def test_without_webassembly_the_picture_stays(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("delete window.WebAssembly")
    page.goto(f"{address}/index.html")
    button(page, "Train").click()
    assert "no WebAssembly" in trouble(page).inner_text()
    assert page.locator('.nls-play[data-step="1000"]').count() == 1
    context.close()


def test_the_copied_cell_trains_the_same_network(browser: Browser, address: str) -> None:
    with reading(
        browser,
        f"{address}/index.html#loss=margin&m=3&data=blobs&n=64",
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        button(page, "Step").click()
        reached(page, 1)
        steps(page, 29)
        reached(page, 30)
        button(page, "Copy Python").click()
        button(page, "Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == cell(settings(loss="margin", margin=3, kind="blobs", number=64), 30)
        names: dict[str, object] = {}
        exec(copied, names)
        model = names["model"]
        assert isinstance(model, torch.nn.Module)
        weights = torch.cat([part.detach().flatten() for part in model.parameters()]).numpy()
        assert np.abs(states(page)[1][1][: len(weights)] - weights).max() <= 1e-5
        assert f"{100 * float(str(names['error'].item())):.1f} %" == shown(page, True)[1]  # type: ignore[attr-defined]


def test_a_mission_is_checked(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html#loss=margin&m=0&lambda=2&rate=0.2&noise=0") as page:
        button(page, "Step").click()
        reached(page, 1)
        rows = page.locator(".nls-missions li")
        assert rows.count() == 3
        assert rows.nth(1).locator(".nls-mark").inner_text() == "○"
        assert "after 100 steps (now 1)" in rows.nth(1).inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_hand_on_a_phone(browser: Browser, address: str, scheme: str) -> None:
    with reading(browser, f"{address}/index.html", viewport=PHONE, color_scheme=scheme, has_touch=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            """() => [...document.querySelectorAll(".nls-play :is(button, select, .nls-set, .nls-option)")]
              .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 43.5)
              .map((node) => node.outerHTML.slice(0, 90))"""
        )
        assert small == []
        ground = page.evaluate("getComputedStyle(document.querySelector('.nls-play')).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(21, 25, 31)")
        assert button(page, "Train").bounding_box()["y"] < PHONE["height"], "the button is under the thumb"


def test_everyone_can_read_it(browser: Browser, address: str) -> None:
    from browser.test_site import serious

    for scheme in ("light", "dark"):
        with reading(browser, f"{address}/index.html", color_scheme=scheme) as page:
            assert serious(page, include=[".nls-play"]) == []


def test_less_motion_is_a_picture_a_second(browser: Browser, address: str) -> None:
    with reading(browser, f"{address}/index.html", reduced_motion="reduce") as page:
        page.evaluate(
            """() => {
              const play = document.querySelector(".nls-play");
              window.pictures = [];
              let last = play.dataset.step;
              new MutationObserver(() => {
                if (play.dataset.step !== last) window.pictures.push(performance.now());
                last = play.dataset.step;
              }).observe(play, { attributes: true, attributeFilter: ["data-step"] });
            }"""
        )
        button(page, "Train").click()
        reached(page, 5)
        page.evaluate("window.pictures.length = 0")
        page.wait_for_function("window.pictures.length >= 4", timeout=120_000)
        first, *_, last = page.evaluate("window.pictures.slice(0, 4)")
        assert last - first > 1500, "three pauses of 900 ms, the first of which may be seen late"
        button(page, "Pause").click()
        button(page, "Train").wait_for()
