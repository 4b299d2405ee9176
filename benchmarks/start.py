"""What it costs to begin: processor seconds and memory of imports, processor seconds of each lesson.

    uv run --group test python benchmarks/start.py

Every import runs in a fresh process, the candidates in turn, and is set against importing torch alone, which nearly all of
the cost is. Each lesson is executed once, as a student's "run all" does, in a kernel with one thread. Processor time is what
other work on the machine disturbs least, and what a quiet core would take. Writes results/start.md.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from lesson_times import processor_seconds  # noqa: E402

from notebooks import lessons, read, run  # noqa: E402

IMPORTS = {
    "torch alone": "import torch",
    "nls_tutorial": "import nls_tutorial",
    "losses, targets": "from nls_tutorial import losses, targets",
    "a widget shown": "from nls_tutorial import scenes; from nls_tutorial.lessons import l00_start_here; scenes.show(l00_start_here.label_on_triangle())",
    "a widget and its still picture": (
        "from nls_tutorial import scenes; from nls_tutorial.lessons import l00_start_here; scenes.show(l00_start_here.label_on_triangle())._repr_mimebundle_()"
    ),
    "digits loaded": "from nls_tutorial import data; data.digits()",
}
PROBE = """\
import json, resource, sys, time
started = time.process_time()
exec(sys.argv[1])
spent = time.process_time() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
heavy = [name for name in ("torch", "torchvision", "sklearn", "matplotlib", "scipy") if name in sys.modules]
print(json.dumps([spent, peak, heavy]))
"""


def imports(rounds: int = 5) -> list[str]:
    """A table row for each import: median seconds, its multiple of torch alone, megabytes, what it brought along."""
    found: dict[str, list[list]] = {name: [] for name in IMPORTS}
    for _ in range(rounds + 1):
        for name, code in IMPORTS.items():
            told = subprocess.run([sys.executable, "-c", PROBE, code], capture_output=True, text=True, check=True)
            found[name].append(json.loads(told.stdout.splitlines()[-1]))
    base = statistics.median(row[0] for row in found["torch alone"][1:])
    rows = []
    for name, runs in found.items():
        seconds = statistics.median(row[0] for row in runs[1:])
        memory = statistics.median(row[1] for row in runs[1:])
        rows.append(
            f"| {name} | {seconds:.2f} | {seconds / base:.2f} | {memory:.0f} | {', '.join(runs[-1][2]) or '–'} |"
        )
    return rows


def runs() -> list[str]:
    """A table row for each lesson: processor seconds from the first cell to the last, kernel start included."""
    rows = []
    for source in lessons():
        book, started = read(source), processor_seconds()
        run(book, source.parent)
        rows.append(f"| {source.stem} | {processor_seconds() - started:.0f} |")
    return rows


def main() -> None:
    table = [
        "# What it costs to begin",
        "",
        "Two shared cores, no GPU; processor seconds, one thread. Imports: medians of five fresh processes after one that",
        "warms the disk. Seconds change with the machine; the ratio to importing torch in the same run is the figure to quote.",
        "",
        "| import | seconds | multiple of torch alone | peak MB | heavy packages loaded |",
        "| --- | --- | --- | --- | --- |",
        *imports(),
        "",
        "| lesson, quick budget | seconds |",
        "| --- | --- |",
        *runs(),
        "",
    ]
    target = ROOT / "benchmarks" / "results" / "start.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(table), encoding="utf-8")
    print("\n".join(table))


if __name__ == "__main__":
    main()
