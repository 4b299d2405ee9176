"""What one student of a class costs in memory: server and kernel, a lesson opened, its network trained.

    uv run --group test --group classroom python benchmarks/classroom.py

Starts the classroom's own hub with its own settings, lets students open lessons 01 and 05 and run them whole, and adds up
the memory of all their processes as PSS: a page that several processes share counts for each with its part only, so the
sums are what the machine really needs. Once with kernels from the fork server, once with kernels that start by themselves.
Writes results/classroom.md.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import nbformat
from jupyter_client import BlockingKernelClient

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from browser.hub import Hub, family  # noqa: E402

LESSONS = ("01_look_at_the_last_layer", "05_keep_a_margin")
PARTS = {
    "Python and its IPython kernel": "import ipykernel.kernelapp, ipykernel.zmqshell",
    "numpy": "import numpy",
    "torch": "import torch",
    "what torch imports for its first optimizer": "import torch._dynamo",
    "scipy's special functions": "import scipy.special",
    "the library": "import nls_tutorial\nfor room in nls_tutorial.__all__: getattr(nls_tutorial, room)",
    "matplotlib": "import matplotlib.figure, matplotlib.backends.backend_agg",
    "scikit-learn, which the fork server leaves out": "import sklearn.datasets",
}
PROBE = """\
import json, re, sys

def pss():
    text = open("/proc/self/smaps_rollup").read()
    return [int(re.search(rf"^{name}:\\s+(\\d+) kB", text, re.M)[1]) / 1024 for name in ("Pss", "Pss_Anon")]

found = [[0, 0]]
for code in json.loads(sys.argv[1]):
    exec(code)
    found.append(pss())
print(json.dumps(found))
"""


def pss(pid: int) -> tuple[float, float]:
    """Megabytes (of 2^20 bytes): all of the process's share, and the part that is no file's."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    total, anonymous = (int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) for name in ("Pss", "Pss_Anon"))
    return total / 1024, anonymous / 1024


class Student:
    """One student at the hub, without a browser: what a browser asks the server for, and a kernel that runs the lesson."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.cookies = cookies.cookiejar
        self.web = urllib.request.build_opener(cookies)
        self.web.open(f"{hub.url}/hub/login").read()
        form = {"username": name, "password": hub.password, "_xsrf": self._xsrf("/hub/")}
        self.web.open(f"{hub.url}/hub/login", urlencode(form).encode()).read()
        while "/user/" not in self.web.open(f"{hub.url}/hub/user/{name}/lab").url:
            time.sleep(0.5)
        for path in ("lab", "lab/api/settings", "lab/api/translations", "api/contents/", "api/kernelspecs"):
            self.web.open(f"{hub.url}/user/{name}/{path}").read()

    def _xsrf(self, path: str) -> str:
        return next(one.value for one in self.cookies if one.name == "_xsrf" and one.path == path)

    def _post(self, path: str, body: dict) -> dict:
        data = json.dumps(body).encode()
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.name}/"), "Content-Type": "application/json"}
        return json.load(
            self.web.open(urllib.request.Request(f"{self.hub.url}/user/{self.name}/{path}", data, headers))
        )

    def open(self, lesson: str) -> None:
        """The lesson and a kernel for it."""
        book = json.load(self.web.open(f"{self.hub.url}/user/{self.name}/api/contents/{lesson}.ipynb"))
        self.book = nbformat.from_dict(book["content"])
        asked = {"path": f"{lesson}.ipynb", "name": lesson, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self._post("api/sessions", asked)["kernel"]["id"]
        file = next(Path(tempfile.gettempdir()).glob(f"nls-*/kernel-{kernel}.json"))  # as the server's settings have it
        self.client = BlockingKernelClient(connection_file=str(file))
        self.client.load_connection_file()
        self.client.start_channels()
        self._wait_until_it_answers()
        told = self.client.execute_interactive("", user_expressions={"pid": "__import__('os').getpid()"}, timeout=60)
        self.kernel = int(told["content"]["user_expressions"]["pid"]["data"]["text/plain"])

    def _wait_until_it_answers(self, seconds: float = 300) -> None:
        """The client gives a kernel up that a busy machine keeps from answering for a second."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.client.wait_for_ready(timeout=120)
            except RuntimeError:
                if time.monotonic() > end:
                    raise

    def run(self) -> None:
        """Every cell, from top to bottom."""
        for cell in self.book.cells:
            if cell.cell_type == "code":
                told = self.client.execute_interactive(cell.source, timeout=600, output_hook=lambda _: None)
                if told["content"]["status"] != "ok":
                    raise RuntimeError(f"{self.name}: {told['content']}")

    def server(self) -> int:
        """The process of the student's server."""
        for pid in family(self.hub.process.pid):
            told = Path(f"/proc/{pid}/environ").read_bytes()
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            if f"JUPYTERHUB_USER={self.name}\0".encode() in told and b"singleuser" in words:
                return pid
        raise RuntimeError(f"no server of {self.name}")


