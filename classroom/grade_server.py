"""One process that has imported the course's libraries, and forks from itself one process for each answer to be marked.

    python grade_server.py      (Linux; `tools/classroom.py grade` starts it)

It reads one line of JSON, its settings; makes sure that its walls hold, and says so in one line; reads the exercises
and the jobs, a line each, up to the end; and answers each job with a line. The solutions were never read here, so no
process forked from it finds one in its memory. No student's code runs in it, and nothing that it hears is understood.
"""

import importlib
import json
import os
import selectors
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grade_child
from grade_prepare import accounts, open_the_way, warm_up
from grade_walls import SYSTEM, Ruleset, end_with_parent

LARGEST_ANSWER = 4 << 20  # bytes; read as JSON, they may take twenty times as many
MOST_FILES, LARGEST_FOLDER = 500, 64 << 20  # in the folder of one answer


@dataclass(eq=False)
class Slot:
    """A place where one answer at a time is worked out: its folder, its account if it has one, its files."""

    folder: Path
    account: int | None
    files: Ruleset | None
    job: dict[str, Any] = field(default_factory=dict)
    pid: int = 0
    pipe: int = -1
    since: float = 0.0
    heard: bytearray = field(default_factory=bytearray)

    def clear(self) -> None:
        """Whatever lies in the folder goes: files and nothing else, since nothing else could be made there."""
        for entry in os.scandir(self.folder):
            with suppress(OSError):
                os.unlink(entry.path)

    def is_full(self) -> bool:
        """More lies in the folder than any answer needs."""
        total = 0
        for number, entry in enumerate(os.scandir(self.folder)):
            with suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_blocks * 512
            if number > MOST_FILES or total > LARGEST_FOLDER:
                return True
        return False


def kept_waiting(pid: int) -> float:
    """Seconds that a process could have run, while others did: a busy machine is not its fault."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):  # a kernel that does not count it
        return 0.0


@dataclass
class Server:
    """The slots, and what is worked out in each."""

    settings: dict[str, Any]
    slots: list[Slot]
    limits: grade_child.Limits
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self, jobs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Each job's end, as they come."""
        free, waiting, looked = deque(self.slots), True, 0.0
        while True:
            while free and waiting:
                if (job := next(jobs, None)) is None:
                    waiting = False
                else:
                    self.start(free.popleft(), job)
            busy = [slot for slot in self.slots if slot.pid]
            if not busy:
                return
            for key, _ in self.selector.select(0.1):
                if (end := self.hear(key.data)) is not None:
                    yield end
                    free.append(key.data)
            look, looked = (
                time.monotonic() - looked > 0.2,
                time.monotonic() if time.monotonic() - looked > 0.2 else looked,
            )
            for slot in busy:
                if slot.pid and (why := self.over(slot, look)):
                    yield self.end(slot, why)
                    free.append(slot)

    def start(self, slot: Slot, job: dict[str, Any]) -> None:
        """Forks the process."""
        slot.clear()
        slot.job, slot.since, slot.heard = job, time.monotonic(), bytearray()
        slot.pipe, write = os.pipe()
        slot.pid = os.fork()
        if slot.pid == 0:
            grade_child.run(job, self.limits, slot.files, slot.folder, write, slot.account)
        os.close(write)
        os.set_blocking(slot.pipe, False)
        self.selector.register(slot.pipe, selectors.EVENT_READ, slot)

    def hear(self, slot: Slot) -> dict[str, Any] | None:
        """Reads on; the end of what is said is the end of the process."""
        try:
            part = os.read(slot.pipe, 1 << 20)
        except BlockingIOError:
            return None
        slot.heard += part
        if len(slot.heard) > LARGEST_ANSWER:
            return self.end(slot, "too much")
        return None if part else self.end(slot, "")

    def over(self, slot: Slot, look: bool) -> str:
        """Why it has to end now; empty while it may go on."""
        since = time.monotonic() - slot.since
        if since > self.settings["patience"] and since - kept_waiting(slot.pid) > self.settings["patience"]:
            return "time"
        return "files" if look and slot.is_full() else ""

    def end(self, slot: Slot, why: str) -> dict[str, Any]:
        """Ends it with all that belongs to it, and says how it ended."""
        seconds = time.monotonic() - slot.since
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(slot.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(slot.pid, 0)[1])
        self.selector.unregister(slot.pipe)
        os.close(slot.pipe)
        slot.pid = 0
        slot.clear()
        heard = bytes(slot.heard).decode("utf-8", "replace")
        return {"job": slot.job["job"], "why": why, "status": status, "heard": heard, "seconds": round(seconds, 3)}


