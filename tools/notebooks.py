"""Lessons: `notebooks/NN_name.py` is what people edit; the paired `.ipynb` is written from it, run, and committed.

python tools/notebooks.py build [NAME ...]    run the lessons and write their pairs; refuses what depends on the machine
python tools/notebooks.py spread [NAME ...]   run the lessons as two machines would, and tell which outputs differ
python tools/notebooks.py text  [NAME ...]    write the pairs without running: for prose, where no code has changed
python tools/notebooks.py check [NAME ...]    do the pairs still say what the sources say? (runs nothing)
python tools/notebooks.py lint  [NAME ...]    the limits that keep a lesson short (see tools/lesson_rules.py)
python tools/notebooks.py times [NAME ...]    run the lessons, and set their seconds against what their headers promise

NAME is `02_soften_a_label` or just `02`; without one, every lesson is meant. A notebook without a number, such as
`playground`, is no lesson and stands beside them: it is built, compared and checked as they are, and has no limits.

Exercises are written once, in nls_tutorial/exercises. In a lesson, a markdown cell that opens with
`<!-- exercise 02.1 -->` and a code cell, tagged exercise, that opens with `# exercise 02.1` stand for its text and for
what the reader starts from; a build fills them in. The links to Colab and Binder, and the cell that sets Colab up,
stand in the notebooks only (see tools/launch.py).
"""

import argparse
import asyncio
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import jupytext
import launch
import nbformat
from lesson_rules import lint
from lesson_times import report
from machines import ELSEWHERE, HERE, LOOSE, Machine, differing
from nbclient import NotebookClient
from nbformat import NotebookNode
from project import ROOT, settings

FOLDER = ROOT / "notebooks"
NUMBERED = "[0-9][0-9]_*.py"  # a lesson's source
STARTUP = ROOT / "docs" / "kernel.py"  # makes a kernel leave its scenes as files, for the site
PERCENT = "py:percent"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
EXERCISE = re.compile(r"# exercise (\d\d\.\d+)")
PROMPT = re.compile(r"<!-- exercise (\d\d\.\d+) -->")
CHECK = re.compile(r"""\bexercises\.check\(["'](\d\d\.\d+)["']""")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
LIVE = "application/vnd.jupyter.widget-view+json"
CELL_SECONDS = 1800  # only a cell that hangs takes as long, on the busiest machine
WIDTH = 116  # of prose in a source, where two more columns are the comment mark


class LessonError(Exception):
    """A lesson that is not as it should be; the message says which command mends it."""


# ------------------------------------------------------------------------------------------------ which lessons


def lessons(names: Sequence[str] = (), folder: Path = FOLDER) -> list[Path]:
    """The sources of the named lessons, or of all, in the course's order."""
    return _chosen(names, sorted(folder.glob(NUMBERED)))


def others(folder: Path = FOLDER) -> list[Path]:
    """The sources of the notebooks that are no lessons, in alphabetical order."""
    numbered = set(folder.glob(NUMBERED))
    return sorted(source for source in folder.glob("*.py") if source not in numbered)


def books(names: Sequence[str] = (), folder: Path = FOLDER) -> list[Path]:
    """The sources of the named notebooks, or of all: the lessons, and after them the others."""
    return _chosen(names, [*lessons(folder=folder), *others(folder)])


def _chosen(names: Sequence[str], sources: list[Path]) -> list[Path]:
    """Those of the sources that are named, or all."""
    if not names:
        return sources
    chosen = []
    for name in names:
        stem = Path(name).stem
        found = [source for source in sources if stem == source.stem or (stem == source.stem[:2] and stem.isdigit())]
        if not found:
            raise LessonError(f"no lesson {name}: there are {', '.join(source.stem for source in sources) or 'none'}")
        chosen += found
    return chosen


# ------------------------------------------------------------------------------------------------ what is written


def read(source: Path) -> NotebookNode:
    """The source as a notebook without outputs: kernel and tags are all its metadata, ids follow the content.

    Right after the title stand the cells that launch the lesson elsewhere.
    """
    book = jupytext.reads(source.read_text(encoding="utf-8"), fmt=PERCENT)
    book.cells[1:1] = launch.cells(source.stem)
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    book.nbformat, book.nbformat_minor = 4, 5
    for cell in book.cells:
        cell.metadata = _tags_only(cell)
    return _with_ids(book)


def _tags_only(cell: NotebookNode) -> NotebookNode:
    tags = cell.metadata.get("tags")
    return nbformat.from_dict({"tags": tags} if tags else {})


def _with_ids(book: NotebookNode) -> NotebookNode:
    """Ids from what a cell holds, numbered where two cells are alike: moving or adding one changes no other."""
    seen: dict[str, int] = {}
    for cell in book.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return book


def settle(book: NotebookNode) -> NotebookNode:
    """The executed notebook without what differs from run to run: counts, timings, widget models, addresses, paths."""
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    count = 0
    for cell in book.cells:
        cell.metadata = _tags_only(cell)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = [output for output in cell.outputs if _settle_output(output, count)]
    return book


