"""The pages of the site as Sphinx reads them, made from what the repository holds: lessons, README.md, docs/pages."""

import inspect
import json
import re
import struct
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from textwrap import shorten

import launch
import nbformat
import yaml
from captures import matched
from course import title
from nbformat import NotebookNode
from playground_files import own_place
from project import ROOT
from references import with_links
from signposts import SITE

from nls_tutorial.records import PublishedTable
from nls_tutorial.scenes.page import question_html
from notebooks import LIVE, LessonError, checked_id, exercise_id, lessons, others

PAGES = ROOT / "docs" / "pages"
FIRST_MET = re.compile(r"First met in notebooks/(\d\d_\w+)")
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
GALLERY = re.compile(r"\d+ pictures with these lines")  # whose lines stand under the pictures already
OTHERS = "For teachers"  # the caption of a page of docs/pages that names none

# ------------------------------------------------------------------------------------------------ lessons


def stored(source: Path) -> NotebookNode:
    """The lesson with the outputs that its notebook holds, and a place to mount each scene that was captured."""
    book = launch.without(nbformat.read(source.with_suffix(".ipynb"), as_version=4))
    for cell in book.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(LIVE, None)
    for output, file in matched(source, book):
        html = mount(source, file) + caption(source, file)
        output.data = nbformat.from_dict({"text/html": html, "text/plain": output.data["text/plain"]})
        output.metadata = nbformat.from_dict({})
    return book


def numbered(book: NotebookNode, number: str) -> NotebookNode:
    """The lesson with its number before its title."""
    for cell in book.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            cell.source = f"# {number} {cell.source[2:]}"
            break
    return book


def scene_name(source: Path, file: Path) -> str:
    """What a captured scene is called on the site: 05_02 is the second scene of lesson 05."""
    return f"{source.stem[:2]}_{file.stem}"


def mount(source: Path, file: Path, static: str = "../_static") -> str:
    """The place of one scene: its still pictures, for the light and the dark, until the script mounts the live one.

    `static` leads from the page to the folder of scripts and pictures.
    """
    name = scene_name(source, file)
    scene = json.loads(file.read_text(encoding="utf-8"))
    alt = escape(scene["alt"], quote=True)
    stills = []
    for theme in ("light", "dark"):
        width, height = struct.unpack(">II", file.with_name(f"{file.stem}_{theme}.png").read_bytes()[16:24])
        size = f'width="{width}" height="{height}"'
        picture = f"{static}/scenes/{name}_{theme}.png"
        stills.append(f'<img class="only-{theme}" src="{picture}" alt="{alt}" {size} loading="lazy">')
    inside = "".join(stills)
    if "playground" in scene:
        return own_place(scene["playground"], inside, static)
    if guess := scene.get("spec", {}).get("guess"):
        inside = question_html(guess, inside)
    return f'<div class="nls-mount" data-scene="{name}">{inside}</div>'


def caption(source: Path, file: Path) -> str:
    """The line under a scene: its number, a place to link to; what it shows; what in it moves."""
    scene = json.loads(file.read_text(encoding="utf-8"))
    spec, name = scene["spec"], scene_name(source, file)
    if "playground" in scene:
        return f'<p class="nls-caption" id="scene-{name}">Two networks that train in this page, side by side.</p>'
    words = [] if GALLERY.match(spec["description"]) else [spec["description"]]
    if spec["controls"]:
        moved = [control["label"] for control in spec["controls"] if control["shown"]]
        words.append(f"To move: {', '.join(moved) or 'what lies in the picture'}.")
    number = f'<a href="#scene-{name}">Scene {name.replace("_0", ".").replace("_", ".")}</a>'
    return f'<p class="nls-caption" id="scene-{name}">{number} {escape(" ".join(words))}</p>'


def lesson_page(book: NotebookNode, names: Sequence[str]) -> NotebookNode:
    """A lesson as the site shows it: each exercise with its solution folded away, and the names it introduces."""
    from nls_tutorial import exercises

    cells = []
    fold_set_up(book)
    for cell in book.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = on_this_site(with_links(cell.source))
        if asked := checked_id(cell):
            cell.outputs = []  # what is said of a starter that nobody has filled in
            solved = nbformat.v4.new_code_cell(exercises.solution(asked).strip("\n"))
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


def on_this_site(text: str) -> str:
    """Links to pages of the published site lead to the same pages of this one."""
    return re.sub(rf"\[([^\]]+)\]\({re.escape(SITE)}([^)]+)\)", _beside, text)


def _beside(found: re.Match[str]) -> str:
    return f'<a href="../{escape(found[2])}">{found[1]}</a>'


