"""The papers that the lessons name under "Further reading": each linked where it stands, and all of them on one page.

A lesson writes authors, *title*, year, and the arXiv number where there is one; docs/papers.toml has the addresses of
the others. So a lesson that is new brings its papers with it.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course import title as lesson_title
from project import ROOT

MARK = "<!-- references -->"
FILE = ROOT / "docs" / "papers.toml"
SECTION = re.compile(r"^# ## Further reading\n(.*?)(?=^# ## |^# %%|\Z)", flags=re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<!\[)\barXiv (\d{4}\.\d{4,5})\b(?!\])")
TITLE = re.compile(r"(?<![*\w])\*([^*\s][^*]*)\*(?!\*)")
APART = re.compile(r"; |, and (?=[A-Z][^,]*, ?\*|[A-Z]\w+ et al)|(?<=\d), (?=[A-Z][^,]* et al)")


@dataclass(frozen=True)
class Paper:
    """One paper as a lesson names it; `link` is empty where nobody has said where it is."""

    authors: str
    title: str
    year: str
    link: str
    lesson: Path


def addresses() -> dict[str, str]:
    """docs/papers.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def named(source: Path) -> Iterator[Paper]:
    """The papers of one lesson, in its order."""
    known = addresses()
    for section in SECTION.findall(source.read_text(encoding="utf-8")):
        text = re.sub(r"^# ?", "", section, flags=re.MULTILINE)
        for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
            for part in APART.split(" ".join(item.split())):
                if found := TITLE.search(part):
                    before, after = part[: found.start()], part[found.end() :]
                    number = NUMBER.search(after)
                    link = f"https://arxiv.org/abs/{number[1]}" if number else known.get(found[1], "")
                    year = re.search(r"\b(19|20)\d\d\b", after)
                    authors = before.rsplit(": ", 1)[-1].strip(" ,")
                    yield Paper(authors, found[1], year[0] if year else "", link, source)


def with_links(markdown: str) -> str:
    """The text with every arXiv number, and the title of every paper that has none, made a link."""
    linked = NUMBER.sub(r"[arXiv \1](https://arxiv.org/abs/\1)", markdown)
    for title, address in addresses().items():
        words = r"\s+".join(map(re.escape, title.split()))
        linked = re.sub(rf"(?<!\[)\*{words}\*", lambda found, to=address: f"[{found[0]}]({to})", linked)
    return linked


def with_references(page: str, sources: Sequence[Path]) -> str:
    """The page of all papers, by their first authors, each with the lessons that name it."""
    grouped: dict[str, list[Paper]] = {}
    for paper in (one for source in sources for one in named(source)):
        grouped.setdefault(paper.link or paper.title, []).append(paper)
    lines = []
    for same in sorted(grouped.values(), key=lambda some: (some[0].authors.lower(), some[0].year)):
        full = max(same, key=lambda paper: (len(paper.title), len(paper.authors)))
        authors = max((paper.authors for paper in same), key=len)
        name = f"[*{full.title}*]({full.link})" if full.link else f"*{full.title}*"
        lessons = {paper.lesson: None for paper in same}
        where = ", ".join(f"[{one.stem[:2]} {lesson_title(one)}](notebooks/{one.stem}.ipynb)" for one in lessons)
        lines.append(f"- {authors}, {name}{f', {full.year}' if full.year else ''}. In {where}.")
    return page.replace(MARK, "\n".join(lines))
