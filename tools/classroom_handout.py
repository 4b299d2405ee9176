"""A lesson on paper, A4: the questions first, with room to write; what answers them stands on later pages.

The first sheets hold text, equations and definitions, up to the question of each section. Pictures, results, and what a
section says once it has asked, come after them; then the exercises, and on the last page the answers.
"""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from classroom_books import stored
from classroom_pieces import Piece, highlighted, pieces
from course import title
from project import ROOT
from publish import MATHJAX, from_npm

from notebooks import LessonError

TEMPLATE = ROOT / "tools" / "templates" / "handout.html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LINES_TO_PREDICT = 3
EXERCISES = "Exercises"  # the heading from which nothing is asked any more
AFTER = ("picture", "result", "card")  # what answers a question before it is asked
SECONDS = 90


def handout(source: Path, folder: Path) -> Path:
    """The lesson as HTML for paper in `folder`, and as PDF beside it where there is Chromium; the last one written."""
    page = folder / f"{source.stem}.html"
    shutil.copy(from_npm(*MATHJAX), folder / "tex-svg.js")
    page.write_text(handout_page(source), encoding="utf-8")
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    return print_pdf(browser, page) if browser else page


def handout_page(source: Path) -> str:
    """The whole page."""
    sheets = Sheets()
    for piece in pieces(stored(source)):
        sheets.add(piece)
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(title=title(source), number=source.stem[:2], body=sheets.html())


@dataclass
class Sheets:
    """The stacks that the pieces of a lesson are laid on, one after another."""

    first: list[str] = field(default_factory=list)  # to read and to predict
    shown: list[str] = field(default_factory=list)  # what answers it
    last: list[str] = field(default_factory=list)  # the exercises, and what comes after them
    answers: dict[int, str] = field(default_factory=dict)
    section: str = ""
    asked: bool = False  # in this section
    turned: bool = False  # something of this section lies on the second stack
    over: bool = False  # the exercises have begun

    def add(self, piece: Piece) -> None:
        """Lay a piece where it belongs; an answer is put by, under the number of the question before it."""
        if piece.kind == "heading":
            self._open(piece)
        elif piece.kind == "answer":
            self.answers[max(self.answers)] += piece.html
        elif piece.kind == "exercise" or self.over:
            self.over = True
            self.last.append(_exercise(piece) if piece.kind == "exercise" else _framed(piece))
        elif piece.kind == "question":
            self.first.append(self._question(piece))
        elif self.asked or piece.kind in AFTER:
            self._turn()
            self.shown.append(_framed(piece))
        else:
            self.first.append(_framed(piece))

    def _open(self, piece: Piece) -> None:
        self._close()
        level = len(piece.name)
        self.section, self.asked = piece.html, False
        self.over |= piece.source == EXERCISES
        if level > 1:
            (self.last if self.over else self.first).append(f"<h{level}>{piece.html}</h{level}>")

    def _question(self, piece: Piece) -> str:
        number = len(self.answers) + 1
        self.answers[number], self.asked = "", True
        asked = re.sub(r"<strong>Predict\.?</strong>\s*", "", piece.html, count=1)
        label = f'<div class="label">Predict, before you look ({number})</div>'
        return f'<div class="ask">{label}{asked}{_lines(LINES_TO_PREDICT)}</div>'

    def _turn(self) -> None:
        """The first time in a section, its name stands on the second stack, too."""
        if not self.turned:
            self.turned = True
            self.shown.append(f"<h3>{self.section}</h3>")

    def _close(self) -> None:
        """At the end of a section that goes on elsewhere, the first stack says where."""
        if self.turned:
            self.turned = False
            self.first.append(f'<p class="turn">It goes on under “{self.section}” on the pages of what shows.</p>')

    def html(self) -> str:
        """The stacks, each from a page of its own."""
        self._close()
        parts = list(self.first)
        if self.shown:
            parts += ['<section class="shown"><h2>What shows</h2>', *self.shown, "</section>"]
        if self.last:
            parts += ['<section class="last">', *self.last, "</section>"]
        if self.answers:
            items = "\n".join(f'<li value="{number}">{said}</li>' for number, said in self.answers.items() if said)
            parts.append(f'<section class="answers"><h2>What you may have predicted</h2><ol>{items}</ol></section>')
        return "\n".join(parts)


def _framed(piece: Piece) -> str:
    """A piece as paper shows it."""
    match piece.kind:
        case "picture":
            return f"<figure>{piece.html}</figure>"
        case "card":
            return f'<div class="claim">{piece.html}</div>'
        case "code" | "result":
            return f'<div class="{piece.kind}">{piece.html}</div>'
    return piece.html


def _lines(number: int) -> str:
    return f'<div class="lines">{"<i></i>" * number}</div>'


def _exercise(piece: Piece) -> str:
    """The question, then where the starter stands: what is given, and room for the rest."""
    from nls_tutorial import exercises

    if piece.html:
        return f'<div class="task">{piece.html}'
    room = len([line for line in exercises.solution(piece.name).splitlines() if line.strip()])
    given = re.sub(r"^(?:import|from) .*\n+", "", piece.source, flags=re.MULTILINE)
    given = re.sub(r"\n\s*\.\.\.\s*\Z", "", given)
    return f'<div class="code">{highlighted(given)}</div>{_lines(max(4, min(9, room)))}</div>'


def print_pdf(browser: str, page: Path) -> Path:
    """The page as PDF, as Chromium prints it, once its equations stand."""
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        printing = ["--no-pdf-header-footer", "--virtual-time-budget=30000", f"--print-to-pdf={target}"]
        command = [browser, *flags, f"--user-data-dir={profile}", *printing, page.resolve().as_uri()]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as trouble:
            raise LessonError(f"{browser} did not print {page.name} in {SECONDS} s.") from trouble
    if done.returncode or not target.exists():
        raise LessonError(f"{browser} could not print {page.name}: {done.stderr.strip() or 'it did not say why'}")
    return target
