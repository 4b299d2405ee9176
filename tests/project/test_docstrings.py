"""Every example in a docstring gives what it says, and every public function and class is shown somewhere."""

import ast
import doctest
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import jupytext
import pytest

import nls_tutorial
from notebooks import lessons

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    "nls_tutorial",
    *sorted(found.name for found in pkgutil.walk_packages(nls_tutorial.__path__, "nls_tutorial.")),
]
ROOMS = [room for room in nls_tutorial.__all__ if room != "lessons"]
PUBLIC = [
    (room, name)
    for room in [*ROOMS, *(f"lessons.{lesson}" for lesson in nls_tutorial.lessons.__all__)]
    for name in import_module(f"nls_tutorial.{room}").__all__
    if callable(getattr(import_module(f"nls_tutorial.{room}"), name))
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    failures, _ = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failures == 0, "see the captured output"


def names_in(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def shown() -> set[str]:
    """Every name that the code of a lesson, the README, a page of the site or a docstring's example uses or prints."""
    found: set[str] = set()
    for source in lessons():
        book = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
        for cell in book.cells:
            if cell.cell_type == "code":
                found.update(names_in(cell.source))
    for page in [ROOT / "README.md", *(ROOT / "docs" / "pages").glob("*.md")]:
        for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
            found.update(names_in(code))
    for module in MODULES:
        for part in doctest.DocTestFinder().find(import_module(module)):
            for example in part.examples:
                found.update(names_in(example.source))
                found.update(re.findall(r"\w+", f"{example.want} {example.exc_msg}"))
    return found


def test_every_public_function_and_class_is_shown_by_name() -> None:
    known = shown()
    assert [f"{room}.{name}" for room, name in PUBLIC if name not in known] == [], "add an example to its docstring"
    assert len(PUBLIC) > 250
    assert "no_such_name" not in known


def test_what_is_first_met_in_a_lesson_is_met_in_one_that_is_there() -> None:
    named = {
        (file.relative_to(ROOT), lesson)
        for file in (ROOT / "nls_tutorial").rglob("*.py")
        for lesson in re.findall(r"First met in notebooks/(\w+)", file.read_text(encoding="utf-8"))
    }
    assert len(named) > 100
    assert [entry for entry in named if entry[1] not in {lesson.stem for lesson in lessons()}] == []
