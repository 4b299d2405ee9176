"""Keep a study as plain JSON, four digits a number, and read it back."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic

Record = TypeVar("Record")


def keep(entries: Mapping[str, Any], path: str | Path, form: str) -> Path:
    """Write arrays, texts, numbers and plain containers by name as JSON, and return the path.

    An array `a` becomes two entries: `a`, its numbers in one row (four digits, null for NaN), and `a_shape`. `form` is
    written as `format`, by which `kept` knows the file again.
    """
    told: dict[str, Any] = {"format": form}
    for name, value in entries.items():
        if isinstance(value, np.ndarray):
            told[name] = [_short(number) for number in value.ravel().tolist()]
            told[f"{name}_shape"] = list(value.shape)
        else:
            told[name] = value
    target = Path(path)
    write_atomic(target, (json.dumps(told, ensure_ascii=False) + "\n").encode())
    return target


def kept(path: str | Path, form: str, what: str, maker: str, build: Callable[[dict[str, Any]], Record]) -> Record:
    """Read what `keep` wrote: `build` gets the entries and makes the record, taking arrays with `array`.

    Errors: no such file, or a file that holds something else; the message says `what` it should hold and `maker`, what
    makes it.
    """
    target = Path(path)
    if not target.is_file():
        checks.refuse(
            "path", "must be a file", f"{target}, which is not there", f"Make it with {maker}.", error=FileNotFoundError
        )
    try:
        told = json.loads(target.read_text(encoding="utf-8"))
        if told.pop("format") != form:
            raise ValueError(f"its format is not {form!r}")
        return build(told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        checks.refuse("path", f"must hold {what}", f"{target} ({error})", "Make it again.")


def array(told: dict[str, Any], name: str, kind: type = np.float64) -> npt.NDArray[Any]:
    """Takes one array out of the entries."""
    return np.array(told.pop(name), dtype=kind).reshape(told.pop(f"{name}_shape"))


def _short(number: float | bool) -> float | int | None:
    if isinstance(number, bool):
        return int(number)
    return None if np.isnan(number) else float(f"{number:.4g}")
