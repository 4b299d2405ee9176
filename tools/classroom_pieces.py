"""A lesson taken apart for paper and for the wall: prose, questions, answers, the code that is taught, pictures."""

import ast
import base64
import io
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from nbformat import NotebookNode

from notebooks import checked_id, exercise_id

Kind = Literal["heading", "prose", "question", "answer", "code", "result", "card", "picture", "exercise"]

DETAILS = re.compile(r"<details><summary><b>Reveal</b></summary>\s*(.*?)\s*</details>", flags=re.DOTALL)
PROMPT = re.compile(r"<!-- exercise (\d\d\.\d+) -->\s*")
LOCAL_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")
ANCHOR = re.compile(r'<a class="anchor-link".*?</a>')
LONGEST_CODE = 16  # lines; what is longer is a study, and not a definition


@dataclass(frozen=True)
class Piece:
    """One thing of one kind. `html` shows it; `name` is an exercise's id; `source` is markdown or Python."""

    kind: Kind
    html: str
    source: str = ""
    name: str = ""


def pieces(book: NotebookNode) -> Iterator[Piece]:
    """The lesson, piece by piece, in its order; checks and what only makes the wheels turn are left out."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            yield from _prose(cell.source)
        elif name := exercise_id(cell):
            yield Piece("exercise", "", cell.source.split("\n", 1)[1], name)
        elif not checked_id(cell):
            yield from _code(cell)


# ------------------------------------------------------------------------------------------------ prose


def to_html(markdown: str) -> str:
    """Markdown as HTML, its equations left for MathJax; links to other lessons become plain words."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    html = markdown2html_mistune(LOCAL_LINK.sub(r"\1", markdown)).strip()
    return ANCHOR.sub("", html)


def _prose(markdown: str) -> Iterator[Piece]:
    if prompt := PROMPT.match(markdown):
        yield Piece("exercise", to_html(markdown[prompt.end() :]), markdown[prompt.end() :], prompt[1])
        return
    at = 0
    for found in DETAILS.finditer(markdown):
        yield from _blocks(markdown[at : found.start()])
        yield Piece("answer", to_html(found[1]), found[1])
        at = found.end()
    yield from _blocks(markdown[at:])


def _blocks(markdown: str) -> Iterator[Piece]:
    for block in re.split(r"\n\s*\n", markdown.strip()):
        if not block:
            continue
        if heading := re.match(r"(#{1,3}) (.+)\Z", block):
            yield Piece("heading", to_html(heading[2]).removeprefix("<p>").removesuffix("</p>"), heading[2], heading[1])
        else:
            kind: Kind = "question" if block.startswith("**Predict") else "prose"
            yield Piece(kind, to_html(block), block)


# ------------------------------------------------------------------------------------------------ code


def taught(source: str) -> str:
    """The definitions in a cell, without imports, checks and printing; nothing where no arithmetic is taught."""
    if "assert" not in source or "scenes.show" in source or "scenes.predict" in source:
        return ""
    lines = source.splitlines()
    kept, formula = [], False
    for node in ast.parse(source).body:
        printing = isinstance(node, ast.Expr)
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert) or printing:
            continue
        formula |= any(isinstance(part, ast.BinOp | ast.FunctionDef) for part in ast.walk(node))
        kept += lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(kept) if formula and len(kept) <= LONGEST_CODE else ""


def _code(cell: NotebookNode) -> Iterator[Piece]:
    code, measured = taught(cell.source), "nbval-ignore-output" in cell.metadata.get("tags", [])
    if code:
        yield Piece("code", highlighted(code), code)
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            picture, alt = behind(output)
            yield Piece("picture", f'<img src="data:image/png;base64,{without_note(picture)}" alt="{escape(alt)}">')
        elif "nls-mount" in data.get("text/html", ""):
            yield Piece("picture", data["text/html"])
        elif 'role="note"' in data.get("text/html", ""):
            yield Piece("card", data["text/html"])
        elif output.output_type == "stream" and (code or (measured and "import" not in cell.source)):
            yield Piece("result", f"<pre>{escape(output.text.rstrip())}</pre>", output.text)


def behind(output: NotebookNode) -> tuple[str, str]:
    """The picture of an output and its words; of a scene that asks first, what lies behind its curtain."""
    said = output.metadata.get("image/png", {})
    if "answer" in said:
        return said["answer"], said["answer_alt"]
    return output.data["image/png"], said.get("alt", output.data.get("text/plain", ""))


def highlighted(code: str) -> str:
    """Python in colours that print well."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(code, PythonLexer(), HtmlFormatter(noclasses=True, style="friendly", nobackground=True))


def without_note(encoded: str) -> str:
    """A still picture without the line under it that tells how to move it, which paper cannot."""
    import numpy as np
    from PIL import Image

    from nls_tutorial.scenes.widget import STILL_NOTE

    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    pixels = np.asarray(picture).astype(int)
    inked = (np.abs(pixels - pixels[-1, 0]) > 40).any(axis=(1, 2))
    bottom = len(inked)
    for _ in textwrap.wrap(STILL_NOTE, width=int(15 * picture.width / 100)):  # as plots breaks it
        filled = np.flatnonzero(inked[:bottom])
        gaps = np.flatnonzero(~inked[: filled[-1] + 1]) if len(filled) else filled
        bottom = int(gaps[-1]) if len(gaps) else bottom
    target = io.BytesIO()
    picture.crop((0, 0, picture.width, bottom)).save(target, "PNG", optimize=True)
    return base64.b64encode(target.getvalue()).decode("ascii")
