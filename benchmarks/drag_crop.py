"""How long from the hand to the label: the crop of lesson 10, dragged by a mouse, against a slider of lesson 02, one run.

    uv run --group test python benchmarks/drag_crop.py

Needs Chromium. A real mouse holds the crop (or the slider) and takes one step at a time; a clock in the page measures
from the pointer's event until the browser has painted the frame with the new numbers. The crop looks through all its
places for the nearest one at every step; the slider looks through none. The two take turns. Writes
results/drag_crop.md.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser.lab import launch  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from nls_tutorial import data, scenes  # noqa: E402
from nls_tutorial.lessons import l02_soften_a_label, l10_shrink_the_label_with_the_object  # noqa: E402
from nls_tutorial.records import Scene  # noqa: E402

CLOCK = """(move) => {
    const scene = document.querySelector(".nls-scene");
    const before = scene.dataset.index;
    window.took = null;
    const begin = () => {
        const start = performance.now();
        const painted = new MessageChannel();  // a message sent before a frame is painted arrives after it
        const wait = () => requestAnimationFrame(() => painted.port2.postMessage(0));
        painted.port1.onmessage = () => {
            if (scene.dataset.index !== before) window.took = performance.now() - start;
            else wait();
        };
        wait();
    };
    document.addEventListener("pointermove", begin, {once: true, capture: true});
}"""


def dragged() -> dict[str, tuple[Scene, str]]:
    """What is dragged: a scene, and what the hand holds in it."""
    picture, boxes = data.still_life()
    crop = l10_shrink_the_label_with_the_object.crop_over_picture(
        picture, boxes["orange"], 0, ("orange", "lemon", "banana", "apple", "pear")
    )
    return {
        "crop over the picture": (crop, ".nls-knob .nls-ring"),
        "slider": (l02_soften_a_label.finite_optimum(), "input[type=range]"),
    }


def one_step(page: Page, x: float, goal: float, y: float) -> float:
    """Milliseconds from one move of the mouse, which takes hold at x, to the painted numbers."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(60)
    page.evaluate(CLOCK)
    page.mouse.move(goal, y)
    page.wait_for_function("window.took !== null", timeout=20_000)
    page.mouse.up()
    return float(page.evaluate("window.took"))


def measure(rounds: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of each step for each scene, and the bytes of each table."""
    took: dict[str, list[float]] = {}
    size: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        pages = {}
        for name, (scene, hold) in dragged().items():
            size[name] = len(scenes.encode(scene)[1])
            page = browser.new_context(viewport={"width": 1180, "height": 760}).new_page()  # a window of its own
            page.goto(scenes.save_page(scene, Path(folder) / f"{len(pages)}.html").as_uri())
            page.wait_for_selector(".nls-scene[data-index]")
            box = page.locator(hold).first.bounding_box()
            start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            if name == "slider":  # take the knob, not the middle of the track
                start = box["x"] + box["width"] * 0.2, start[1]
            pages[name], took[name] = (page, start), []
        for turn in range(rounds + 2):
            for name, (page, (x, y)) in pages.items():
                page.bring_to_front()
                way = (x, x + 60) if turn % 2 == 0 else (x + 60, x)
                step = one_step(page, *way, y)
                if turn >= 2:  # the first two warm up
                    took[name].append(step)
        browser.close()
    return took, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    took, size = measure(parser.parse_args().rounds)
    slider = statistics.median(took["slider"])
    lines = [
        "# From the hand to the label",
        "",
        f"Mouse move to painted frame on a plain page, headless Chromium, two shared cores, {len(took['slider'])} steps each, "
        "taking turns in one run. Ratios are the figure to quote; milliseconds change with the machine.",
        "",
        "| dragged | table | median ms | p95 ms | median, as a multiple of the slider's |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, times in took.items():
        middle, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        lines.append(f"| {name} | {size[name] / 1000:.0f} kB | {middle:.1f} | {p95:.1f} | {middle / slider:.1f} |")
    lines += [
        "",
        "One frame of a 60 Hz screen lasts 16.7 ms; the clock runs to the frame after the picture has changed.",
        "",
    ]
    (ROOT / "benchmarks" / "results" / "drag_crop.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
