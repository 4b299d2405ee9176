"""The site, built once for all the test processes of a run, and served from plain files."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import publish
from filelock import FileLock

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
MARK = publish.BUILD / "built-for"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """No line for each file."""


def build() -> None:
    """Builds the site as people do, in a process of its own; whoever comes second waits and finds it built."""
    publish.BUILD.mkdir(parents=True, exist_ok=True)
    with FileLock(publish.BUILD / "lock"):
        if MARK.exists() and MARK.read_text() == RUN:
            return
        done = subprocess.run([sys.executable, publish.__file__], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        MARK.write_text(RUN)


@contextmanager
def site() -> Iterator[str]:
    """The address of the site."""
    build()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=publish.SITE)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
