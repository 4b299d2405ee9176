"""In a lesson, the first time that a word of the glossary stands in its prose, it is a link that shows what it means.

The page docs/pages/glossary.md is the only source: its terms are looked for in each lesson, and the first paragraph of
each definition is the tip. `static/tips.js` shows it; without JavaScript the word leads to the glossary.
"""

import re
from collections.abc import Iterator
from html import escape

from docutils import nodes
from sphinx import addnodes

PAGE = "glossary"
APART = (nodes.title, nodes.literal, nodes.math, nodes.math_block, nodes.reference, nodes.raw, nodes.table)
APART += (nodes.literal_block, nodes.Admonition, addnodes.pending_xref)
UNREAD = ("further-reading", "names-first-met-here")  # sections that name things and explain none


def pattern(term: str) -> str:
    """What stands for a term in prose: its plural as well, and a capital at the start of a sentence, but no acronym."""
    word = re.escape(term)
    if term[1:] == term[1:].lower():
        word = f"[{term[0].upper()}{term[0]}]{word[1:]}"
    word = f"{word}?" if term.endswith("s") else f"{word}s?"
    return word.replace(r"\ ", r"\s+")


class Glossary:
    """The terms of the page: where each stands, and what it means."""

    def __init__(self, page: nodes.document) -> None:
        self.anchors: dict[str, str] = {}
        self.meaning: dict[str, nodes.paragraph] = {}
        for item in page.findall(nodes.definition_list_item):
            names = [child for child in item.children if isinstance(child, nodes.term)]
            paragraphs = [part for part in item.children[-1].children if isinstance(part, nodes.paragraph)]
            for name in names:
                self.anchors[name.astext()] = names[0]["ids"][0]
            self.meaning[names[0]["ids"][0]] = plain(paragraphs[0])
        # the longest first: "logit distance" before "logit"
        longest = sorted(self.anchors, key=len, reverse=True)
        found = "|".join(f"(?P<t{number}>{pattern(term)})" for number, term in enumerate(longest))
        self.search = re.compile(rf"(?<![\w-])(?:{found})(?![\w-])")
        self.ordered = [self.anchors[term] for term in longest]

    def anchor(self, found: re.Match[str]) -> str:
        """The entry that a match belongs to."""
        return self.ordered[int((found.lastgroup or "t0")[1:])]


def plain(paragraph: nodes.paragraph) -> nodes.paragraph:
    """The paragraph without its links: a tip holds nothing to press."""
    kept = paragraph.deepcopy()
    for link in [*kept.findall(addnodes.pending_xref), *kept.findall(nodes.reference)]:
        link.replace_self(nodes.inline("", link.astext()))
    return kept


def prose(doctree: nodes.document) -> Iterator[nodes.Text]:
    """The pieces of text in which a word may be marked."""
    for text in list(doctree.findall(nodes.Text)):
        node = text.parent
        while node is not None and not isinstance(node, APART) and not set(node.get("ids", ())) & set(UNREAD):
            node = node.parent
        if node is None:
            yield text


def mark(doctree: nodes.document, glossary: Glossary, address: str) -> list[str]:
    """Turns the first occurrence of each term into a link with a tip; returns the entries that were met, in order."""
    met: list[str] = []
    for text in prose(doctree):
        said, parts, done = text.astext(), [], 0
        for found in glossary.search.finditer(said):
            anchor = glossary.anchor(found)
            if anchor in met:
                continue
            met.append(anchor)
            parts += [nodes.Text(said[done : found.start()]), _link(found[0], anchor, address)]
            done = found.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(said[done:])])
    return met


def _link(word: str, anchor: str, address: str) -> nodes.raw:
    tip = anchor.replace("term-", "tip-", 1)
    html = f'<a class="nls-term" href="{address}#{anchor}" aria-describedby="{tip}">{escape(word)}</a>'
    return nodes.raw("", html, format="html")


def tips(met: list[str], glossary: Glossary, render) -> str:
    """The tips of one page, as HTML, closed until they are asked for."""
    shown = []
    for anchor in met:
        text = render(glossary.meaning[anchor])
        tip = anchor.replace("term-", "tip-", 1)
        shown.append(f'<div class="nls-tip" role="tooltip" id="{tip}" hidden>{text}</div>')
    return "\n".join(shown)


def setup(app) -> dict[str, bool]:
    """Sphinx calls this."""
    kept: dict[str, Glossary] = {}
    on_page: dict[str, list[str]] = {}

    def resolved(app, doctree: nodes.document, docname: str) -> None:
        if app.builder.format != "html" or not docname.startswith("notebooks/"):
            return
        if PAGE not in kept:
            kept[PAGE] = Glossary(app.env.get_doctree(PAGE))
        glossary = kept[PAGE]
        on_page[docname] = mark(doctree, glossary, app.builder.get_relative_uri(docname, PAGE))
        app.env.get_domain("math").data["has_equations"][docname] = True  # a tip may hold one

    def written(app, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
        if on_page.get(pagename):
            glossary, render = kept[PAGE], lambda node: app.builder.render_partial(node)["fragment"]
            context["body"] += tips(on_page[pagename], glossary, render)

    app.connect("doctree-resolved", resolved)
    app.connect("html-page-context", written)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
