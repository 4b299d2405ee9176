"""How long from the hand to the picture: our widget against `interact` and ipympl, same scene, same browser, one run.

    uv run --group test --group benchmarks python benchmarks/drag.py

Needs Chromium. In JupyterLab, each of the three shows lesson 02's two-panel picture with one slider for ε. A real key press
moves the slider by one step; a clock in the page looks after each painted frame whether the picture is a new one. The
three take turns, so that a slow minute of the machine slows all of them. Writes results/drag.md.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import nbformat  # noqa: E402
from browser.lab import Book, Lab, launch  # noqa: E402
from playwright.sync_api import TimeoutError, sync_playwright  # noqa: E402

COMMON = """\
import time
import numpy as np
from nls_tutorial.lessons import l02_soften_a_label
from nls_tutorial import scenes
from nls_tutorial.records import Line, Rule
SCENE = l02_soften_a_label.finite_optimum()
GRID = SCENE.controls[0].values

def curves(at):
    index = {"epsilon": at, "classes": 3}
    panels = []
    for panel in SCENE.panels:
        lines = [m for m in panel.marks if isinstance(m, Line)]
        rule = next(m for m in panel.marks if isinstance(m, Rule) and m.along == "x")
        panels.append((panel, lines[0].x.at(index), [line.y.at(index) for line in lines], float(rule.at.at(index))))
    return panels

def plot(axes, at):
    drawn = []
    for ax, (panel, x, ys, best) in zip(axes, curves(at)):
        drawn.append(([ax.plot(x, y)[0] for y in ys], ax.axvline(best, ls="--")))
        ax.set(title=panel.title, xlabel=panel.x.label, ylabel=panel.y.label)
        ax.set(xlim=(panel.x.low, panel.x.high), ylim=(panel.y.low, panel.y.high))
    return drawn
"""
SHOWN = {
    "scene widget": """\
def create():
    started = time.perf_counter()
    widget = scenes.show(SCENE)
    shown = time.perf_counter()
    widget._repr_mimebundle_()
    return widget, shown - started, time.perf_counter() - shown

widget, *fresh = create()
_, *later = create()
widget""",
    "interact, inline figure": """\
%matplotlib inline
import matplotlib.pyplot as plt
from ipywidgets import IntSlider, interact

def draw(at):
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4))
    plot(axes, at)
    plt.show()

_ = interact(draw, at=IntSlider(value=10, min=0, max=50))""",
    "ipympl, artists updated": """\
%matplotlib widget
import matplotlib.pyplot as plt
from ipywidgets import IntSlider, VBox
with plt.ioff():
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4))
artists = plot(axes, 10)
slider = IntSlider(value=10, min=0, max=50)

def follow(change):
    for (lines, rule), (_, x, ys, best) in zip(artists, curves(change["new"])):
        for line, y in zip(lines, ys):
            line.set_ydata(y)
        rule.set_xdata([best, best])
    figure.canvas.draw_idle()

slider.observe(follow, "value")
VBox([slider, figure.canvas])""",
}
# What of the page changes when the picture has changed, and what takes the keys.
LOOK = {
    "scene widget": ("(out) => out.querySelector('.nls-scene')?.dataset.index", "input[type=range]"),
    "interact, inline figure": ("(out) => out.querySelector('img')?.src.slice(-4000)", ".noUi-handle"),
    "ipympl, artists updated": (
        """(out) => { const c = out.querySelector('canvas'); if (!c || !c.width) return null;
        return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.reduce((s, v, i) => (s * 31 + v * (i % 97)) | 0, 7); }""",
        ".noUi-handle",
    ),
}
CLOCK = """([look, keys]) => {
    const out = document.querySelectorAll(".jp-Notebook .jp-CodeCell")[1].querySelector(".jp-OutputArea");
    const see = eval(look);
    const knob = out.querySelector(keys);
    window.took = null;
    knob.focus();
    const before = see(out);
    knob.addEventListener("keydown", () => {
        const start = performance.now();
        const painted = new MessageChannel();  // a message sent before a frame is painted arrives after it
        const wait = () => requestAnimationFrame(() => painted.port2.postMessage(0));
        painted.port1.onmessage = () => {
            const now = see(out);
            if (now !== before && now !== null && now !== undefined) window.took = performance.now() - start;
            else wait();
        };
        wait();
    }, {once: true, capture: true});
}"""


def one_step(book: Book, name: str, key: str) -> float:
    """Milliseconds from one key press to the painted picture."""
    look, keys = LOOK[name]
    book.page.evaluate(CLOCK, [look, keys])
    book.page.keyboard.press(key)
    try:
        book.page.wait_for_function("window.took !== null", timeout=20_000)
    except TimeoutError as error:
        raise SystemExit(f"{name}: no new picture within 20 s of a key press") from error
    book.page.wait_for_timeout(150)
    return float(book.page.evaluate("window.took"))


def measure(rounds: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Milliseconds of each step for each kind; seconds and bytes of creating our widget, in a fresh kernel and later."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    told = "print(*fresh, *later, len(widget.data) + len(widget._esm) + len(widget._css))"
    took: dict[str, list[float]] = {name: [] for name in SHOWN}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as stack:
        browser = launch(playwright)
        stack.callback(browser.close)
        lab = stack.enter_context(Lab(Path(folder) / "lab"))
        books = {}
        for name, source in SHOWN.items():
            cells = [nbformat.v4.new_code_cell(text) for text in (COMMON, source, told if "fresh" in source else "0")]
            book_file = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
            books[name] = stack.enter_context(lab.open(browser, book_file))
            books[name].run_all()
            books[name].page.wait_for_timeout(2000)
        for turn in range(rounds + 2):
            for name, book in books.items():
                book.page.bring_to_front()
                step = one_step(book, name, "ArrowRight" if turn % 20 < 10 else "ArrowLeft")
                if turn >= 2:  # the first two warm up
                    took[name].append(step)
        numbers = books["scene widget"].cells()[-1]["outputs"][0]["text"].split()
    return took, dict(zip(("fresh", "fresh still", "later", "later still", "bytes"), map(float, numbers), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    took, created = measure(parser.parse_args().rounds)
    ours = statistics.median(took["scene widget"])
    lines = [
        "# From the hand to the picture",
        "",
        f"Key press to painted picture in JupyterLab, headless Chromium, two shared cores, {len(took['scene widget'])} steps "
        "each, taking turns in one run. Ratios are the figure to quote; milliseconds change with the machine.",
        "",
        "| shown with | median ms | p95 ms | median, as a multiple of ours |",
        "| --- | --- | --- | --- |",
    ]
    for name, times in took.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        lines.append(f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {statistics.median(times) / ours:.1f} |")
    lines += [
        "",
        f"Creating our widget: {created['later']:.2f} s, {created['bytes'] / 1000:.0f} kB; the still picture that goes with "
        f"it for pages that cannot move it: {created['later still']:.2f} s. The first one in a fresh kernel: "
        f"{created['fresh']:.2f} s and {created['fresh still']:.2f} s, since the first picture imports matplotlib, as the "
        "first picture of the other two does.",
        "One frame of a 60 Hz screen lasts 16.7 ms, and the clock ticks once a frame, just after it is painted.",
        "",
    ]
    target = ROOT / "benchmarks" / "results" / "drag.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
