"""The site's first page: what the course is and for whom, a scene that is alive, the lessons as cards."""

import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

import launch
import yaml
from captures import scenes
from claims import claim_boxes
from course import Entry, entries
from playground_files import place
from project import ROOT
from thumbnails import thumbnail, which

HEAD = """\
---
html_theme.sidebar_secondary.remove: true
---

# Soft labels and calibrated networks

```{raw} html
"""
TEMPLATE = ROOT / "tools" / "templates" / "front.html"


def front_page(sources: Sequence[Path], toctrees: str) -> str:
    """The page as Sphinx reads it."""
    first, known = sources[0], {one.stem: one for one in entries()}
    path = f"notebooks/{first.stem}.ipynb"
    claims = [word for source in sources for box in claim_boxes(source) for word in box.words]
    body = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        first=f"notebooks/{first.stem}.html",
        binder=launch.binder(path),
        colab=launch.colab(path),
        playground=place(compact=True),
        lessons=len(sources),
        least=min(one.minutes for one in known.values()),
        most=max(one.minutes for one in known.values()),
        cards="\n".join(card(source, known[source.stem]) for source in sources),
        verdicts=len(claims),
        shows=claims.count("shows"),
        repository=launch.address(),
        bibtex=escape(bibtex()),
    )
    return f"{HEAD}{body}```\n{toctrees}"


def card(source: Path, entry: Entry) -> str:
    """One lesson: its picture, its number and title, its idea, its minutes, what to drag."""
    scene = which([json.loads(file.read_text(encoding="utf-8")) for file in scenes(source)])
    picture = thumbnail(scene) if scene else ""
    return (
        f'<a class="nls-card" href="notebooks/{source.stem}.html">{picture}'
        f'<span class="nls-card-title"><b>{entry.number}</b> {escape(entry.title)}</span>'
        f'<span class="nls-card-idea">{escape(entry.lesson.idea)}</span>'
        f'<span class="nls-card-facts">{entry.minutes} min · drag {escape(entry.lesson.drag)}</span></a>'
    )


def bibtex() -> str:
    """The entry for a list of references, from CITATION.cff."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join(f"{{{one['name']}}}" for one in told["authors"])
    year = str(told["date-released"])[:4]
    rows = {
        "author": authors,
        "title": f"{{{told['title']}}}",
        "year": year,
        "version": told["version"],
        "url": told["repository-code"],
        "license": told["license"],
    }
    lines = [f"  {name} = {{{value.strip('{}') if name == 'title' else value}}}," for name, value in rows.items()]
    return "\n".join([f"@software{{nls_tutorial_{year},", *lines, "}"])


def objectives() -> str:
    """What each lesson is for, from the first table of its notebook."""
    lines = ["| lesson | afterwards you know |", "|:--|:--|"]
    for one in entries():
        text = (ROOT / "notebooks" / f"{one.stem}.py").read_text(encoding="utf-8")
        learn = re.search(r"^# \| \*\*Learn\*\* \| (.+?) \|$", text, flags=re.MULTILINE)
        lines.append(f"| [{one.number} {one.title}](notebooks/{one.stem}.ipynb) | {learn[1] if learn else ''} |")
    return "\n".join(lines)


def with_about(page: str) -> str:
    """The page about the course, with what each lesson is for and how to cite it."""
    cited = f"```bibtex\n{bibtex()}\n```"
    return page.replace("<!-- objectives -->", objectives()).replace("<!-- bibtex -->", cited)