def _settle_output(output: NotebookNode, count: int) -> bool:
    """Settles one output in place; False when nothing is left of it."""
    if output.output_type == "error":
        lines = [ADDRESS.sub("at 0x…", line) for line in output.traceback]
        output.traceback = [line.replace(f"{ROOT}{os.sep}", "") for line in lines]
    if output.output_type not in ("display_data", "execute_result"):
        return True
    # A saved page has no kernel: without the live view, the front end shows the still picture that lies beside it.
    output.data.pop(LIVE, None)
    if output.output_type == "execute_result":
        output.execution_count = count
    return bool(output.data)


# ------------------------------------------------------------------------------------------------ exercises


class Room(Protocol):
    """Where the texts of exercises come from: `nls_tutorial.exercises`."""

    def prompt(self, exercise_id: str) -> str: ...

    def starter(self, exercise_id: str) -> str: ...

    def solution(self, exercise_id: str) -> str: ...


def _library() -> Room:
    from nls_tutorial import exercises  # imported where it is needed: most commands do without torch

    return exercises


def exercise_id(cell: NotebookNode) -> str | None:
    """The exercise that a code cell holds; None for any other cell."""
    if "exercise" not in cell.metadata.get("tags", []):
        return None
    first = cell.source.split("\n", 1)[0]
    match = EXERCISE.fullmatch(first.rstrip())
    if cell.cell_type != "code" or not match:
        raise LessonError(f"a cell tagged exercise must be code that opens with '# exercise 02.1', but has {first!r}")
    return match.group(1)


def checked_id(cell: NotebookNode) -> str | None:
    """The exercise whose answer a cell checks; None for any other cell."""
    match = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return match.group(1) if match else None


def _prompted_id(cell: NotebookNode) -> str | None:
    """The exercise that a markdown cell sets; None for any other cell."""
    match = PROMPT.match(cell.source) if cell.cell_type == "markdown" else None
    return match.group(1) if match else None


def _fill(book: NotebookNode, code: Callable[[str], str], prose: Callable[[str], str]) -> bool:
    """Every exercise cell gets the text of its exercise; True when that changed one."""
    changed = False
    for cell in book.cells:
        if name := exercise_id(cell):
            text = f"# exercise {name}\n" + code(name).strip("\n")
        elif name := _prompted_id(cell):
            text = f"<!-- exercise {name} -->\n\n" + _wrapped(prose(name).strip("\n"))
        else:
            continue
        changed, cell.source = changed or cell.source != text, text
    return changed


def _wrapped(markdown: str) -> str:
    """The text with its long paragraphs broken into lines; headings, tables, code and equations stay as they are."""
    parts = markdown.split("\n\n")
    plain = [not re.match(r"[#|>$`]", part) and "\n" not in part for part in parts]
    fill = partial(textwrap.fill, width=WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n\n".join(fill(part) if alone else part for part, alone in zip(parts, plain, strict=True))


def with_solutions(name: str, folder: Path = FOLDER, room: Room | None = None) -> NotebookNode:
    """The lesson, not run, with every exercise solved."""
    room = room or _library()
    book = read(lessons([name], folder)[0])
    _fill(book, room.solution, room.prompt)
    return _with_ids(book)


# ------------------------------------------------------------------------------------------------ run


@contextmanager
def steady_kernel(capture: Path | None = None, machine: Machine = HERE) -> Iterator[dict[str, str]]:
    """An environment in which a kernel gives the same every time: one thread, no user's start-up files.

    What it solves is not kept among the user's own exercises.
    With `capture`, the scenes that the kernel shows are written to that folder, too; its outputs stay the same.
    With `machine`, it computes as that one would.
    """
    with tempfile.TemporaryDirectory() as fresh:
        kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        if capture:
            kept["NLS_SITE_SCENES"] = str(capture)
        startup = Path(fresh) / "profile_default" / "startup"
        startup.mkdir(parents=True)
        for file in [*machine.startup, *([STARTUP] if capture else [])]:
            shutil.copy(file, startup)
        yield {**kept, **machine.variables, "IPYTHONDIR": fresh, "NLS_PROGRESS": "off"}


def run(
    book: NotebookNode, folder: Path, capture: Path | None = None, machine: Machine = HERE, **options: object
) -> NotebookNode:
    """The notebook, run from top to bottom in a fresh kernel; `capture` and `machine` as for `steady_kernel`."""
    with steady_kernel(capture, machine) as environment:
        _client(book, folder, **options).execute(env=environment)
    return book


def run_both(books: Mapping[Machine, NotebookNode], folder: Path) -> None:
    """Each notebook, run in a kernel as its machine would, all at once."""

    async def one(machine: Machine, book: NotebookNode) -> None:
        with steady_kernel(machine=machine) as environment:
            await _client(book, folder).async_execute(env=environment)

    async def every() -> None:
        await asyncio.gather(*(one(machine, book) for machine, book in books.items()))

    # in a thread of its own: the caller may be inside a loop, as tests that drive a browser are
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, every()).result()


def _client(book: NotebookNode, folder: Path, **options: object) -> NotebookClient:
    return NotebookClient(
        book,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(folder)}},
        timeout=CELL_SECONDS,
        startup_timeout=CELL_SECONDS,  # a kernel imports for a while on a machine with other work
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        **options,
    )


