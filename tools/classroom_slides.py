"""A lesson on the wall: one idea a slide, the questions before the scenes, the scenes live, the answers after them.

Each deck is one HTML file (the equations' script lies beside it): no server, no network, no kernel.
"""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from string import Template

import nbformat
from captures import capture, matched
from classroom_books import stored
from classroom_pieces import Piece, pieces
from course import title
from nbformat import NotebookNode
from project import ROOT
from publish import MATHJAX, from_npm

TEMPLATE = ROOT / "tools" / "templates" / "slides.html"
ROOM = 50  # words on a slide; an equation counts as ten, a line of code as eight
SKIPPED = ("Further reading",)  # sections that nobody reads from a wall


def slides(source: Path, folder: Path) -> Path:
    """The deck of one lesson, in `folder`. Runs the lesson, once, so that its scenes can move."""
    target = folder / f"{source.stem}.html"
    shutil.copy(from_npm(*MATHJAX), folder / "tex-svg.js")
    book, scenes = live(source)
    target.write_text(deck(source, book, scenes), encoding="utf-8")
    return target


def live(source: Path) -> tuple[NotebookNode, dict[str, object]]:
    """The lesson as it is committed, with a place for each scene, and the scenes; run first where no run was kept."""
    capture(source)
    book, scenes = stored(source), {}
    for output, file in matched(source, book):
        scene = json.loads(file.read_text(encoding="utf-8"))
        spec = {name: part for name, part in scene["spec"].items() if name != "guess"}  # the deck asks by itself
        scenes[file.stem] = {"spec": spec, "data": scene["data"]}
        still = base64.b64encode(file.with_name(f"{file.stem}_light.png").read_bytes()).decode("ascii")
        picture = f'<img src="data:image/png;base64,{still}" alt="{escape(scene["alt"])}">'
        place = f'<div class="nls-mount" data-scene="{file.stem}">{picture}</div>'
        output.data = nbformat.from_dict({"text/html": place, "text/plain": output.data["text/plain"]})
    return book, scenes


def deck(source: Path, book: NotebookNode, scenes: dict[str, object]) -> str:
    """The whole page."""
    from nls_tutorial.scenes import scene_module, scene_style

    name, number = title(source), source.stem[:2]
    shown = "\n".join(f"<section>{slide}</section>" for slide in sequence(name, number, list(pieces(book))))
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=name,
        number=number,
        slides=shown,
        style=scene_style(),
        script=scene_module(),
        scenes=json.dumps(scenes, ensure_ascii=False).replace("</", "<\\/"),
    )


def sequence(name: str, number: str, found: list[Piece]) -> Iterator[str]:
    """Slide after slide: what belongs together and fits stands on one."""
    head, held, room = "", [], ROOM
    opening = next((piece for piece in found if piece.kind == "prose"), None)
    yield f'<p class="where">Soft labels and calibrated networks · lesson {number}</p><h1>{name}</h1>' + (
        opening.html if opening else ""
    )
    for piece in found[found.index(opening) + 1 :] if opening else found:
        alone = piece.kind in ("picture", "question", "answer", "exercise", "card")
        if held and (alone or piece.kind == "heading" or (weight(piece) > room and piece.kind != "result")):
            yield head + "".join(held)
            held, room = [], ROOM
        if piece.kind == "heading":
            head = f"<h2>{piece.html}</h2>" if len(piece.name) > 1 else ""
        elif plain(head) in SKIPPED or (piece.kind == "exercise" and not piece.html):
            continue  # a starter: its question has been shown
        elif alone:
            yield framed(piece, head)
        else:
            held.append(f'<div class="{piece.kind}">{piece.html}</div>' if piece.kind != "prose" else piece.html)
            room -= weight(piece)
    if held and plain(head) not in SKIPPED:
        yield head + "".join(held)


def plain(html: str) -> str:
    """The words without the tags."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def weight(piece: Piece) -> int:
    """How much of a slide's room it takes."""
    if piece.kind in ("code", "result"):
        return 8 * len(piece.source.splitlines())
    words = re.sub(r"\$\$.*?\$\$", " e" * 10, piece.source, flags=re.DOTALL)
    return len(words.split())


def framed(piece: Piece, head: str) -> str:
    """A piece that has a slide of its own."""
    match piece.kind:
        case "question":
            asked = re.sub(r"<strong>Predict\.?</strong>\s*", "", piece.html, count=1)
            return f'{head}<div class="ask"><div class="label">Predict</div>{asked}</div>'
        case "answer":
            return f'{head}<div class="reply"><div class="label">What happens</div>{piece.html}</div>'
        case "picture":
            return f'<div class="picture">{piece.html}</div>'
        case "card":
            return f'{head}<div class="claim">{piece.html}</div>'
    return f"{head}{piece.html}"
