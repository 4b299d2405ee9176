"""Have answers worked out elsewhere: the server that runs students' code, and what it is told.

The server (classroom/grade_server.py) never learns a solution, and so no answer finds one in its memory.
"""

import base64
import inspect
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project import ROOT

from notebooks import LessonError

CLASSROOM = ROOT / "classroom"
SERVER = CLASSROOM / "grade_server.py"
WALLS = {
    "processes": "starting other processes",
    "network": "the network",
    "signals": "ending other processes",
    "files": "your files",
    "solutions": "reading the solutions",
}
# What answers import, once and for all of them; anything else is imported by the answer that wants it.
COMMON = """
bisect collections copy dataclasses decimal fractions functools heapq itertools json math operator random re statistics
string time typing numpy torch torch.nn.functional nls_tutorial.targets nls_tutorial.losses nls_tutorial.calibration
"""


@dataclass(frozen=True)
class Settings:
    """What a teacher may choose."""

    seconds: int = 5  # of processor time, an answer
    memory: int = 1024  # MB, an answer
    slots: int = os.cpu_count() or 2
    hint_cost: float = 0.0  # share of the mark that a hint costs
    solution_cost: float = 0.0
    by_stars: bool = False
    anyway: bool = False  # go on where a wall is missing

    @property
    def patience(self) -> float:
        """Seconds until an answer is ended that computes nothing; more than its processor time, for a busy machine."""
        return 5.0 + 3.0 * self.seconds

    def out_of(self, stars: int) -> float:
        """What an exercise counts."""
        return float(stars) if self.by_stars else 1.0

    def kept(self, hints: int, solution: bool) -> float:
        """The share of the mark that is left after what was read."""
        return max(0.0, 1.0 - self.hint_cost * hints - self.solution_cost * solution)


def server_settings(chosen: Settings, asked: Iterable[str]) -> dict[str, Any]:
    """What the server is told before it begins: limits, the files that are left to an answer, what lessons import."""
    package = ROOT / "nls_tutorial"
    rooms = sorted(path.parent for path in package.glob("lessons/l*/exercises.py"))
    elsewhere = [Path(site, "nls_tutorial", "lessons") for site in sys.path if Path(site, "nls_tutorial") != package]
    copies = [path.parent for place in elsewhere for path in place.glob("l*/exercises.py")]  # an installed one
    hidden = [path for room in (*rooms, *copies) for path in (room / "exercises.py", room / "__pycache__")]
    readable = {Path(place).resolve() for place in (sys.prefix, sys.base_prefix, package)}
    return {
        "limits": {"seconds": chosen.seconds, "memory": chosen.memory << 20, "file_size": 8 << 20, "files": 128},
        "patience": chosen.patience,
        "slots": chosen.slots,
        "readable": [str(path) for path in sorted(readable)],
        "hidden": [str(path) for path in hidden],
        "warm": [*COMMON.split(), *(f"nls_tutorial.lessons.{room.name}" for room in rooms if room.name[1:3] in asked)],
    }


def start(chosen: Settings) -> "subprocess.Popen[str]":
    """The server, in an environment that holds nothing of this one's but what it needs."""
    if not sys.platform.startswith("linux"):
        raise LessonError(
            "Marks need Linux, whose kernel keeps students' code within walls. docs/pages/marks.md says how to do it "
            "in a container."
        )
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    one = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")}
    return subprocess.Popen(
        [sys.executable, str(SERVER)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CLASSROOM,
        env={**kept, **one, "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def ends(
    server: "subprocess.Popen[str]", told: dict[str, Any], chosen: Settings, lines: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """How each job ended, as they end. Raises LessonError where a wall is missing, before any job has begun."""
    assert server.stdin is not None
    assert server.stdout is not None
    print(json.dumps(told), file=server.stdin, flush=True)
    refuse_without_walls(server.stdout.readline(), chosen)

    def send() -> None:
        assert server.stdin is not None
        with suppress(BrokenPipeError):  # it has ended: that is told below
            for line in lines:
                print(json.dumps(line), file=server.stdin)
            server.stdin.close()

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    for line in server.stdout:
        yield json.loads(line)
    sender.join()
    if server.wait():
        raise LessonError(f"the server of the answers ended with {server.returncode}; what it said stands above.")


def refuse_without_walls(line: str, chosen: Settings) -> None:
    """Say what holds, and stop where something does not, unless the teacher wants it all the same."""
    if not line:
        raise LessonError("the server of the answers did not start; what it said stands above.")
    told = json.loads(line)
    missing = [words for name, words in WALLS.items() if name not in told["walls"]]
    account = "accounts of their own" if told["accounts"] else "your account"
    print(
        f"Answers run under {account}, {'' if missing else 'kept from ' + ', '.join(WALLS.values())}.", file=sys.stderr
    )
    if missing and not chosen.anyway:
        raise LessonError(
            f"Nothing keeps students' code from {', '.join(missing)} on this machine: its kernel lacks seccomp or "
            "Landlock, or they are turned off. Do it in a container on another machine (docs/pages/marks.md), or add "
            "--anyway if you trust everybody."
        )


def exercise_line(name: str) -> dict[str, Any]:
    """An exercise without its solution."""
    from nls_tutorial.exercises.find import find

    asked = find(name)
    told = {"exercise": name, "name": asked.name, "is_value": asked.is_value, "arguments": asked.arguments}
    return {**told, "cases": base64.b64encode(_inputs(asked)).decode("ascii")}


def _inputs(asked: Any) -> bytes:
    """The cases. Functions among them travel by value: nothing may import the module that holds the solution."""
    import cloudpickle

    class Pickler(cloudpickle.Pickler):
        def reducer_override(self, obj: Any) -> Any:
            plain = inspect.unwrap(obj) if inspect.isfunction(obj) else obj  # without what tests wrap around it
            return super().reducer_override(plain)

    modules = [sys.modules[inspect.unwrap(asked.solution).__module__]]
    modules += [one for key, one in sys.modules.items() if key == "nls_tutorial.exercises.ece_gallery"]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        target = io.BytesIO()
        Pickler(target).dump(list(asked.cases))
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)
    return target.getvalue()
