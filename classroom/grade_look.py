"""What the text of an answer shows before it runs: what of it is run at all, and what a teacher may want to look at."""

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

WHOLE = re.compile(r"%%(time|timeit|capture)\b")  # cell magics that leave the cell what it is
MAGIC = re.compile(r"\s*[%!]|.*\?\s*$")
PARTS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WORKING = (ast.Call, ast.Await, ast.Yield, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.Pow)
SOLUTIONS = {"solution", "solution_of", "show_solution", "starter", "find", "exercises_of", "judge"}
UNUSUAL_MODULES = {
    "atexit", "ctypes", "gc", "inspect", "multiprocessing", "os", "pathlib", "pickle", "shutil", "signal", "socket",
    "subprocess", "sys", "threading", "_thread", "builtins", "importlib", "mmap", "resource", "urllib", "requests",
}  # fmt: skip
UNUSUAL_NAMES = {
    "eval", "exec", "compile", "open", "__import__", "__builtins__", "__code__", "__closure__", "__globals__",
    "__subclasses__", "_getframe", "f_back", "f_globals", "settrace", "setprofile", "_exit", "fork", "kill",
}  # fmt: skip


def without_magics(source: str) -> str:
    """The cell as Python, line for line; nothing of a cell in another language."""
    with suppress(Exception):  # a line of Python may begin with % or end with ?, where all of it is Python
        ast.parse(source)
        return source
    first = source.lstrip().split("\n", 1)[0]
    if first.startswith("%%") and not WHOLE.match(first):
        return ""
    return "\n".join(
        "" if MAGIC.match(line) and not line.lstrip().startswith("#") else line for line in source.split("\n")
    )


def parts(source: str, names: Iterable[str] = ()) -> Iterator[ast.stmt]:
    """What may be taken from a cell that is no answer: imports, definitions, constants, what is assigned to `names`."""
    for node in ast.parse(source).body:
        if isinstance(node, PARTS):
            yield node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and bound(node):
            works = any(isinstance(part, WORKING) for part in ast.walk(node.value))
            if not works or bound(node) & set(names):
                yield node


def bound(node: ast.stmt) -> set[str]:
    """The names that a part gives to something; "*" for an import of everything."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name.partition(".")[0] for alias in names}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def used(node: ast.AST) -> set[str]:
    """Every name that stands in it."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def wanted(names: set[str], among: Iterable[ast.stmt]) -> set[str]:
    """`names`, and those that what is bound to them needs in its turn: nothing else of another cell is run."""
    waiting = list(among)
    while needed := [node for node in waiting if bound(node) & names]:
        waiting = [node for node in waiting if node not in needed]
        names = names.union(*map(used, needed))
    return names


def modules(source: str) -> set[str]:
    """The names that its imports give to modules, or to what they hold."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name.partition(".")[0] for node in found for alias in node.names}


def noticed(source: str, imported: Iterable[str] = (), *, answer: bool = True) -> list[str]:
    """What to look at, in words. Of a cell that is no `answer` only what it changes in a module."""
    tree = ast.parse(source)
    known = {*imported, "exercises", "builtins", "sys", "torch"}
    told = [f"changes {place}" for node in ast.walk(tree) for place in _changed(node, known)]
    if answer:
        told += [words for node in ast.walk(tree) for words in _unusual(node)]
    return list(dict.fromkeys(told))


def _changed(node: ast.AST, known: set[str]) -> Iterator[str]:
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            places = targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            places = [target]
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[place, *_]):
            places = [ast.Attribute(place, "…")]
        case _:
            return
    for place in places:
        root = place
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if root is not place and isinstance(root, ast.Name) and root.id in known:
            yield ast.unparse(place)[:60]


def _unusual(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (f"imports {one.name}" for one in names if one.name.partition(".")[0] in UNUSUAL_MODULES)
            yield from (f"reads the solutions ({one.name})" for one in names if _is_exercises(one.name))
        case ast.ImportFrom(module=str(module), names=names):
            if module.partition(".")[0] in UNUSUAL_MODULES:
                yield f"imports {module}"
            taken = [one.name for one in names]
            solves = module.endswith("exercises") and (module != "nls_tutorial.exercises" or SOLUTIONS & set(taken))
            if _is_exercises(module) or solves or (".lessons." in module and "exercises" in taken):
                yield f"reads the solutions ({module})"
        case ast.Attribute(value=ast.Name(id="exercises"), attr=name) if name in SOLUTIONS:
            yield f"reads the solutions (exercises.{name})"
        case ast.Attribute(attr="__name__" | "__qualname__" | "__module__" as name):  # of what it was given
            yield f"uses {name}"
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in UNUSUAL_NAMES:
            yield f"uses {name}"
        case ast.Constant(value=str(text)) if "exercises.py" in text:
            yield "reads the solutions (exercises.py)"


def _is_exercises(module: str) -> bool:
    return bool(
        re.fullmatch(r"nls_tutorial\.exercises\.(find|judge|source|show)|nls_tutorial\.lessons\..*\.exercises", module)
    )
