"""What a freshly forked process does to answer one exercise with one student's code, between walls.

It says what it noticed, one line each, then what the answer gave, in one line. Nothing that it says is believed: it is
read as numbers and words, and judged elsewhere.
"""

import ast
import base64
import builtins
import gc
import json
import linecache
import os
import pickle
import resource
import signal
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from grade_look import bound, modules, noticed, parts, used, wanted, without_magics
from grade_values import Written, written
from grade_walls import Ruleset, end_with_parent, take_system_calls_away

NOTICED, RESULT = b"N ", b"R "
MOST_NOTICED = 12
TOLD = {
    "os.fork": "tries to start processes", "os.posix_spawn": "tries to start processes",
    "os.exec": "tries to start processes", "subprocess.Popen": "tries to start processes",
    "os.system": "tries to start processes", "os.kill": "sends signals", "os.remove": "deletes files",
    "os.rmdir": "deletes files", "os.rename": "moves files", "os.chmod": "changes files", "os.chown": "changes files",
    "socket.__new__": "tries to reach a network", "ctypes.dlopen": "loads a library by hand",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """One field a limit; sizes in bytes."""

    seconds: int  # of processor time
    memory: int  # on top of what the libraries take
    file_size: int
    files: int  # open at a time


def keep_within(limits: Limits, account: int | None) -> None:
    """Limits this process for good: soft and hard limit are the same."""
    sizes = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines() if ":" in line
    )
    taken = {name: int(sizes[name].split()[0]) * 1024 for name in ("VmData", "VmSize")}
    for kind, most in (
        (resource.RLIMIT_DATA, taken["VmData"] + limits.memory),
        (resource.RLIMIT_AS, taken["VmSize"] + limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_NPROC, 32)] if account else []),  # else it would count all that the teacher runs
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    with suppress(OSError):  # should memory run out after all, this goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def run(
    job: dict[str, Any], limits: Limits, files: Ruleset | None, folder: Path, report: int, account: int | None
) -> NoReturn:
    """All of it; never returns."""
    try:
        os.setsid()
        report = _leave_everything(report, files)
        _become(job, limits, files, folder, account)
        _say(report, RESULT, _answer(job, lambda words: _say(report, NOTICED, words)))
    except BaseException as error:
        with suppress(BaseException):
            _say(report, RESULT, {"ended": f"{type(error).__name__}: {error}"[:300]})
    finally:
        os._exit(0)


def _leave_everything(report: int, files: Ruleset | None) -> int:
    """Nothing to read, nowhere to print, and no file open but the rules and the pipe to report to: its new number."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(report, 101)
    if files:
        os.dup2(files.number, 100)
        files.number = 100
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.closerange(3, 100)
    os.closerange(102, 4096)
    return 101


def _become(job: dict[str, Any], limits: Limits, files: Ruleset | None, folder: Path, account: int | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(folder)
    keep_within(limits, account)
    if account is not None:
        os.setgroups([])
        os.setresgid(account, account, account)
        os.setresuid(account, account, account)
    end_with_parent(signal.SIGKILL)
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), NLS_PROGRESS="off", MPLBACKEND="agg", OMP_NUM_THREADS="1")
    if files:
        files.enforce()
        os.close(files.number)
    take_system_calls_away()


def _say(report: int, kind: bytes, what: object) -> None:
    line = kind + json.dumps(what).encode() + b"\n"
    while line:
        line = line[os.write(report, line) :]


# ------------------------------------------------------------------------------------------------ the answer


def _answer(job: dict[str, Any], notice: Callable[[str], None]) -> dict[str, Any]:
    cases = pickle.loads(base64.b64decode(job["cases"]))  # written by the judge
    cells = [(kind, without_magics(source)) for kind, source in job["cells"]]
    _look(cells, notice)
    _listen(notice)
    gc.disable()  # or memory that is shared with the fork server would be copied
    from nls_tutorial.exercises import judge, run  # before any of it can be changed

    space, trouble = _run_cells(cells, job)
    return _try(job, space.get(job["name"], ...), cases, trouble, run.run, run.signature_error, judge.is_blank)


def _look(cells: list[tuple[str, str]], notice: Callable[[str], None]) -> None:
    imported: set[str] = set()
    for kind, source in cells:
        with suppress(Exception):  # it does not parse: that is told when it is run
            imported |= modules(source)
            for words in noticed(source, imported, answer=kind == "own")[:MOST_NOTICED]:
                notice(words)


def _listen(notice: Callable[[str], None]) -> None:
    """From here on, what the code tries is told as it tries it."""
    said: set[str] = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        words = TOLD.get(event, "")
        if event == "open" and isinstance(arguments[0], str) and arguments[0].endswith("exercises.py"):
            words = "reads the solutions"
        if words and words not in said and len(said) < MOST_NOTICED:
            said.add(words)
            notice(words)

    sys.addaudithook(hook)


def _run_cells(cells: list[tuple[str, str]], job: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What is defined in the end, and why a cell of this exercise stopped, in words."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    space, trouble = module.__dict__, ""
    for name in ("display", "get_ipython"):
        setattr(builtins, name, lambda *_, **__: None)
    needed = _needed(cells, job["name"])
    for number, (kind, source) in enumerate(cells):
        file = f"<exercise {job['exercise']}>" if kind == "own" else f"<cell {number + 1}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        try:
            if kind == "own":
                exec(compile(source, file, "exec"), space)
                continue
            for node in parts(source, [job["name"]] if kind == "cell" else []):
                if not bound(node) & needed:
                    continue
                with suppress(Exception, SystemExit):
                    exec(compile(ast.Module([node], []), file, "exec"), space)
        except (Exception, SystemExit) as error:
            if kind == "own":
                trouble = f"the cell stopped with {type(error).__name__}: {error}"[:300]
    return space, trouble


def _needed(cells: list[tuple[str, str]], name: str) -> set[str]:
    """The names in the answer, and in every definition that it may call."""
    names, among = {"*", name}, []
    for kind, source in cells:
        with suppress(Exception):  # it does not parse: told when it is run, where it is the answer
            if kind == "own":
                names |= used(ast.parse(source))
            else:
                among += list(parts(source, [name]))
    return wanted(names, among)


def _try(
    job: dict[str, Any],
    answer: Any,
    cases: list[Any],
    trouble: str,
    call: Callable[..., Any],
    signature_error: Callable[..., str],
    is_blank: Callable[..., bool],
) -> dict[str, Any]:
    """The answer as text: a value, or what the function gave for each case."""
    told: dict[str, Any] = {"trouble": trouble}
    if job["is_value"] or answer is None or answer is ... or not callable(answer):
        value = "".join(answer) if _is_letters(answer) else answer
        return {**told, "value": written(value)}
    if unfit := signature_error(answer, tuple(job["arguments"])):
        return {**told, "unfit": unfit[:300]}
    outcomes = []
    for case in cases:
        outcome = call(answer, tuple(job["arguments"]), case)
        error = outcome.error.__name__ if outcome.error else None
        outcomes.append([_written(outcome.value), error, outcome.trouble[:400]])
    return {**told, "blank": is_blank(answer), "outcomes": outcomes}


def _is_letters(answer: object) -> bool:
    """As the judge takes them: ["B", "A"] is "BA"."""
    return isinstance(answer, list | tuple) and bool(answer) and all(isinstance(part, str) for part in answer)


def _written(value: object) -> Written:
    try:
        return written(value)
    except Exception:  # a class of the student's that fails when it is asked what it is
        return ["other", "object"]
