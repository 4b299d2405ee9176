"""A lesson on paper: text, equations, still pictures, the definitions, and room to write.

A4; the answers to the questions stand on the last page.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
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
    questions, answers = count(1), dict[int, str]()
    body = "\n".join(_shown(piece, questions, answers) for piece in pieces(stored(source)))
    if answers:
        items = "\n".join(f'<li value="{number}">{answer}</li>' for number, answer in answers.items() if answer)
        body += f'\n<section class="answers"><h2>What you may have predicted</h2><ol>{items}</ol></section>'
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(title=title(source), number=source.stem[:2], body=body)


def _shown(piece: Piece, questions: Iterator[int], answers: dict[int, str]) -> str:
    """A piece as paper shows it; an answer is put by, under the number of the question before it."""
    match piece.kind:
        case "heading":
            level = len(piece.name)
            return "" if level == 1 else f"<h{level}>{piece.html}</h{level}>"
        case "question":
            asked = re.sub(r"<strong>Predict\.?</strong>\s*", "", piece.html, count=1)
            number = next(questions)
            answers[number] = ""
            label = f'<div class="label">Predict, before you look ({number})</div>'
            return f'<div class="ask">{label}{asked}{_lines(LINES_TO_PREDICT)}</div>'
        case "answer":
            answers[max(answers)] += piece.html
            return ""
        case "exercise":
            return _exercise(piece)
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