# ------------------------------------------------------------------------------------------------ all of it

PROBE = """
import os, socket
held = []
def holds(name, attempt):
    try:
        attempt()
    except OSError:
        held.append(name)
holds("processes", lambda: os._exit(0) if os.fork() == 0 else None)
holds("network", lambda: socket.socket(socket.AF_INET))
holds("signals", lambda: os.kill(os.getppid(), 0))
holds("files", lambda: open(OUTSIDE, "ab"))
holds("solutions", lambda: open(SOLUTION))
open("own", "w").write("own"); os.remove("own")
probe = "".join(name + " " for name in held)
"""


def walls(server: Server, outside: str, solution: str) -> list[str]:
    """Which of the walls hold, tried from within."""
    cell = f"OUTSIDE, SOLUTION = {outside!r}, {solution!r}\n{PROBE}"
    job = {"job": 0, "exercise": "probe", "name": "probe", "is_value": True, "arguments": [], "cases": "gARdLg=="}
    (end,) = server.run(iter([{**job, "cells": [["own", cell]]}]))
    for line in end["heard"].splitlines():
        if line.startswith("R "):
            value = json.loads(line[2:]).get("value", ["none"])
            return str(value[-1]).split() if value[0] == "text" else []
    return []


def main() -> None:
    """See above."""
    end_with_parent(signal.SIGKILL)
    importlib.import_module("torch")  # while the settings are still being thought about
    settings = json.loads(sys.stdin.readline())
    limits = grade_child.Limits(**settings["limits"])
    warm_up(settings["warm"])
    readable, hidden = ([Path(path) for path in settings[name]] for name in ("readable", "hidden"))
    with tempfile.TemporaryDirectory(prefix="nls-grade-") as place:
        os.chmod(place, 0o711)
        if os.geteuid() == 0:
            open_the_way([path for path in readable if path.exists()])
        slots = [_slot(Path(place), account, readable, hidden) for account in accounts(settings["slots"])]
        server = Server(settings, slots, limits)
        outside = Path(place, "outside")
        outside.touch(0o666)
        _print({"walls": walls(server, str(outside), str(hidden[0])), "accounts": slots[0].account is not None})
        for end in server.run(_jobs()):
            _print(end)


def _slot(place: Path, account: int | None, readable: list[Path], hidden: list[Path]) -> Slot:
    folder = Path(tempfile.mkdtemp(dir=place))
    if account is not None:
        try:
            os.chown(folder, account, account)
        except OSError:  # a container that knows few accounts
            account = None
    try:
        return Slot(folder, account, Ruleset([*readable, *SYSTEM], hidden, folder))
    except OSError:
        return Slot(folder, account, None)


def _jobs() -> Iterator[dict[str, Any]]:
    exercises: dict[str, dict[str, Any]] = {}
    for line in sys.stdin:
        told = json.loads(line)
        if "job" in told:
            yield {**exercises[told["exercise"]], **told}
        else:
            exercises[told["exercise"]] = told


def _print(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    code = 1
    try:
        main()
        code = 0
    except (OSError, ValueError, KeyError) as error:
        print(f"the server of the answers ended: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)  # the libraries' own ends take seconds
