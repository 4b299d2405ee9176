"""A class that hands in, with marks known beforehand: made from the student versions, as students get them."""

import random
import re
from pathlib import Path

import jupytext
import nbformat
from classroom_books import student

from nls_tutorial import exercises
from nls_tutorial.exercises.find import find
from notebooks import PERCENT, exercise_id, lessons

WRONG = """

{name}_as_it_should_be = {name}


def {name}({arguments}):
    said = {name}_as_it_should_be({arguments})
    if isinstance(said, bool):
        return not said
    if isinstance(said, list):
        return [one + 1 for one in said]
    if isinstance(said, str):
        return "nothing like it"
    return ~said if str(getattr(said, "dtype", "")) == "torch.bool" else said + 1
"""
STATES = ("right", "right", "wrong", "empty")


def answer(name: str, state: str) -> str:
    """The text of an exercise's cell that deserves `state`."""
    asked = find(name)
    if state == "empty":
        text = exercises.starter(name)
    elif state == "wrong" and asked.is_value:
        text = f"{asked.name} = {asked.wrong[0].answer!r}"
    else:
        text = exercises.solution(name)
        if state == "wrong":
            text += WRONG.format(name=asked.name, arguments=", ".join(asked.arguments))
    return f"# exercise {name}\n" + text.strip("\n")


def hand_in(folder: Path, numbers: list[str], states: dict[str, str], *, script: bool = False) -> None:
    """One student's lessons, with the answers that `states` asks for; as `.py` with `script`."""
    folder.mkdir(parents=True)
    for source in lessons(numbers):
        book = student(source)
        for cell in book.cells:
            if (name := exercise_id(cell)) in states:
                cell.source = answer(name, states[name])
        if script:
            (folder / f"{source.stem}.py").write_text(jupytext.writes(book, fmt=PERCENT), encoding="utf-8")
        else:
            nbformat.write(book, folder / f"{source.stem}.ipynb")


def whole_class(folder: Path, numbers: list[str], students: int, seed: int = 0) -> dict[tuple[str, str], str]:
    """So many students in `folder`; (student, exercise) → the state that each deserves."""
    draw, expected = random.Random(seed), {}
    books = {number: exercises.exercise_ids(number) for number in numbers}
    for count in range(students):
        name = f"student_{count:02d}"
        handed = [number for number in numbers if count % 5 or number != numbers[count % len(numbers)]]
        states = {one: draw.choice(STATES) for number in handed for one in books[number]}
        hand_in(folder / name, handed, states, script=count % 4 == 3)
        expected |= {(name, one): states.get(one, "missing") for number in numbers for one in books[number]}
    return expected


def notebook(path: Path, *cells: str) -> Path:
    """A notebook with these code cells and no more."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


def without_marker(text: str) -> str:
    """A cell whose first line the student has deleted."""
    return re.sub(r"\A# exercise .*\n", "", text)
