"""Break one line of the library, run the tests that stand for it, and see whether they notice.

`mutants/<room>.py` lists what to break. A mutated copy of the package lies in a tree of its own, beside links to
everything else, so nothing here is touched. Importing torch costs seconds and a hundred mutants would pay it a hundred
times: one server process imports the libraries once, and forks a child for each run (`python harness.py`).
"""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutants.fit import broken

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "nls_tutorial"
SECONDS = 120  # of the processor, for one run; a mutant that makes a test loop is caught here, on a busy machine, too
PATIENCE = 600  # on the clock; a mutant that makes a test wait is caught here
CRASHED, WRONG_COPY, TIMED_OUT = 90, 91, 92  # exit codes of ours, beyond pytest's 0 to 5


@dataclass(frozen=True)
class Mutant:
    """`old`, which fits one place of `file` (see fit.py), becomes `new`; then `tests` (paths and spaces) must fail."""

    file: str
    old: str
    new: str
    tests: str
    why: str


@dataclass(frozen=True)
class Run:
    """What a run of pytest came to: its exit code, what it printed, its seconds."""

    code: int
    output: str
    seconds: float


def plant(tree: Path, mutant: Mutant | None = None) -> None:
    """A tree that looks like the repository, with a copy of the package, mutated or not."""
    tree.mkdir(parents=True)
    for entry in ROOT.iterdir():
        if entry.name != PACKAGE and not entry.name.startswith("."):
            (tree / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / PACKAGE, tree / PACKAGE)
    if mutant is None:
        return
    target = tree / mutant.file
    text = target.read_text(encoding="utf-8")
    try:
        mutated = broken(text, mutant.old, mutant.new)
    except ValueError as error:
        raise ValueError(f"{mutant.file}: {error}") from None
    for stale in (target.parent / "__pycache__").glob(f"{target.stem}.*"):
        stale.unlink()
    target.write_text(mutated, encoding="utf-8")


class WarmPytest:
    """The server: `run(tree, tests)` is pytest in a child that has torch already."""

    def __enter__(self) -> "WarmPytest":
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"):
            environment.pop(name, None)
        command = [sys.executable, str(Path(__file__).resolve())]
        pipe = subprocess.PIPE
        self.server = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.stdin.close()
        self.server.stdout.close()
        self.server.wait(timeout=PATIENCE)

    def run(self, tree: Path, tests: str) -> Run:
        """pytest over `tests` in `tree`, stopping at the first failure."""
        began = time.perf_counter()
        self.server.stdin.write(json.dumps({"tree": str(tree), "tests": tests.split()}) + "\n")
        self.server.stdin.flush()
        answer = self.server.stdout.readline()
        if not answer:
            raise RuntimeError("the warm pytest server has ended; run `python tests/mutants/harness.py` to see why")
        return Run(json.loads(answer), (tree / "output.txt").read_text(), time.perf_counter() - began)


def serve() -> None:
    """Answers each request on stdin with the exit code of the child that ran it."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not pass for an answer
    _learn(["torch", "pytest", "hypothesis", "beartype", "jaxtyping"])
    _fail_fast()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            code = CRASHED
            try:
                code = _child(Path(asked["tree"]), asked["tests"])
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = _wait(child)
        with suppress(OSError, ValueError):  # a child that was ended early tells nothing
            _learn(json.loads((Path(asked["tree"]) / "modules.json").read_text()))
        answers.write(f"{json.dumps(code)}\n")
        answers.flush()


def _learn(names: list[str]) -> None:
    """Imports what a child had to import by itself, so that the next one need not."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # some modules are not meant to be imported by name
                import_module(name)
    gc.freeze()  # what lives now lives for ever: the children need not look at it


def _libraries() -> list[str]:
    """The modules of the libraries imported so far, in order; not the package's own, nor the tests'."""
    places = tuple({sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")})
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return [name for name, file in files.items() if file and file.startswith(places) and name != "__main__"]


def _fail_fast() -> None:
    """A hypothesis profile that does not look for the smallest failing example: any will do."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        max_examples=60,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )


def _child(tree: Path, tests: list[str]) -> int:
    import resource

    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    with open(tree / "output.txt", "w", encoding="utf-8") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    os.environ["PYTHONPATH"] = str(tree)
    # whether a test fails is all that is asked: explaining how two long values differ can take minutes
    plain = ["--assert=plain"]
    # of pytest's plugins only those that the tests use: the others take seconds to load
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugin = ["-p", "_hypothesis_pytestplugin", "-p", "pytest_timeout", "--hypothesis-profile=mutants"]
    options = ["-x", "-q", "--tb=line", *plugin, *plain]
    code = int(pytest.main([*options, *tests]))
    (tree / "modules.json").write_text(json.dumps(_libraries()))
    imported: Any = sys.modules.get(PACKAGE)
    if imported is not None and not Path(imported.__file__).is_relative_to(tree):
        sys.stderr.write(f"{PACKAGE} came from {imported.__file__}, not from {tree}\n")
        return WRONG_COPY
    return code


def _wait(child: int) -> int:
    """The child's exit code; a child that takes too long is ended."""
    end = time.monotonic() + PATIENCE
    pause = 0.002
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return TIMED_OUT if code == -signal.SIGXCPU else code
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return TIMED_OUT


if __name__ == "__main__":
    serve()
