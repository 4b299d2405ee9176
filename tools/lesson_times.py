"""The seconds that a lesson's header promises, set against those that it takes: `python tools/notebooks.py times`.

A report and no check: seconds change with the machine and with what else it does. So both clocks are shown: on the
wall, and of the processor, which hardly minds a busy neighbour. A header is marked that is more than twice off by the
processor's clock.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PROMISE = re.compile(r"about (\d+) seconds to run")
OFF = 2.0


def promised(source: Path) -> int:
    """What the header says, in seconds."""
    found = PROMISE.search(source.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{source.name}: the header must say 'about 20 seconds to run'")
    return int(found[1])


def processor_seconds() -> float:
    """What the processes that this one has started, and that have ended, have used so far; 0 on Windows."""
    used = os.times()
    return used.children_user + used.children_system


def report(sources: Sequence[Path], run: Callable[[Path], object]) -> Iterator[str]:
    """A line for each lesson, as soon as `run` has run it."""
    yield f"{'lesson':40} {'header':>7} {'wall':>6} {'processor':>10}"
    for source in sources:
        clock, used = time.perf_counter(), processor_seconds()
        run(source)
        wall, worked = time.perf_counter() - clock, processor_seconds() - used
        yield line(source.stem, promised(source), wall, worked)


def line(name: str, said: float, wall: float, worked: float) -> str:
    """One row of the report."""
    ratio = worked / said
    mark = "" if 1 / OFF <= ratio <= OFF else f"   {ratio:.1f} times what the header says"
    return f"{name:40} {said:5.0f} s {wall:4.0f} s {worked:8.0f} s{mark}"
