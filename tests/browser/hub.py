"""The hub of a class in a real browser: the hub, its proxy and its fork server on loopback, and students who log in.

`Hub` is started by the command that a teacher types, with a settings file of its own. `Seat` is one student: a browser
context with JupyterLab open in it.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from browser.lab import OVERRIDES, START_SECONDS, STOP_SECONDS, Book, Watch, free_port
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
NLS_SETTINGS = ROOT / "classroom" / "settings.toml"


def family(pid: int) -> set[int]:
    """The process and all that it started, directly or not."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int]) -> dict[int, str]:
    """Those that still run, by what they are."""
    running = {}
    for pid in pids:
        with suppress(OSError):
            if (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                running[pid] = (Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " ")
    return running


class Hub:
    """A class's hub, whose files live in `folder`; it and all that it started end with it."""

    def __init__(self, folder: Path, **changes: object) -> None:
        self.folder = folder
        self.port, self.hub_port, self.proxy_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        settings = {"address": "127.0.0.1", "port": self.port, "folder": str(folder / "class"), **changes}
        lines = []
        for line in NLS_SETTINGS.read_text(encoding="utf-8").splitlines():
            name = line.partition(" = ")[0]
            lines.append(f"{name} = {json.dumps(settings[name])}" if name in settings else line)
        self.settings = folder / "settings.toml"
        self.settings.write_text("\n".join(lines), encoding="utf-8")
        self.homes = folder / "class" / "homes"
        self.log = folder / "hub.log"

    def __enter__(self) -> "Hub":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST", "NLS"))}
        ports = {"NLS_CLASS_HUB_PORT": str(self.hub_port), "NLS_CLASS_PROXY_PORT": str(self.proxy_port)}
        self._output = self.log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tools" / "classroom.py"), "hub", "--settings", str(self.settings)],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env={**kept, **ports, "NLS_CLASS_ALLOW_ROOT": "1"},
        )
        try:
            self._wait_until_it_answers()
            self.password = (self.folder / "class" / "password.txt").read_text().strip()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/hub/api/", timeout=2):
                return
            time.sleep(0.2)
        raise RuntimeError(f"the hub did not start:\n{self.log.read_text()}")

    def stop(self) -> dict[int, str]:
        """Ctrl + C; what is left running afterwards."""
        members = family(self.process.pid)
        self.process.send_signal(signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while self.process.poll() is None or alive(members):
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        return alive(members)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for pid in self.stop():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._output.close()

    def seat(self, browser: Browser, name: str) -> "Seat":
        """A student who has typed name and password; their server is starting."""
        own = self.homes / name / ".jupyter"  # to steer JupyterLab from the test, and to have every cell drawn
        (own / "labconfig").mkdir(parents=True)
        (own / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(OVERRIDES))
        (own / "jupyter_server_config.json").write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}))
        return Seat(self, browser, name)


class Seat(Book):
    """One student's browser."""

    def __init__(self, hub: Hub, browser: Browser, name: str) -> None:
        self.hub, self.name = hub, name
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
        self.page = self.context.new_page()
        self.watch = Watch(self.page, hub.url)
        self.page.goto(f"{hub.url}/hub/login")
        self.page.fill("#username_input", name)
        self.page.fill("#password_input", hub.password)
        self.page.click("#login_submit", no_wait_after=True)

    def sit_down(self) -> None:
        """Waits for JupyterLab with the first lesson, as the hub opens it."""
        self.page.wait_for_url(f"**/user/{self.name}/lab/tree/00_start_here.ipynb*", timeout=START_SECONDS * 1000)
        self.page.wait_for_function("window.jupyterapp !== undefined", timeout=START_SECONDS * 1000)
        self.page.evaluate(
            """async () => {
                await jupyterapp.restored;
                const open = {path: "00_start_here.ipynb", factory: "Notebook"};
                window.book = await jupyterapp.commands.execute("docmanager:open", open);
                await book.context.ready;
                await book.sessionContext.ready;
                await book.sessionContext.session.kernel.info;
            }"""
        )

    def begin(self) -> None:
        """Runs every cell; `finish` waits for them."""
        self.page.evaluate("() => { void jupyterapp.commands.execute('notebook:run-all-cells'); }")

    def execute(self, expression: str) -> str:
        """What the notebook's kernel says of a Python expression."""
        return str(
            self.page.evaluate(
                """async (asked) => {
                    const future = book.sessionContext.session.kernel.requestExecute(
                        {code: "", user_expressions: {said: asked}});
                    const {said} = (await future.done).content.user_expressions;
                    return said.status === "ok" ? said.data["text/plain"] : `${said.ename}: ${said.evalue}`;
                }""",
                expression,
            )
        )

    def leave(self) -> None:
        self.context.close()
