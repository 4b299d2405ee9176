"""Two lanes: `pytest` runs everything, `pytest -m fast` what takes milliseconds; and what the time went into."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import parts
import pytest

TESTS = Path(__file__).parent
SLOW_KINDS = ("slow", "browser", "notebook", "mutants", "gpu")
SHARES = 1.0  # a part of the suite that took less than this many seconds is not listed
WHOLE = "The whole suite takes about 35 minutes on two cores; `-m fast` is a part of it that takes two."


def is_wide(config: pytest.Config) -> bool:
    """True for a run over the whole suite that leaves the number of processes to us."""
    if hasattr(config, "workerinput") or "PYTEST_XDIST_WORKER" in os.environ:  # a process of such a run starts no more
        return False
    if getattr(config.option, "numprocesses", 0) is not None:  # asked for, or there is no xdist
        return False
    if config.option.collectonly or config.option.usepdb or not (os.cpu_count() or 1) > 1:
        return False
    named = [(config.invocation_params.dir / name.split("::")[0]).resolve() for name in config.args]
    return any(path == TESTS or TESTS.is_relative_to(path) for path in named)


def header(config: pytest.Config) -> list[str]:
    """What to expect, said before the long wait."""
    processes = getattr(config.option, "numprocesses", None)
    today = ", ".join(f"{name}={parts.choose(name)}" for name in parts.PARTS)
    return [WHOLE, f"{processes} processes, one thread each; today: {today} (=all: all)"] if processes else []


def is_fast(item: pytest.Item) -> bool:
    """What is not marked as a slow kind is fast."""
    return not any(item.get_closest_marker(kind) for kind in SLOW_KINDS)


def spent(stats: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """A line for each folder of the suite: its tests and their seconds, the longest first."""
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for report in (one for many in stats.values() for one in many if isinstance(one, pytest.TestReport)):
        folder = "/".join(report.nodeid.split("/")[:2])
        seconds[folder] += report.duration
        tests[folder] += report.when == "call"
    if sum(seconds.values()) < 60:
        return
    yield "What took its time, in seconds of test processes:"
    for folder, worked in seconds.most_common():
        if worked >= SHARES:
            yield f"{worked:8.0f}  {folder} ({tests[folder]} tests)"
