"""At the top of each lesson, folded: the symbols that it uses, as the page Notation explains them."""

import re

from docutils import nodes

PAGE = "notation"
GREEK = {r"\varepsilon": "ε", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\lambda": "λ"}
WORDS = re.compile(r"\\(?:mathrm|text|operatorname)\s*\{[^}]*\}")  # letters in an equation that are no symbols
HATTED = re.compile(r"\\(?:hat|bar|tilde)\s*(?:\{[^}]*\}|[a-z])")


def symbol(cell: nodes.Node) -> str:
    """The symbol that a row of the table is about, in TeX: the left side of its first equation, without an index."""
    first = next(iter(cell.findall(nodes.math))).astext()
    return re.sub(r"_\w$", "", first.split("=")[0].strip())


def used(sign: str, equations: str, text: str) -> bool:
    """Does a page with these equations and this text use the symbol?"""
    if sign.startswith(r"\hat"):
        letter = sign.split()[-1].strip("{}")
        return bool(re.search(rf"\\hat\s*\{{?{letter}", equations)) or f"{letter}\u0302" in text
    if sign in GREEK:
        return GREEK[sign] in text or bool(re.search(rf"{re.escape(sign)}(?![a-z])", equations))
    alone = rf"(?<![A-Za-z\\]){sign}(?![A-Za-z])"
    if sign.isupper() and re.search(rf"(?<![\w-]){sign}(?![\w'’-])", text):
        return True
    return bool(re.search(alone, HATTED.sub(" ", equations)))


def named(row: nodes.row, page: str) -> bool:
    """Does the page say the symbol's word, or its name in code? A letter alone may stand for something else there."""
    words = [word.strip() for word in row[1].astext().split(",")]
    return any(re.search(rf"\b{re.escape(word)}", page) for word in [*words, *re.findall(r"\w{3,}", row[2].astext())])


def greek(row: nodes.row) -> bool:
    """Greek letters stand for one thing each, in the whole course."""
    return symbol(row[0]) in GREEK


def rows_for(doctree: nodes.document, table: nodes.table) -> list[nodes.row]:
    """The rows of the notation's table whose symbols the page uses in their sense."""
    maths = [*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)]
    equations = WORDS.sub(" ", " ; ".join(one.astext() for one in maths))
    apart = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)
    text = " ".join(one.astext() for one in doctree.findall(nodes.Text) if not isinstance(one.parent, apart))
    page = doctree.astext()
    body = next(iter(table.findall(nodes.tbody)))
    rows = list(body.findall(nodes.row))
    return [row for row in rows if used(symbol(row[0]), equations, text) and (named(row, page) or greek(row))]


def fold(doctree: nodes.document, table: nodes.table) -> list[nodes.Node]:
    """The fold: the symbols in its summary, their rows inside; nothing for a page without symbols."""
    rows = rows_for(doctree, table)
    if not rows:
        return []
    short = table.deepcopy()
    body = next(iter(short.findall(nodes.tbody)))
    body.children = []
    body.extend(row.deepcopy() for row in rows)
    signs: list[nodes.Node] = []
    for row in rows:
        signs += [nodes.Text(", " if signs else ""), nodes.math("", symbol(row[0]))]
    opening = '<details class="nls-notation"><summary>Notation in this lesson: '
    ends = [nodes.raw("", html, format="html") for html in (opening, "</summary>", "</details>")]
    return [ends[0], *signs, ends[1], short, ends[2]]


def setup(app) -> dict[str, bool]:
    """Sphinx calls this."""

    def resolved(app, doctree: nodes.document, docname: str) -> None:
        if app.builder.format != "html" or not docname.startswith("notebooks/"):
            return
        notation = next(iter(app.env.get_doctree(PAGE).findall(nodes.table)))
        header = next(iter(doctree.findall(nodes.table)), None)
        if header is None:  # a notebook that is no lesson has none
            return
        header["classes"].append("nls-lesson")
        at = header.parent.index(header) + 1
        header.parent[at:at] = fold(doctree, notation)

    app.connect("doctree-resolved", resolved)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
