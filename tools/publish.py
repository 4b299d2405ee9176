"""The site: python tools/publish.py [NAME ...]. Writes docs/_build/html: plain files, no kernel and no network needed.

Everything on it is made from what the repository holds: the lessons, run here so that each scene leaves its numbers;
the front page from README.md; a page for each room of the library from its docstrings; docs/pages. With lesson names,
only those are run, and the others show the outputs and still pictures stored in their notebooks: quicker, for a look.

The equations are drawn by MathJax, which npm fetches once into docs/_build/npm.
"""

import argparse
import hashlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import nbformat
from links import title
from nbformat import NotebookNode
from project import ROOT

from notebooks import LIVE, LessonError, exercise_id, lessons, read, run, settle

DOCS = ROOT / "docs"
BUILD = DOCS / "_build"
SOURCE, SITE = BUILD / "source", BUILD / "html"
# Draws the equations: one script with its glyphs inside, so that no font is fetched.
MATHJAX = ("mathjax", "3.2.2", "es5/tex-svg.js")
CHECK = re.compile(r"""\bexercises\.check\(["'](\d\d\.\d+)["']""")
FIRST_MET = re.compile(r"First met in notebooks/(\d\d_\w+)")


# ------------------------------------------------------------------------------------------------ lessons


def library_digest() -> str:
    """Changes when the library does: a lesson is run again only then, or when it changes itself."""
    seen = hashlib.sha256()
    files = sorted(path for path in (ROOT / "nls_tutorial").rglob("*") if path.suffix in (".py", ".js", ".css"))
    for path in [*files, DOCS / "kernel.py"]:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def executed(source: Path, library: str) -> NotebookNode:
    """The lesson, run, with a place for each scene; kept in docs/_build/lessons until it or the library changes."""
    digest = hashlib.sha256((library + source.read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    kept = BUILD / "lessons" / source.stem / digest
    if not (kept / "lesson.ipynb").exists():
        shutil.rmtree(kept.parent, ignore_errors=True)
        (kept / "scenes").mkdir(parents=True)
        book = read(source)
        place = {"NLS_SITE_SCENES": str(kept / "scenes"), "NLS_SITE_LESSON": source.stem[:2]}
        setting = "\n".join(f"os.environ[{name!r}] = {value!r}" for name, value in place.items())
        prelude = f"import os\n{setting}\n{(DOCS / 'kernel.py').read_text(encoding='utf-8')}"
        book.cells.insert(0, nbformat.v4.new_code_cell(prelude))
        book = run(book, source.parent)
        del book.cells[0]
        (kept / "lesson.ipynb").write_text(nbformat.writes(settle(book)), encoding="utf-8")
    for scene in (kept / "scenes").glob("*.json"):
        shutil.copy(scene, SOURCE / "_static" / "scenes")
    return nbformat.read(kept / "lesson.ipynb", as_version=4)


def stored(source: Path) -> NotebookNode:
    """The lesson with the outputs that its notebook holds."""
    book = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    for cell in book.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(LIVE, None)
    return book


def as_page(book: NotebookNode, names: Sequence[str]) -> NotebookNode:
    """A lesson as the site shows it: each exercise with its solution folded away, and the names it introduces."""
    from nls_tutorial import exercises

    cells = []
    for cell in book.cells:
        cells.append(cell)
        if cell.cell_type != "code":
            continue
        asked = CHECK.search(cell.source)
        if asked:
            cell.outputs = []  # what is said of a starter that nobody has filled in
            solved = nbformat.v4.new_code_cell(exercises.solution(asked[1]).strip("\n"))
            solved.metadata["tags"] = ["hide-input"]
            cells.append(solved)
        elif exercise_id(cell):
            cell.metadata["tags"] = []
    if names:
        links = "\n".join(f"- {{py:obj}}`{name} <nls_tutorial.{name}>`" for name in names)
        cells.append(nbformat.v4.new_markdown_cell(f"## Names first met here\n\n{links}"))
    book.cells = cells
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
    return book


def first_met() -> dict[str, list[str]]:
    """Lesson → the public names that it introduces, as their docstrings say."""
    met: dict[str, list[str]] = {}
    for room in rooms():
        module = import_module(f"nls_tutorial.{room}")
        for name in module.__all__:
            found = FIRST_MET.search(inspect.getdoc(getattr(module, name)) or "")
            if found:
                met.setdefault(found[1], []).append(f"{room}.{name}")
    return met


# ------------------------------------------------------------------------------------------------ the other pages


def rooms() -> list[str]:
    """The library's rooms, in alphabetical order."""
    return sorted(path.parent.name for path in (ROOT / "nls_tutorial").glob("*/__init__.py"))


def room_page(room: str) -> str:
    """A page of the library's reference: every public name of one room."""
    return (
        f"# {room}\n\n```{{eval-rst}}\n.. automodule:: nls_tutorial.{room}\n"
        "   :members:\n   :imported-members:\n   :undoc-members:\n```\n"
    )


def front_page(readme: str, sources: Sequence[Path]) -> str:
    """README.md as the first page: what is about the repository's files left out, links led to the site's pages."""
    text = re.sub(r"<!-- links:begin -->.*<!-- links:end -->\n", "", readme, flags=re.DOTALL)
    text = re.sub(r"## Launch without installing\n\s*", "", text)
    text = re.sub(r"## Around the house\n.*", "", text, flags=re.DOTALL)
    text = text.replace("# nls_tutorial\n", "# Soft labels and calibrated networks\n", 1)
    text = text.replace("docs/pictures/", "_static/pictures/")
    tree = "\n".join(f"{one.stem[:2]} {title(one)} <notebooks/{one.stem}>" for one in sources)
    library = "\n".join(f"library/{room}" for room in rooms())
    pages = "\n".join(sorted(page.stem for page in (DOCS / "pages").glob("*.md")))
    return (
        f"{text}\n```{{toctree}}\n:caption: The course\n:hidden:\n\n{tree}\n```\n"
        f"\n```{{toctree}}\n:caption: At hand\n:hidden:\n\n{pages}\n```\n"
        f"\n```{{toctree}}\n:caption: The library\n:hidden:\n\n{library}\n```\n"
    )


def from_npm(package: str, version: str, file: str) -> Path:
    """One file of a package, fetched by npm into docs/_build/npm the first time that it is asked for."""
    folder = BUILD / "npm"
    target = folder / f"{package}-{version}-{Path(file).name}"
    if not target.exists():
        if not shutil.which("npm"):
            raise LessonError(f"npm is needed once, to fetch {package}. Install Node.js, then run this again.")
        folder.mkdir(parents=True, exist_ok=True)
        fetch = ["npm", "pack", "--silent", f"{package}@{version}"]
        done = subprocess.run(fetch, cwd=folder, check=False, capture_output=True, text=True)
        if done.returncode:
            raise LessonError(f"npm could not fetch {package} {version}: {done.stderr.strip() or 'it did not say why'}")
        with tarfile.open(folder / f"{package}-{version}.tgz") as packed:
            inside = packed.extractfile(f"package/{file}")
            assert inside is not None
            target.write_bytes(inside.read())
    return target


# ------------------------------------------------------------------------------------------------ the command


def bring_together(names: Sequence[str]) -> None:
    """Every page and file of the site, where Sphinx reads them."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    static = SOURCE / "_static"
    for folder in (static / "scenes", static / "mathjax", SOURCE / "notebooks", SOURCE / "library"):
        folder.mkdir(parents=True)
    from nls_tutorial.widgets import palette_css

    widgets = ROOT / "nls_tutorial" / "widgets"
    shutil.copytree(DOCS / "static", static, dirs_exist_ok=True)
    shutil.copytree(DOCS / "pictures", static / "pictures")
    shutil.copy(widgets / "scene.js", static)
    (static / "scene.css").write_text(palette_css() + (widgets / "scene.css").read_text(encoding="utf-8"))
    shutil.copy(from_npm(*MATHJAX), static / "mathjax" / "tex-svg.js")
    shutil.copytree(DOCS / "pages", SOURCE, dirs_exist_ok=True)

    sources, library, met = lessons(), library_digest(), first_met()
    live = set(lessons(names))
    with ThreadPoolExecutor(os.cpu_count()) as several:
        books = list(several.map(lambda one: executed(one, library) if one in live else stored(one), sources))
    for source, book in zip(sources, books, strict=True):
        page = as_page(book, met.get(source.stem, []))
        (SOURCE / "notebooks" / f"{source.stem}.ipynb").write_text(nbformat.writes(page), encoding="utf-8")
    for room in rooms():
        (SOURCE / "library" / f"{room}.md").write_text(room_page(room), encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (SOURCE / "index.md").write_text(front_page(readme, sources), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; Sphinx's exit code, with every warning an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only these lessons")
    asked = parser.parse_args(arguments)
    try:
        bring_together(asked.names)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "sphinx", "--color", "-q", "-W", "--keep-going", "-c", str(DOCS)]
    done = subprocess.run([*command, "-d", str(BUILD / "doctrees"), str(SOURCE), str(SITE)], check=False)
    if done.returncode == 0:
        print(f"wrote {SITE.relative_to(ROOT)}; to read it: python -m http.server --directory {SITE.relative_to(ROOT)}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
