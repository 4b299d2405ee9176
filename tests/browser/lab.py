"""JupyterLab in a real browser, as a student has it, and quiet enough to test.

`Lab` is a server of its own on loopback: random token, fresh directories, no news. `Book` is one notebook open in it,
always a copy, so that the committed file never changes. `Watch` lets a page speak to that server only, and notes what
the page complains about.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

import nbformat
from browser import hand
from nbformat import NotebookNode
from playwright.sync_api import Browser, Locator, Page, Playwright

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "fetchNews": "false",
        "doNotDisturbMode": True,
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # or what is out of view is not rendered
}
START_SECONDS, RUN_SECONDS, STOP_SECONDS = 180, 300, 120  # limits on a busy machine, not waits
Theme = Literal["light", "dark"]


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, without a window; it keeps its profile in a fresh directory."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, chromium_sandbox=False)


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Watch:
    """What a page asked for elsewhere (and did not get), and what it complained about."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", self._route)
        page.on("websocket", lambda socket: self._stranger(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._console)

    def _stranger(self, url: str) -> bool:
        """Notes an address that is neither the server nor part of the page."""
        parts = urlsplit(url)
        strange = parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.home
        if strange:
            self.strangers.append(url)
        return strange

    def _route(self, route: Any) -> None:
        if self._stranger(route.request.url):
            route.abort()
        else:
            route.continue_()

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


class Lab:
    """A JupyterLab server whose files, settings and kernels live in `folder` and end with it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.state = folder / "files", folder / "state"
        self.log = folder / "server.log"
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{free_port()}"

    def __enter__(self) -> "Lab":
        self.root.mkdir(parents=True)
        settings = self.state / "config" / "labconfig"
        settings.mkdir(parents=True)
        (settings / "default_setting_overrides.json").write_text(json.dumps(OVERRIDES))
        options = [
            f"--ServerApp.port={urlsplit(self.url).port}",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            "--ServerApp.open_browser=False",
            "--ServerApp.allow_root=True",
            "--ServerApp.terminals_enabled=False",
            "--LabApp.extension_manager=readonly",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--expose-app-in-browser",
        ]
        self._output = self.log.open("w")
        self.server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env=self._environment(),
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _environment(self) -> dict[str, str]:
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST"))}
        paths = {name: str(self.state / folder) for name, folder in own.items()}
        return {**kept, **paths, "JUPYTER_TOKEN": self.token, "JUPYTER_PREFER_ENV_PATH": "1", "OMP_NUM_THREADS": "1"}

    def ask(self, path: str, method: str = "GET") -> Any:
        """The server's answer to a call of its own interface."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=STOP_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.server.poll() is not None:
                break
            with suppress(OSError):
                self.ask("status")
                return
            time.sleep(0.2)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()}")

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Kernels first, then the server, each by its own id."""
        with suppress(OSError):
            for kernel in self.ask("kernels"):
                self.ask(f"kernels/{kernel['id']}", "DELETE")
            self.ask("shutdown", "POST")
        try:
            self.server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self._output.close()

    @contextmanager
    def open(self, browser: Browser, source: Path | NotebookNode, *, theme: Theme = "light") -> Iterator["Book"]:
        """A copy of the notebook, open in a page of its own with a fresh kernel; both end with the block."""
        name = f"{source.stem if isinstance(source, Path) else 'notebook'}-{secrets.token_hex(3)}.ipynb"
        book = nbformat.read(source, as_version=4) if isinstance(source, Path) else source
        nbformat.write(book, self.root / name)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
        try:
            page = context.new_page()
            yield Book(self, page, name, theme)
        finally:
            context.close()
            for session in self.ask("sessions"):
                if session["path"] == name:
                    self.ask(f"sessions/{session['id']}", "DELETE")


class Book:
    """One notebook on the screen."""

    def __init__(self, lab: Lab, page: Page, name: str, theme: Theme) -> None:
        self.page = page
        self.watch = Watch(page, lab.url)
        page.goto(f"{lab.url}/lab/tree/{name}?token={lab.token}&reset")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=START_SECONDS * 1000)
        page.evaluate(
            """async name => {
                await jupyterapp.restored;
                const panel = await jupyterapp.commands.execute("docmanager:open", {path: name, factory: "Notebook"});
                await panel.context.ready;
                await panel.sessionContext.ready;
                await panel.sessionContext.session.kernel.info;
                window.book = panel;
            }""",
            name,
        )
        self.theme(theme)

    def theme(self, theme: Theme) -> None:
        """JupyterLab's light or dark theme."""
        name = f"JupyterLab {theme.capitalize()}"
        self.page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
        self.page.wait_for_function(
            """name => document.body.dataset.jpThemeName === name && !document.querySelector("#jupyterlab-splash")""",
            arg=name,
        )

    def run_all(self, seconds: float = RUN_SECONDS) -> None:
        """Runs every cell, and waits for the end."""
        self.page.evaluate(
            """async () => {
                await jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
                void jupyterapp.commands.execute("notebook:run-all-cells");
            }"""
        )
        self.finish(seconds)

    def finish(self, seconds: float = RUN_SECONDS) -> None:
        """Waits until each code cell's prompt carries a number; raises if one failed."""
        self.page.wait_for_function(
            """() => {
                const isCode = ({model}) => model.type === "code" && model.sharedModel.source;
                const cells = book.content.widgets.filter(isCode);
                const prompts = cells.map(cell => cell.node.querySelector(".jp-InputPrompt").textContent);
                const outputs = cells.flatMap(cell => cell.model.outputs.toJSON());
                return prompts.every(text => /\\[\\d+\\]/.test(text)) || outputs.some(o => o.output_type === "error");
            }""",
            timeout=seconds * 1000,
        )
        errors = [output for cell in self.cells() for output in cell["outputs"] if output["output_type"] == "error"]
        if errors:
            raise AssertionError("\n".join(errors[0]["traceback"]))

    def cells(self) -> list[dict[str, Any]]:
        """The code cells as JupyterLab holds them: source, outputs, execution count."""
        cells: list[dict[str, Any]] = self.page.evaluate("book.content.model.toJSON().cells")
        return [{"outputs": [], **cell} for cell in cells if cell["cell_type"] == "code"]

    def output(self, number: int) -> Locator:
        """What the code cell with this number, from 0, shows."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".jp-OutputArea-output")

    def drag(self, slider: Locator, share: float, steps: int = 25) -> None:
        """Press on the middle of a slider and drag it to a share of its width, in small moves, as a hand does."""
        hand.drag(self.page, slider, share, steps)

    def screenshot(self, path: Path) -> Path:
        """What is on the screen now."""
        self.page.screenshot(path=path)
        return path
