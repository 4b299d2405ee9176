"""A report as one HTML file: words, tables and scenes that move, with everything inside and nothing fetched."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import TypeAlias

from nls_tutorial.records import Scene, Table
from nls_tutorial.records.text import readable
from nls_tutorial.scenes import encode, scene_module, scene_style

HERE = Path(__file__).parent
Part: TypeAlias = str | Table | Scene | tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it: a paragraph (a text), a list (a tuple of texts), tables and scenes."""

    heading: str
    parts: Sequence[Part]


def report_page(title: str, sections: Sequence[Section]) -> str:
    """The whole page; it follows the reader's light or dark setting, and any words may stand in it.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> page = report_page("Two & two", [Section("Sum", ["It is 4.", ("a line", "another")])])
    >>> "<h1>Two &amp; two</h1>" in page, "<li>another</li>" in page
    (True, True)
    """
    scenes: list[dict[str, object]] = []
    body = []
    for place, section in enumerate(sections):
        inner = "\n".join(_part(part, scenes) for part in section.parts)
        kind = ' class="first"' if place == 0 else ""
        body.append(f"<section{kind}>\n<h2>{_safe(section.heading)}</h2>\n{inner}\n</section>")
    payload = json.dumps(scenes, ensure_ascii=False).replace("<", "\\u003c")  # a title may hold "</script>"
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        title=_safe(title), style=scene_style(), body="\n".join(body), payload=payload, script=scene_module()
    )


def _part(part: Part, scenes: list[dict[str, object]]) -> str:
    if isinstance(part, str):
        return f"<p>{_safe(part)}</p>"
    if isinstance(part, tuple):
        return "<ul>" + "".join(f"<li>{_safe(line)}</li>" for line in part) + "</ul>"
    if isinstance(part, Table):
        table = readable(part._repr_html_())
        return f'<div class="told" tabindex="0" role="region" aria-label="{_safe(part.title)}">{table}</div>'
    spec, data = encode(part)
    scenes.append({"spec": spec, "data": base64.b64encode(data).decode("ascii")})
    return f'<div id="scene-{len(scenes) - 1}"><noscript><p>{_safe(part.alt())}</p></noscript></div>'


def _safe(text: str) -> str:
    return escape(readable(text), quote=True)
