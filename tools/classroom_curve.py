"""A class's guesses on one page for the wall: one diagram, and the questions on which it was surest and wrong.

Students hand in their files (`progress.jsonl`, or what the page "My guesses" exports), with any names, in one folder or
in one folder each. The page holds sums only: no name of a file, no single guess, no question that fewer than five have
answered.
"""

from collections import defaultdict
from html import escape
from pathlib import Path

from notebooks import LessonError

FEWEST = 5  # students behind every number
LISTED = 8  # questions
LARGEST = 5_000_000  # bytes of a file that is read
PAGE = """\
<section class="nls-class"><h1>How sure, how right? The class</h1>
<p>{lead}</p>
<h2>Surest and wrong</h2>
<table><thead><tr><th scope="col"></th><th scope="col">Question</th><th scope="col">The answer</th>
<th scope="col">Guesses</th><th scope="col">Right</th><th scope="col">Sure, on average</th></tr></thead>
<tbody>{rows}</tbody></table></section>
<style>
.nls-class {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; }}
.nls-class table {{ border-collapse: collapse; }}
.nls-class :is(td, th) {{ text-align: left; padding: .3rem .6rem; vertical-align: top; }}
.nls-class tr {{ border-bottom: 1px solid #80889055; }}
@media (prefers-color-scheme: dark) {{ .nls-class {{ color: #e6e6e6; }} }}
</style>
"""


def curve(folder: Path, target: Path) -> Path:
    """Write the class's page; returns its path. Raises LessonError for fewer than five students with guesses."""
    from nls_tutorial.scenes import guess_diagram, scene_page

    students = by_student(folder)
    if len(students) < FEWEST:
        raise LessonError(f"{folder} holds the guesses of {len(students)} students; a class's curve needs {FEWEST}.")
    every = [guess for own in students for guess in own]
    shown = scene_page(guess_diagram(every, title="The class's guesses"))
    lead = f"{len(students)} students, {len(every)} guesses. The first guess of a question is the one that counts."
    rows = "".join(map(_row, hardest(students)))
    target.write_text(shown.replace("</main>", f"</main>\n{PAGE.format(lead=lead, rows=rows)}", 1), encoding="utf-8")
    return target


def by_student(folder: Path) -> list[list]:
    """The guesses that count of each file that holds some; of two equal files, one."""
    from nls_tutorial.progress import first_guesses, guesses

    files = [path for path in sorted(folder.rglob("*.jsonl")) if path.is_file() and path.stat().st_size <= LARGEST]
    found, seen = [], set()
    for file in files:
        own = first_guesses(guesses(file))
        mark = tuple((guess.name, guess.answer, guess.confidence, guess.at) for guess in own)
        if own and mark not in seen:
            seen.add(mark)
            found.append(own)
    return found


def hardest(students: list[list]) -> list[tuple[str, str, str, int, float, float]]:
    """Name, text, answer, guesses, share right and mean confidence of each question, the most misleading ones first."""
    asked = defaultdict(list)
    for own in students:
        for guess in own:
            asked[guess.name, guess.text].append(guess)
    told = []
    for (name, text), found in asked.items():
        if len(found) >= FEWEST:
            right = sum(guess.correct for guess in found) / len(found)
            sure = sum(guess.confidence for guess in found) / len(found)
            told.append((name, text, _usual([guess.truth for guess in found]), len(found), right, sure))
    return sorted(told, key=lambda row: row[4] - row[5])[:LISTED]


def _usual(truths: list[str]) -> str:
    """What most files say the answer is: one run may differ a little from another."""
    return max(sorted(set(truths)), key=truths.count)


def _row(told: tuple[str, str, str, int, float, float]) -> str:
    name, text, truth, count, right, sure = told
    cells = (text, truth, f"{count}", f"{right:.0%}", f"{sure:.0%}")
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
