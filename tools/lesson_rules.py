"""The limits that keep a lesson short, open and honest: `python tools/notebooks.py lint`."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import jupytext
import nbformat
from lesson_numbers import untied
from nbformat import NotebookNode

WORDS = (900, 1800)
WORDS_START = (400, 1800)  # lesson 00 only opens the door
CELL_LINES_MEDIAN, CELL_LINES_P90, CELL_LINES_MAX = 6, 15, 25
CODE_CELLS = 25  # about 20 is the aim

OPENING = {
    "what the reader will do (**Do**)": r"\*\*[^*]*\bdo\b",
    "what the reader will learn (**Learn**)": r"\*\*[^*]*\blearn\b",
    "what the reader needs (**Need**)": r"\*\*[^*]*\bneed",
    "the reading time, such as '15 min'": r"\d+\s*min",
    "the run time, such as '40 s'": r"\d+\s*s(econds?)?\b",
    "the device, CPU or GPU": r"\b[CG]PU",
}
CLOSING = {
    "What to take away": r"take\W+away",
    "Exercises": r"exercises?",
    "Further reading": r"further reading",
}
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|<img\b(?P<html>[^>]*)>")


def lint(sources: Sequence[Path]) -> list[str]:
    """Every broken rule in the lessons, one line each."""
    troubles: list[str] = []
    bodies: dict[str, str] = {}
    for source in sources:
        book = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
        pair = source.with_suffix(".ipynb")
        found = [*_size(source, book), *_frame(book), *_alt_text(book), *_repeated(source, book, bodies)]
        if pair.exists():
            found += [*_outputs(nbformat.read(pair, as_version=4)), *untied(pair)]
        troubles += [f"{source.name}: {trouble}" for trouble in found]
    return troubles


def _code(book: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def _markdown(book: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in book.cells if cell.cell_type == "markdown"]


# ------------------------------------------------------------------------------------------------ size


def _size(source: Path, book: NotebookNode) -> Iterator[str]:
    lines = sorted(sum(bool(line.strip()) for line in cell.source.splitlines()) for cell in _code(book))
    if lines:
        p90 = lines[min(len(lines) - 1, int(0.9 * len(lines)))]
        for name, seen, limit in (
            ("median", median(lines), CELL_LINES_MEDIAN),
            ("90th percentile", p90, CELL_LINES_P90),
            ("longest", lines[-1], CELL_LINES_MAX),
        ):
            if seen > limit:
                yield f"code cells must stay short: the {name} has {seen:g} lines, the limit is {limit}"
    if len(lines) > CODE_CELLS:
        yield f"{len(lines)} code cells, the limit is {CODE_CELLS}; split the lesson or move plumbing to the library"
    low, high = WORDS_START if source.name.startswith("00_") else WORDS
    count = sum(prose_words(cell.source) for cell in _markdown(book))
    if not low <= count <= high:
        yield f"{count} words of prose, but a lesson has {low} to {high}"


def prose_words(markdown: str) -> int:
    """How many words a reader reads: no code, no equations, no tags, no addresses of links."""
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"`[^`\n]*`", r"<[^>]+>", r"\]\([^)]*\)"):
        markdown = re.sub(pattern, " ", markdown, flags=re.DOTALL)
    return sum(bool(re.search(r"\w", word)) for word in markdown.split())


# ------------------------------------------------------------------------------------------------ frame


def _frame(book: NotebookNode) -> Iterator[str]:
    start = []
    for cell in book.cells:
        if cell.cell_type == "code":
            break
        start.append(cell.source)
    opening = "\n".join(start)
    if not opening.startswith("# "):
        yield "the first cell must be the title, a line that starts with '# '"
    for what, pattern in OPENING.items():
        if not re.search(pattern, opening, flags=re.IGNORECASE):
            yield f"the opening, before the first code cell, must say {what}"
    headings = re.findall(r"^#{2,3} (.+)$", "\n".join(cell.source for cell in _markdown(book)), flags=re.MULTILINE)
    for what, pattern in CLOSING.items():
        if not any(re.search(pattern, heading, flags=re.IGNORECASE) for heading in headings):
            yield f"the lesson must close with a heading '## {what}'"


def _alt_text(book: NotebookNode) -> Iterator[str]:
    for cell in _markdown(book):
        for picture in PICTURE.finditer(cell.source):
            html = picture["html"]
            said = picture["alt"] if html is None else " ".join(re.findall(r"""alt=["'](.*?)["']""", html))
            if not said.strip():
                yield f"a picture without alt text: {cell.source[picture.start() :].splitlines()[0]!r}"


# ------------------------------------------------------------------------------------------------ code and outputs


def _repeated(source: Path, book: NotebookNode, bodies: dict[str, str]) -> Iterator[str]:
    """A function whose body another lesson has too: it belongs to the library."""
    for cell in _code(book):
        if "exercise" in cell.metadata.get("tags", []):
            continue
        plain = "\n".join("pass" if line.lstrip().startswith(("%", "!")) else line for line in cell.source.splitlines())
        for node in ast.walk(ast.parse(plain)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            body = "\n".join(ast.dump(line) for line in node.body)
            first = bodies.setdefault(body, source.name)
            if first != source.name:
                yield f"the body of {node.name} stands in {first} too; put it into the library"


def _outputs(book: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(_code(book), 1):
        where = f"code cell {number} ({cell.source.splitlines()[0] if cell.source else 'empty'!r})"
        tags = cell.metadata.get("tags", [])
        if cell.source.rstrip().endswith(";"):
            yield f"{where} hides its value with a ';', which nbval does not honour; end on a statement such as _ = ..."
        if "nbval-check-output" in tags and not cell.outputs:
            yield f"{where} is tagged nbval-check-output, but nothing is stored to compare"
        for output in cell.outputs:
            if output.get("name") == "stderr":
                yield f"{where} writes to stderr: {output.text.strip().splitlines()[-1]!r}"
            data = output.get("data", {})
            texts = [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
            if any(ADDRESS.search(text) for text in texts):
                yield f"{where} shows a memory address, which differs in every run"
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if "image/png" in data and not alt:
                yield f"{where} shows a picture without alt text; show a Scene, or give display(..., metadata=...) one"
            elif "image/png" in data and not re.search(r"\d", alt):
                yield f"{where} shows a picture whose alt text has none of its numbers, {alt!r}; give it readouts"
