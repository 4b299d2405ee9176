"""The lessons as students and as teachers have them, from the same source."""

import re
from pathlib import Path

import launch
import nbformat
from classroom_pieces import behind
from nbformat import NotebookNode

from notebooks import checked_id, exercise_id, read

REVEAL = re.compile(r"<details><summary><b>Reveal</b></summary>")


def stored(source: Path) -> NotebookNode:
    """The lesson as it is committed: with its outputs."""
    return launch.without(nbformat.read(source.with_suffix(".ipynb"), as_version=4))


def student(source: Path) -> NotebookNode:
    """Exercises open, no outputs: a picture would answer the question that stands before it."""
    return launch.without(read(source))


def teacher(source: Path) -> NotebookNode:
    """As it is committed, with every exercise solved, its hints and known wrong answers folded away under it."""
    from nls_tutorial import exercises

    book = stored(source)
    cells = []
    for cell in book.cells:
        cells.append(cell)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"], alt = behind(output)
                output.metadata["image/png"] = nbformat.from_dict({"alt": alt})
        if name := exercise_id(cell):
            cell.source = f"# exercise {name}\n" + exercises.solution(name).strip("\n")
        elif asked := checked_id(cell):
            cell.outputs = solved_output(asked, cell.execution_count)
            cells.append(nbformat.v4.new_markdown_cell(notes(asked), id=f"notes-{asked.replace('.', '-')}"))
        elif cell.cell_type == "markdown":
            cell.source = REVEAL.sub("<details open><summary><b>Answer</b></summary>", cell.source)
    book.cells = cells
    return book


def solved_output(name: str, count: int | None) -> list[NotebookNode]:
    """What the check says of the solution."""
    from nls_tutorial.exercises.find import find
    from nls_tutorial.exercises.judge import judge

    asked = find(name)
    verdict = judge(asked, asked.solution() if asked.is_value else asked.solution)
    data = {"text/plain": repr(verdict), "text/html": verdict._repr_html_()}
    return [nbformat.v4.new_output("execute_result", data, execution_count=count)]


def notes(name: str) -> str:
    """For the teacher: the hints, and what each known wrong answer shows."""
    from nls_tutorial.exercises.find import find

    asked = find(name)
    hints = "\n".join(f"{number}. {text}" for number, text in enumerate(asked.hints, 1))
    wrong = "\n".join(f"- {answer.says}" for answer in asked.wrong)
    return (
        f"<details><summary><b>For the teacher: {name}, {'★' * asked.stars}{'☆' * (3 - asked.stars)}</b></summary>\n\n"
        f"The three hints:\n\n{hints}\n\nWrong answers that the check knows, and what it says of each:\n\n{wrong}\n\n"
        "</details>"
    )
