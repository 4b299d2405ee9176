"""A class of three at the hub, side by side: they log in, run a lesson, drag a slider, and see only what is theirs."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from browser.hand import open_curtain
from browser.hub import Hub
from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="the hub of a class runs on Linux"),
    pytest.mark.skipif(
        shutil.which("npm") is None and os.environ.get("CI") != "true", reason="no npm on this machine: install Node.js"
    ),
]

ANSWER = "    return [1.0 if k == label else 0.0 for k in range(classes)]  # mine"
LISTENS = """() => {
    const $ = window.require?.defined?.("jquery") && window.require("jquery");
    return Boolean($ && $._data($("#stop")[0], "events")?.click);
}"""


def test_three_students_work_side_by_side(browser: Browser, tmp_path: Path) -> None:
    with Hub(tmp_path) as hub:
        seats = [hub.seat(browser, name) for name in ("alice", "ben", "chloe")]
        for seat in seats:
            seat.sit_down()
        for seat in seats:
            seat.begin()
        for seat in seats:
            seat.finish()

        # each moves their own slider
        for seat in seats:
            scene = seat.page.locator(".nls-scene", has=seat.page.locator("input[type=range]")).first
            open_curtain(scene)
            before = scene.get_attribute("data-index")
            seat.drag(scene.locator("input[type=range]").first, 0.9)
            seat.page.wait_for_function(
                "([node, before]) => node.dataset.index !== before", arg=[scene.element_handle(), before]
            )
            assert seat.screenshot(tmp_path / f"{seat.name}.png").stat().st_size > 10_000
            assert seat.watch.strangers == []
            assert seat.watch.complaints == []

        # kernels: forked from one fork server, one thread, different dice, no room for what is too large
        alice, ben = seats[:2]
        assert len({seat.execute("__import__('os').getppid()") for seat in seats}) == 1
        assert {seat.execute("torch.get_num_threads()") for seat in seats} == {"1"}
        assert len({seat.execute("__import__('numpy').random.rand()") for seat in seats}) == 3
        assert alice.execute("len(bytearray(4 * 1024**3))").startswith("MemoryError")
        assert "you tried to allocate 8589934592 bytes" in alice.execute("torch.ones(2**31)")
        assert alice.execute("6 * 7") == "42"

        # nobody reaches a neighbour's server, or sees more than their own folder
        for path in ("alice/api/contents/00_start_here.ipynb", "alice/files/00_start_here.ipynb", "alice/lab"):
            assert ben.page.request.get(f"{hub.url}/user/{path}").status in (403, 404)
        shown = ben.page.request.get(f"{hub.url}/user/ben/api/contents/").json()["content"]
        assert {entry["name"] for entry in shown} >= {"00_start_here.ipynb", "11_take_the_object_away.ipynb", "fresh"}
        assert {entry["path"] for entry in shown if "alice" in entry["path"] or ".." in entry["path"]} == set()
        assert ben.page.request.get(f"{hub.url}/user/ben/api/contents/%2e%2e/alice").status == 404

        # what is saved is there when the server comes back; the fresh copy is as it was handed out
        alice.page.evaluate(
            """async (answer) => {
                const cells = book.content.widgets.map(({model}) => model.sharedModel);
                const cell = cells.find(({source}) => source.startsWith("# exercise 00.1"));
                cell.source = cell.source.replace("    ...", answer);
                await jupyterapp.commands.execute("docmanager:save");
            }""",
            ANSWER,
        )
        alice.page.goto(f"{hub.url}/hub/home")
        alice.page.wait_for_function(LISTENS)  # the page is loaded before its button works
        alice.page.click("#stop")
        alice.page.locator("#start", has_text="Start My Server").wait_for()
        assert ANSWER in (hub.homes / "alice" / "00_start_here.ipynb").read_text().replace("\\n", "\n")
        alice.page.goto(f"{hub.url}/hub/spawn", wait_until="commit")
        alice.sit_down()
        assert any(ANSWER in cell["source"] for cell in alice.cells())
        assert sum(len(cell["outputs"]) for cell in alice.cells()) > 5
        fresh = alice.page.request.get(f"{hub.url}/user/alice/api/contents/fresh/00_start_here.ipynb").json()
        assert ANSWER not in str(fresh["content"])
        assert fresh["writable"] is False or os.geteuid() == 0  # root may write anywhere

        for seat in seats:
            seat.leave()
        assert hub.stop() == {}
        assert hub.process.returncode == 0
