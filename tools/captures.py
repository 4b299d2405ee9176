"""The scenes of each lesson, as files: what a run of the lesson left in docs/_build/lessons/<lesson>/<digest>.

A run captures when its kernel starts with docs/kernel.py. The outputs stay as they are, so the test that compares a
lesson's outputs captures its scenes as well, and a site built afterwards runs nothing. A capture is used until the
lesson or the library changes. It is written elsewhere and then renamed: a folder that is there is whole, and of two
processes that capture the same lesson the first one wins.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from nbformat import NotebookNode
from project import ROOT

from notebooks import STARTUP, LessonError, read, run

FOLDER = ROOT / "docs" / "_build" / "lessons"


@cache
def library_digest() -> str:
    """Changes when the library or the results that ship with it do."""
    seen = hashlib.sha256()
    files = sorted(path for path in (ROOT / "nls_tutorial").rglob("*") if path.suffix in (".py", ".js", ".css"))
    for path in [*files, STARTUP, ROOT / "data" / "results" / "SHA256SUMS"]:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def place(source: Path) -> Path:
    """Where the capture of this lesson, as it stands now, lies or would lie."""
    digest = hashlib.sha256((library_digest() + source.read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    return FOLDER / source.stem / digest


@contextmanager
def capturing(source: Path) -> Iterator[Path | None]:
    """A fresh folder for a run of the lesson, kept when the block ends well; None when there is nothing to capture."""
    target = place(source)
    if target.exists():
        yield None
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="run-", dir=target.parent))
    try:
        yield fresh
        _keep(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        if not target.exists():  # otherwise another process was quicker, with the same
            raise
    for older in target.parent.iterdir():
        if older != target and not older.name.startswith("run-"):
            shutil.rmtree(older, ignore_errors=True)


def capture(source: Path) -> None:
    """Runs the lesson for its scenes, unless they are there."""
    with capturing(source) as folder:
        if folder:
            run(read(source), source.parent, capture=folder)


def capture_missing(sources: Sequence[Path]) -> None:
    """Captures every lesson that has no capture, as many at once as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as several:
        list(several.map(capture, sources))


def scenes(source: Path) -> list[Path]:
    """The lesson's captured scenes, as .json files in the order in which they are shown; none without a capture."""
    return sorted(place(source).glob("*.json"))


def shown_scenes(book: NotebookNode) -> list[NotebookNode]:
    """The outputs of a stored lesson that show a scene: pictures that carry their own words."""
    outputs = [output for cell in book.cells for output in cell.get("outputs", []) if "data" in output]
    return [output for output in outputs if "alt" in output.metadata.get("image/png", {})]


def matched(source: Path, book: NotebookNode) -> list[tuple[NotebookNode, Path]]:
    """Each output that shows a scene, with the scene's file; none when the lesson has not been captured."""
    files, outputs = scenes(source), shown_scenes(book)
    if not place(source).exists():
        return []
    if len(files) != len(outputs):
        raise LessonError(
            f"{source.stem}: a run showed {len(files)} scenes, its notebook stores {len(outputs)}. "
            f"Run: uv run --group test python tools/notebooks.py build {source.stem}"
        )
    return list(zip(outputs, files, strict=True))
