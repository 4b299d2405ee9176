"""Does the playground keep its budgets: bytes before the first touch, the first step, steps beside a drag, memory.

    uv run --group test python benchmarks/playground.py

Needs Chromium. The page alone, from a plain file server on loopback; each time is told beside its budget. The drag moves
the knob ε as a hand does, sixty times a second; a frame is the time from one picture of the screen to the next. With the
processor throttled four times, Chromium slows the page's own thread. Writes results/playground.md.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from browser.lab import launch  # noqa: E402
from browser.test_graphs_page import served  # noqa: E402
from browser.test_playground_page import reached, write_page  # noqa: E402
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright  # noqa: E402

DRAG_SECONDS = 8
FRAMES = """() => { window.frames_ms = []; let before = performance.now();
  const note = (now) => { frames_ms.push(now - before); before = now; requestAnimationFrame(note); };
  requestAnimationFrame(note); }"""


def step(page: Page) -> int:
    return int(page.locator(".nls-play").get_attribute("data-step") or 0)


def train(page: Page) -> float:
    """Seconds from the press on Train to the first picture after a step."""
    begun = time.perf_counter()
    page.get_by_role("button", name="Train", exact=True).click()
    reached(page, 1)
    return time.perf_counter() - begun


def drag(page: Page) -> tuple[float, float]:
    """Steps a second while a hand drags, and the frame that 95 of 100 do not exceed, in milliseconds."""
    box = page.get_by_role("slider", name="ε").bounding_box()
    assert box is not None
    page.evaluate(FRAMES)
    level, first, begun = box["y"] + box["height"] / 2, step(page), time.perf_counter()
    page.mouse.move(box["x"] + box["width"] / 2, level)
    page.mouse.down()
    while (now := time.perf_counter() - begun) < DRAG_SECONDS:
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.4 * ((now % 2) - 1)), level)
        page.wait_for_timeout(1000 / 60)
    page.mouse.up()
    rate = (step(page) - first) / (time.perf_counter() - begun)
    return rate, statistics.quantiles(page.evaluate("frames_ms"), n=20)[-1]


def heap(session: CDPSession) -> float:
    """Megabytes that the page's script holds, after a collection."""
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def grown(page: Page, session: CDPSession) -> tuple[float, float]:
    """Megabytes after 1,000 steps and after 10,000."""
    page.evaluate("nlsPlaygrounds[0].send({ do: 'step', steps: 1000 })")
    reached(page, 1000)
    before = heap(session)
    for _ in range(90):
        stood = step(page)
        page.evaluate("nlsPlaygrounds[0].send({ do: 'step', steps: 100 })")
        reached(page, stood + 100)
    return before, heap(session)


def measured(browser: Browser, address: str) -> list[tuple[str, str, str]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, sizes = context.new_page(), {}
    page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers.get("content-length") or 0)}))
    page.goto(address)
    page.locator(".nls-play").wait_for()
    rows = [("kilobytes before the first touch", f"{sum(sizes.values()) / 1e3:.0f}", "≤ 300")]
    rows.append(("seconds to the first step, nothing cached", f"{train(page):.1f}", ""))
    page.reload()
    rows.append(("seconds to the first step, files cached", f"{train(page):.1f}", "≤ 3"))
    session = context.new_cdp_session(page)
    for name, factor, least in (("", 1, 30), (", throttled four times", 4, 10)):
        session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
        rate, frame = drag(page)
        rows.append((f"steps a second beside a drag{name}", f"{rate:.0f}", f"≥ {least}"))
        rows.append((f"milliseconds a frame, p95{name}", f"{frame:.1f}", "≤ 16.7" if factor == 1 else ""))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Reset", exact=True).click()
    page.locator('.nls-play[data-step="0"]').wait_for()
    before, after = grown(page, session)
    rows.append(("megabytes of script after 10,000 steps, against 1,000", f"{after:.1f} / {before:.1f}", "no growth"))
    return rows


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        served(write_page(Path(folder))) as address,
        sync_playwright() as playwright,
    ):
        rows = measured(launch(playwright), address)
    table = ["| what | measured | budget |", "|:--|--:|--:|", *(f"| {' | '.join(row)} |" for row in rows)]
    load = (
        f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, without a graphics card."
    )
    text = "\n".join(["# The playground's budgets", "", *table, "", load, ""])
    (ROOT / "benchmarks" / "results" / "playground.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