def measure(lesson: str, many: int, prefork: bool) -> dict[str, float]:
    """Megabytes for each student, when `many` have opened the lesson, and when all have run it."""
    with tempfile.TemporaryDirectory() as folder, Hub(Path(folder), prefork=prefork, students=many) as hub:
        while prefork and not (hub.homes.parent / "run" / "kernels").exists():  # it listens once it has imported all
            time.sleep(0.5)
        students = [Student(hub, f"student{number}") for number in range(many)]
        for student in students:
            student.open(lesson)
        opened = sum(sum(pss(pid)[0] for pid in (one.server(), one.kernel)) for one in students) / many
        for student in students:
            student.run()
        servers = [pss(student.server())[0] for student in students]
        kernels = [pss(student.kernel) for student in students]
        own = {pid for student in students for pid in (student.server(), student.kernel)}
        shared = sum(pss(pid)[0] for pid in family(hub.process.pid) - own)
        found = {
            "opened": opened,
            "server": sum(servers) / many,
            "kernel": sum(total for total, _ in kernels) / many,
            "kernel anonymous": sum(anonymous for _, anonymous in kernels) / many,
            "class": shared,
        }
        for student in students:
            student.client.stop_channels()
    print(lesson, many, prefork, {name: round(value) for name, value in found.items()}, flush=True)
    return found


def parts() -> list[str]:
    """A table row for each library: what importing it adds, file pages and others, in one process by itself."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(list(PARTS.values()))], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    rows = []
    for name, before, after in zip(PARTS, found, found[1:], strict=False):
        total, own = after[0] - before[0], after[1] - before[1]
        rows.append(f"| {name} | {own:.0f} | {total - own:.0f} |")
    total, own = found[-2]
    return [*rows[:-1], f"| **all** | {own:.0f} | {total - own:.0f} |", rows[-1]]


def main(counts: Sequence[int] = (1, 4)) -> None:
    rows, most = [], {}
    for prefork in (True, False):
        for lesson in LESSONS if prefork else LESSONS[:1]:
            for many in counts:
                found = measure(lesson, many, prefork)
                each = found["server"] + found["kernel"]
                most[prefork, many] = max(most.get((prefork, many), (0, 0)), (each, found["class"]))
                rows.append(
                    f"| {'prefork' if prefork else 'by itself'} | {lesson[:2]} | {many} | {found['opened']:.0f} | {each:.0f} | "
                    f"{found['server']:.0f} | {found['kernel']:.0f} | {found['class']:.0f} |"
                )
    table = [
        "# What a class costs in memory",
        "",
        "Megabytes of PSS: pages that several processes share count with their part, so that rows add up. CUDA build of",
        "PyTorch on a machine without a GPU; each student opens one lesson and runs all of it. *The class's own* is the hub, its",
        "proxy, the culler and, where there is one, the fork server's own part. Files that other programs of the machine have open",
        "count with their part, too. A kernel that has been opened but has run nothing has not imported anything yet, unless it",
        "comes from the fork server.",
        "",
        "| kernels start | lesson | students | opened, each | trained, each | server | kernel | the class's own |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "What a kernel that starts by itself consists of: MB that importing adds, one process alone.",
        "",
        "| import | its own | files, shared by all who import it |",
        "| --- | --- | --- |",
        *parts(),
        "",
    ]
    target = ROOT / "benchmarks" / "results" / "classroom.md"
    target.write_text("\n".join(table), encoding="utf-8")
    print("\n".join(table))


if __name__ == "__main__":
    main()