def fold_set_up(book: NotebookNode) -> None:
    """Folds away the first cell of code, where it imports and sets up: nobody came for that."""
    first = next((cell for cell in book.cells if cell.cell_type == "code"), None)
    if first is not None and re.match(r"(import|from) ", first.source):
        first.metadata["tags"] = ["hide-input"]
        first.metadata["mystnb"] = {"code_prompt_show": "Show the set-up", "code_prompt_hide": "Hide the set-up"}


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
    found = sorted(path.parent.name for path in (ROOT / "nls_tutorial").glob("*/__init__.py"))
    return [room for room in found if room != "lessons"]  # what belongs to one lesson is no part of the reference


def room_page(room: str) -> str:
    """A page of the library's reference: every public name of one room, constants last."""
    module = import_module(f"nls_tutorial.{room}")
    things = {name: getattr(module, name) for name in module.__all__}
    constants = [_constant(room, name, thing) for name, thing in things.items() if not _has_docstring(thing)]
    return (
        f"# {room}\n\n```{{eval-rst}}\n.. automodule:: nls_tutorial.{room}\n"
        "   :members:\n   :imported-members:\n   :undoc-members:\n" + "".join(constants) + "```\n"
    )


def _has_docstring(thing: object) -> bool:
    """Classes and functions document themselves; Sphinx skips what is only a value."""
    return inspect.isclass(thing) or inspect.isroutine(thing)


def _constant(room: str, name: str, thing: object) -> str:
    """A published table with where it stands in its paper; any other value as it is written."""
    if isinstance(thing, PublishedTable):
        said = re.sub(r"([|*`])", r"\\\1", f"{thing.source} ({thing.unit}). {thing.note}")
    else:
        said = f"``{shorten(repr(thing), 300, placeholder=' …')}``"
    return f"\n.. py:data:: {name}\n   :module: nls_tutorial.{room}\n\n   {said}\n"


def with_origins(glossary: str) -> str:
    """The glossary, with the end of each entry, "Lesson 05." or "Library: calibration.", made a link of its own."""
    stems = {source.stem[:2]: source.stem for source in lessons()}

    def link(found: re.Match[str]) -> str:
        kind, name = found.groups()
        if kind == "Library: ":
            return f"\n\n  [The library: {name}](library/{name}.md)\n"
        if name not in stems:
            raise LessonError(f"the glossary names lesson {name}: there are {', '.join(stems)}")
        return f"\n\n  [Lesson {name}](notebooks/{stems[name]}.ipynb)\n"

    return re.sub(r"\s(Lesson |Library: )(\w+)\.\n", link, glossary)


def lesson_words(glossary: str) -> dict[str, str]:
    """Each word of the glossary, in small letters, with the page of the lesson that explains it."""
    stems, words, found = {source.stem[:2]: source.stem for source in lessons()}, [], {}
    for line in glossary.splitlines():
        if line and not line[0].isspace():
            words.append(line.lower())
        elif ends := re.search(r"Lesson (\d\d)\.$", line):
            found |= {word: f"notebooks/{stems[ends[1]]}" for word in words if ends[1] in stems}
        elif not line:
            words = []
    return found


def captions(pages: Sequence[Path]) -> dict[str, list[str]]:
    """Caption → the pages under it. A page's front matter may say `caption:` and `order:`, a number."""
    listed = []
    for page in pages:
        found = FRONT_MATTER.match(page.read_text(encoding="utf-8"))
        said = yaml.safe_load(found[1]) if found else {}
        listed.append((said.get("order", 50), page.stem, said.get("caption", OTHERS)))
    under: dict[str, list[str]] = {}
    for _, stem, caption in sorted(listed):
        under.setdefault(caption, []).append(stem)
    return under


def _toctree(caption: str, entries: Sequence[str]) -> str:
    listed = "\n".join(entries)
    return f"\n```{{toctree}}\n:caption: {caption}\n:hidden:\n\n{listed}\n```\n"


def toctrees(sources: Sequence[Path]) -> str:
    """The site's contents, as its first page holds them."""
    numbered = [f"{one.stem[:2]} {title(one)} <notebooks/{one.stem}>" for one in sources]
    text = _toctree("The course", [*numbered, *(f"{title(one)} <notebooks/{one.stem}>" for one in others())])
    for caption, stems in captions(sorted(PAGES.glob("*.md"))).items():
        text += _toctree(caption, stems)
    return text + _toctree("The library", ["library/index", *(f"library/{room}" for room in rooms())])


def library_page(readme: str) -> str:
    """The overview of the library: what README.md says of it, and one line a room."""
    said = re.search(r"^## The library\n(.*?)(?=^## )", readme, flags=re.MULTILINE | re.DOTALL)
    lines = ["| room | what is in it |", "|:--|:--|"]
    for room in rooms():
        about = (inspect.getdoc(import_module(f"nls_tutorial.{room}")) or "").split("\n\n")[0]
        lines.append(f"| [`{room}`]({room}.md) | {' '.join(about.split())} |")
    return "# The library at a glance\n\n" + "\n".join(lines) + f"\n\n## First steps\n{said[1] if said else ''}"