# ------------------------------------------------------------------------------------------------ the commands


def build(source: Path, room: Room | None = None) -> Path:
    """Runs one lesson and writes its pair; brings its exercise cells in step with the exercises first."""
    room = room or _library()
    text = jupytext.reads(source.read_text(encoding="utf-8"), fmt=PERCENT)
    if _fill(text, room.starter, room.prompt):
        text.metadata["jupytext"] = settings()["tool"]["jupytext"]  # the filters that keep its header short
        source.write_text(jupytext.writes(text, fmt=PERCENT), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(source)], check=True)
    return _write(source, steady(source))


def steady(source: Path) -> NotebookNode:
    """The lesson, run here; raises `LessonError` where an output that is compared as text would differ elsewhere."""
    runs = {machine: read(source) for machine in (HERE, ELSEWHERE)}
    run_both(runs, source.parent)
    if told := list(differing({machine: settle(book) for machine, book in runs.items()})):
        mend = f"Tag such a cell {LOOSE} and assert in it what holds everywhere, or print fewer digits."
        raise LessonError("\n".join([f"{source.name} is not written:", *told, mend]))
    return runs[HERE]


def text(source: Path) -> Path:
    """Writes the pair with the outputs that it has: quick, and right as long as no code has changed."""
    book = read(source)
    stored = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    new, old = ([cell for cell in one.cells if _runs(cell)] for one in (book, stored))
    if [cell.source for cell in new] != [cell.source for cell in old]:
        raise LessonError(f"{source.name}: the code has changed. Run: python tools/notebooks.py build {source.stem}")
    for cell, before in zip(new, old, strict=True):
        cell.outputs = before.outputs
    return _write(source, book)


def _runs(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and launch.TAG not in cell.metadata.get("tags", [])


def _write(source: Path, book: NotebookNode) -> Path:
    pair = source.with_suffix(".ipynb")
    nbformat.validate(settle(book))
    pair.write_text(nbformat.writes(book) + "\n", encoding="utf-8")
    return pair


def check(source: Path, room: Room | None = None) -> None:
    """Raises `LessonError` unless the committed pair is what `build` would write, outputs aside."""
    room = room or _library()
    mend = f"Run: uv run --group test python tools/notebooks.py build {source.stem}"
    pair = source.with_suffix(".ipynb")
    if not pair.exists():
        raise LessonError(f"{pair.name} is missing. {mend}")
    expected = read(source)
    if _fill(expected, room.starter, room.prompt):
        raise LessonError(f"{source.name}: an exercise cell differs from its exercise. {mend}")
    text = pair.read_text(encoding="utf-8")
    stored = nbformat.reads(text, as_version=4)
    for number, (new, old) in enumerate(zip(expected.cells, stored.cells, strict=False), 1):
        if (new.cell_type, new.source) != (old.cell_type, old.source):
            raise LessonError(f"{pair.name}: cell {number} differs from {source.name} ({_first(new.source)!r}). {mend}")
        if new.metadata.get("tags") != old.metadata.get("tags"):
            raise LessonError(f"{pair.name}: the tags of cell {number} differ from {source.name}. {mend}")
    if len(expected.cells) != len(stored.cells):
        raise LessonError(f"{pair.name} has {len(stored.cells)} cells, {source.name} {len(expected.cells)}. {mend}")
    for new, old in zip(expected.cells, stored.cells, strict=True):
        if new.cell_type == "code":
            new.outputs = old.outputs
    if nbformat.writes(settle(expected)) + "\n" != text:
        raise LessonError(f"{pair.name}: ids, metadata, counts or widget views are not as a build writes them. {mend}")


def _first(text: str) -> str:
    return text.split("\n", 1)[0]


def strays(folder: Path = FOLDER) -> list[Path]:
    """Notebooks without a source."""
    return sorted(pair for pair in folder.glob("*.ipynb") if not pair.with_suffix(".py").exists())


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> int:
    """The command line; 1 when something is to mend."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("build", "spread", "text", "check", "lint", "times"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args(arguments)
    troubles: list[str] = []
    kept = books if asked.command in ("build", "spread", "text", "check") else lessons
    try:
        sources = kept(asked.names, folder)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    if asked.command == "times":
        for row in report(sources, lambda source: run(read(source), source.parent)):
            print(row, flush=True)
        return 0
    if asked.command == "lint":
        troubles += lint(sources)
    if asked.command == "check" and not asked.names:
        troubles += [f"{pair.name} has no source {pair.stem}.py beside it" for pair in strays(folder)]
    if asked.command != "lint":
        write = {"build": build, "text": text}.get(asked.command)
        look = steady if asked.command == "spread" else check
        for source in sources:
            try:
                print(f"wrote {write(source)}") if write else look(source)
            except LessonError as trouble:
                troubles.append(str(trouble))
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    if not troubles:
        kind = "notebooks" if {*sources} & {*others(folder)} else "lessons"
        print(f"{asked.command}: {len(sources)} {kind} in order")
    return int(bool(troubles))


if __name__ == "__main__":
    sys.exit(main())
