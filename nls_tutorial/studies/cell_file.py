"""Results as text that git can diff, one line a cell, and arrays beside it without pickle."""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic
from nls_tutorial.records import Cell
from nls_tutorial.studies.plain import canonical

Arrays = dict[str, npt.NDArray[Any]]


class Damaged(ValueError):
    """A file is cut or was changed: what it holds does not fit its checksum.

    >>> issubclass(Damaged, ValueError)
    True
    """


def write_told(path: Path, head: str, number: int, told: Mapping[str, Any], lines: Mapping[str, list[Any]]) -> None:
    """Write `told` as JSON, one entry a line, then each list of `lines`, one element a line; checksum and format first.

    `head` and `number` are the format's name and version.
    """
    content = {**told, **lines}
    entries = {
        "format": f"{head} {number}",
        "checksum": hashlib.sha256(canonical(content).encode()).hexdigest(),
        **told,
    }
    text = [f" {_json(name)}: {_json(value)}" for name, value in entries.items()]
    for name, elements in lines.items():
        rows = ",\n".join(f"  {_json(element)}" for element in elements)
        text.append(f" {_json(name)}: [\n{rows}\n ]")
    write_atomic(path, ("{\n" + ",\n".join(text) + "\n}\n").encode())


def read_told(path: Path, head: str, number: int, what: str) -> dict[str, Any]:
    """Read what `write_told` wrote.

    Raises FileNotFoundError, `Damaged` for a file that is cut or changed, and ValueError for one that holds something
    else than `what` or comes from a newer version.
    """
    if not path.is_file():
        seen = f"{path}, which is not there"
        checks.refuse("path", f"must be a file with {what}", seen, "Correct the name.", error=FileNotFoundError)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        step = "It was cut or changed. Restore it, or move it away and make it again."
        checks.refuse("path", f"must hold {what}", f"{path}, which is no whole JSON ({error})", step, error=Damaged)
    name, _, version = str(told.pop("format", "") if isinstance(told, dict) else "").rpartition(" ")
    if name != head or not version.isdigit():
        checks.refuse("path", f"must hold {what}", f"{path}, a file of another kind", "Give the right file.")
    if int(version) > number:
        step = "Update the package; the file is left as it is."
        checks.refuse("path", f"must have format {number} or older", f"{path} of the newer format {version}", step)
    expected = told.pop("checksum", None)
    if hashlib.sha256(canonical(told).encode()).hexdigest() != expected:
        step = "It was cut or changed by hand. Restore it, or move it away and make it again."
        checks.refuse("path", "must fit its checksum", f"{path}, which does not", step, error=Damaged)
    return told


def cell_told(cell: Cell) -> dict[str, Any]:
    """A cell's numbers as plain values; NaN is null."""
    scores = {name: _numbers(values) for name, values in cell.scores.items()}
    return {"arm": cell.arm, "seed": cell.seed, "scores": scores}


def cell_from(told: Mapping[str, Any], arrays: Arrays, manifest: Mapping[str, Any]) -> Cell:
    """The cell that `cell_told` told of."""
    scores = {name: np.array(values, dtype=np.float64) for name, values in told["scores"].items()}
    return Cell(str(told["arm"]), int(told["seed"]), scores, arrays, manifest)


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, str]:
    """Write arrays as a compressed .npz, the same bytes for the same arrays; returns the file's name and checksum."""
    for name, values in arrays.items():
        if values.dtype.hasobject:
            checks.refuse(f"arrays[{name!r}]", "must hold numbers or truth values", values.dtype, "Convert it.")
    memory = io.BytesIO()
    entries: dict[str, Any] = dict(arrays)
    np.savez_compressed(memory, **entries)
    content = memory.getvalue()
    write_atomic(path, content)
    return {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()}


def read_arrays(folder: Path, told: Mapping[str, str] | None) -> Arrays:
    """Read arrays; raises `Damaged` where the file is gone or does not fit its checksum."""
    if not told:
        return {}
    path = folder / Path(told["file"]).name
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != told["sha256"]:
        seen = f"{path}, which {'does not' if content else 'is not there'}"
        checks.refuse("path", "must fit its checksum", seen, "Restore it, or make it again.", error=Damaged)
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}


def _numbers(values: npt.NDArray[np.float64]) -> Any:
    def told(entry: Any) -> Any:
        if isinstance(entry, list):
            return [told(part) for part in entry]
        return None if np.isnan(entry) else entry

    return told(np.asarray(values, dtype=np.float64).tolist())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
