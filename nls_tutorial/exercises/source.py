"""The texts of an exercise, cut from the source of its solution."""

import ast
import copy
import inspect
import textwrap
from functools import cache
from pathlib import Path

from nls_tutorial.exercises.define import Exercise
from nls_tutorial.exercises.find import find


@cache
def _parsed(path: str) -> tuple[ast.Module, list[str]]:
    text = Path(path).read_text(encoding="utf-8")
    return ast.parse(text), text.splitlines()


def _definition(exercise: Exercise) -> tuple[ast.Module, ast.FunctionDef, list[str]]:
    """The module's tree, the solution in it, and the module's lines."""
    tree, lines = _parsed(inspect.unwrap(exercise.solution).__code__.co_filename)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == exercise.name]
    return tree, found[-1], lines


def _imports(tree: ast.Module, function: ast.FunctionDef) -> list[str]:
    """The module's import statements for the names that the function uses."""
    parts = [*function.body, function.args, *([function.returns] if function.returns else [])]
    used = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    statements: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias for alias in node.names if (alias.asname or alias.name) in used]
            if names:
                narrowed = copy.copy(node)
                narrowed.names = names
                statements.append(ast.unparse(narrowed))
    return statements


def _with_imports(tree: ast.Module, function: ast.FunctionDef, lines: list[str], gap: int) -> str:
    imports = _imports(tree, function)
    return "\n".join([*imports, *[""] * (gap if imports else 0), *lines])


def starter_of(exercise: Exercise) -> str:
    """`starter` for an exercise in hand."""
    tree, function, lines = _definition(exercise)
    if exercise.is_value:
        said = inspect.cleandoc(exercise.solution.__doc__ or "").splitlines()
        return "\n".join([*(f"# {line}".rstrip() for line in said), f"{exercise.name} = ..."])
    head = lines[function.lineno - 1 : function.body[0].end_lineno]
    return _with_imports(tree, function, [*head, "    ..."], gap=2)


def solution_of(exercise: Exercise) -> str:
    """`solution` for an exercise in hand."""
    tree, function, lines = _definition(exercise)
    if exercise.is_value:
        body = textwrap.dedent("\n".join(lines[function.body[0].end_lineno : function.end_lineno])).strip()
        before, _, value = body.rpartition("return ")
        return _with_imports(tree, function, f"{before}{exercise.name} = {value}".splitlines(), gap=1)
    return _with_imports(tree, function, lines[function.lineno - 1 : function.end_lineno], gap=2)


def starter(exercise_id: object) -> str:
    """What the student starts from: the imports, the first line, the docstring, and `...` for the body.

    >>> print(starter("00.1").splitlines()[0])
    def hard_label(label: int, classes: int) -> list[float]:
    """
    return starter_of(find(exercise_id))


def solution(exercise_id: object) -> str:
    """One right answer, as code that runs on its own.

    >>> print(solution("00.1").splitlines()[0])
    def hard_label(label: int, classes: int) -> list[float]:
    """
    return solution_of(find(exercise_id))
