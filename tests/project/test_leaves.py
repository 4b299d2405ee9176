"""Every leaf of the library has a test file of its name, and no function is longer than a page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "nls_tutorial"
LEAVES = sorted(path for path in LIBRARY.rglob("*.py") if not path.name.startswith("__"))
LONGEST = 40  # lines of a function's body, without its docstring


def name(path: Path) -> str:
    return str(path.relative_to(LIBRARY).with_suffix(""))


def has_code(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


def bodies(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each function and how many lines its body has, from its first statement after the docstring to its end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node.name, body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.slow
@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_a_leaf_has_its_test_file(path: Path) -> None:
    if has_code(ast.parse(path.read_text(encoding="utf-8"))):
        test = ROOT / "tests" / path.relative_to(LIBRARY).with_name(f"test_{path.name}")
        assert test.is_file(), f"write {test.relative_to(ROOT)}"
        assert "def test_" in test.read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_function_is_longer_than_a_page() -> None:
    found = [(name(path), *one) for path in LEAVES for one in bodies(ast.parse(path.read_text(encoding="utf-8")))]
    long = [f"{leaf}: {function} has {lines}" for leaf, function, lines in found if lines > LONGEST]
    assert long == [], f"split what has more than {LONGEST} lines"


def test_what_is_counted() -> None:
    text = 'def f(\n    x,\n):\n    """Say.\n\n    More.\n    """\n    y = x\n\n    return y\n'
    text += "class A:\n    def g(self): ...\n"
    assert dict(bodies(ast.parse(text))) == {"f": 3, "g": 1}
    assert not has_code(ast.parse('"""Only words."""\nX = 1\n'))
