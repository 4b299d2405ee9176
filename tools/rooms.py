"""How much room an assertion has: by how much its two sides could move before it turned.

`watched` rewrites the assertions of a cell, by the syntax tree, so that each comparison in one tells both its sides to
a `Recorder` and a failing assertion is noted and passed over. The kernel gets its recorder by starting with this file;
it writes a line for each note to the file that NLS_ROOMS names.

The room of `a < b` is |b − a| as a share of the larger of |a| and |b|; that of `allclose` and `isclose` is the share of
the tolerance that is left. Of many elements the least counts.
"""

import ast
import json
import operator
import os
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

RECORDER = "_rooms_"
ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}
CLOSE = {"allclose": (1e-5, 1e-8), "isclose": (1e-9, 0.0)}  # relative and absolute tolerance, unless the call says more


# ------------------------------------------------------------------------------------------------ before a run


def watched(source: str, cell: int) -> str:
    """The cell's code with its assertions told to the recorder; code without any stays as it is, letter by letter."""
    if "assert " not in source:  # nor need it be plain Python: the cell that sets Colab up is not
        return source
    tree = ast.parse(source)
    return ast.unparse(ast.fix_missing_locations(_Assertions(cell).visit(tree)))


class _Assertions(ast.NodeTransformer):
    def __init__(self, cell: int) -> None:
        self.cell = cell

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        label = json.dumps([self.cell, ast.unparse(node.test)], ensure_ascii=False)
        return ast.Expr(_told("judge", label, _Comparisons(label).visit(node.test)))


class _Comparisons(ast.NodeTransformer):
    def __init__(self, label: str) -> None:
        self.label = label

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        names = [type(operation).__name__ for operation in node.ops]
        if not all(name in ORDERS for name in names):
            return node
        orders = ast.List([ast.Constant(name) for name in names], ast.Load())
        return _told("compare", self.label, orders, node.left, *node.comparators)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in CLOSE or any(isinstance(argument, ast.Starred) for argument in node.args):
            return node
        call = _told("close", self.label, ast.Constant(name), node.func, *node.args)
        call.keywords = node.keywords
        return call


def _told(method: str, label: str, *arguments: ast.expr) -> ast.Call:
    recorder = ast.Attribute(ast.Name(RECORDER, ast.Load()), method, ast.Load())
    return ast.Call(recorder, [ast.Constant(label), *arguments], [])


# ------------------------------------------------------------------------------------------------ in the kernel


class Recorder:
    """What the assertions of a run tell, a JSON line for each: [cell, assertion, kind, value]."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def judge(self, label: str, holds: Any) -> None:
        """Notes whether the assertion holds."""
        self._note(label, "holds", bool(holds))

    def compare(self, label: str, orders: Sequence[str], *sides: Any) -> Any:
        """What `a < b < c` gives, its room noted."""
        found = []
        for name, left, right in zip(orders, sides, sides[1:], strict=False):
            self._note(label, "room", room(left, right))
            found.append(ORDERS[name](left, right))
        return reduce(lambda so_far, one: so_far and one, found)

    def close(self, label: str, name: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What `allclose` and its like give, the share of the tolerance that is left noted."""
        relative, absolute = CLOSE[name]
        relative = options.get("rtol", options.get("rel_tol", relative))
        absolute = options.get("atol", options.get("abs_tol", absolute))
        if len(arguments) >= 2:
            self._note(label, "room", tolerance_left(arguments[0], arguments[1], relative, absolute))
        return function(*arguments, **options)

    def _note(self, label: str, kind: str, value: float | bool | None) -> None:
        if value is not None:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([*json.loads(label), kind, value], ensure_ascii=False) + "\n")


def _numbers(value: Any) -> Any:
    """The value as an array of doubles; None for what is no number."""
    import numpy

    try:
        return numpy.asarray(value.detach().cpu() if hasattr(value, "detach") else value, dtype=numpy.float64)
    except (TypeError, ValueError):
        return None


def room(left: Any, right: Any) -> float | None:
    """The least distance between the two sides, as a share of the larger one; None where the sides are no numbers."""
    a, b = _numbers(left), _numbers(right)
    if a is None or b is None or not (a.size and b.size):
        return None
    larger = abs(a).clip(min=abs(b)) if a.shape == b.shape else (abs(a) + 0 * b).clip(min=abs(b) + 0 * a)
    return float((abs(b - a) / larger.clip(min=1e-300)).min())


def tolerance_left(left: Any, right: Any, relative: float, absolute: float) -> float | None:
    """The least share of the tolerance that the distance of the two leaves; below 0 where it is exceeded."""
    a, b = _numbers(left), _numbers(right)
    if a is None or b is None or not (a.size and b.size):
        return None
    allowed = (absolute + relative * abs(b)).clip(min=1e-300)
    return float((1 - abs(a - b) / allowed).min())


if __name__ == "__main__":
    globals()[RECORDER] = Recorder(Path(os.environ["NLS_ROOMS"]))
