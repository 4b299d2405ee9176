"""Results as files: NAME.json, text that git can diff, and NAME.npz with the arrays for scenes."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nls_tutorial import checks
from nls_tutorial.records import Cell, Results, Score
from nls_tutorial.studies.cell_file import cell_from, cell_told, read_arrays, read_told, write_arrays, write_told
from nls_tutorial.studies.plain import plain
from nls_tutorial.studies.shipped import shipped

HEAD, NUMBER = "nls_tutorial results", 1
BY_CELL = ("seconds",)  # of the manifest, what differs from cell to cell


def save_results(results: Results, path: str | Path) -> Path:
    """Write results as `path`, which ends in .json, and their arrays beside it as .npz; returns the path.

    Numbers are written in full, one line a cell; a crash leaves the old file or the new one. Raises ValueError for
    another ending. First met in notebooks/11_take_the_object_away.

    >>> import tempfile
    >>> from nls_tutorial.records import Cell, Results, Score
    >>> cell = Cell("CE", 0, {"ECE": np.array(0.125)})
    >>> results = Results("tiny", ("CE",), (0,), {cell.key: cell}, {"ECE": Score()})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load_results(save_results(results, f"{folder}/again.json"))
    >>> again.scores("CE", "ECE").tolist()
    [0.125]
    """
    checks.instance("results", results, Results, "Give what a study found.")
    checks.instance("path", path, (str, Path), "Give a file that ends in .json.")
    target = Path(path)
    if target.suffix != ".json":
        checks.refuse("path", "must end in .json", repr(str(path)), "The arrays go beside it, into .npz.")
    arrays = _flat(results)
    told: dict[str, Any] = {
        "study": results.study,
        "version": results.version,
        "made_by": results.setup,  # the word of format 1
        "settings": plain(results.settings),
        "arms": list(results.arms),
        "seeds": list(results.seeds),
        "axes": plain(results.axes),
        "scores": {name: plain(asdict(score)) for name, score in results.columns.items()},
        "arrays": write_arrays(target.with_suffix(".npz"), arrays) if arrays else None,
        "manifest": plain(manifest_of(results), "manifest"),
    }
    rows = [{**cell_told(cell), **_own(cell)} for cell in results.cells.values()]
    write_told(target, HEAD, NUMBER, told, {"cells": rows})
    return target


def load_results(path: str | Path, study: str | None = None) -> Results:
    """Read what `save_results` wrote; with `study`, only results of that study.

    Raises FileNotFoundError, and ValueError for a file that is cut or changed, of another study or kind, or of a newer
    format. First met in notebooks/11_take_the_object_away.

    >>> load_results("nothing.json")
    Traceback (most recent call last):
        ...
    FileNotFoundError: path must be a file with results of a study, but got nothing.json, which is not there. ...
    """
    checks.instance("path", path, (str, Path), "Give a file that save_results wrote.")
    target = Path(path)
    told = read_told(target, HEAD, NUMBER, "results of a study")
    if study is not None and told["study"] != study:
        seen = f"{target}, which holds those of {told['study']!r}"
        checks.refuse("path", f"must hold results of {study!r}", seen, "Give that study's file.")
    arrays = _by_cell(read_arrays(target.parent, told["arrays"]))
    cells = [
        cell_from(row, arrays.get((row["arm"], row["seed"]), {}), {**told["manifest"], **row["manifest"]})
        for row in told["cells"]
    ]
    return Results(
        study=told["study"],
        arms=tuple(told["arms"]),
        seeds=tuple(told["seeds"]),
        cells={cell.key: cell for cell in cells},
        columns={name: Score(**{**score, "axes": tuple(score["axes"])}) for name, score in told["scores"].items()},
        axes={name: tuple(values) for name, values in told["axes"].items()},
        settings=told["settings"],
        setup=told["made_by"],
        version=told["version"],
    )


def bundled(name: str) -> Results:
    """The results that come with the course under `name` (data/results/README.md says how they were made).

    Errors: an installation that lacks the file. First met in notebooks/01_look_at_the_last_layer.

    >>> bundled("nothing")
    Traceback (most recent call last):
        ...
    FileNotFoundError: name must be one of the shipped results, but got 'nothing.json', ...
    """
    checks.text("name", name, "Give the name of a study, such as 'pixels'.")
    return load_results(shipped(f"{name}.json"))


def manifest_of(results: Results) -> dict[str, Any]:
    """How the cells were made, together: what all agree on, lists of what differs, seconds in sum."""
    manifests = [cell.manifest for cell in results.cells.values()]
    told: dict[str, Any] = {}
    for name in dict.fromkeys(name for manifest in manifests for name in manifest if name not in BY_CELL):
        values = [plain(manifest[name], "manifest") for manifest in manifests if name in manifest]
        distinct = [value for place, value in enumerate(values) if value not in values[:place]]
        told[name] = max(map(str, distinct)) if name == "date" else distinct[0] if len(distinct) == 1 else distinct
    return told


def _own(cell: Cell) -> dict[str, Any]:
    return {"manifest": {name: plain(cell.manifest[name], "manifest") for name in BY_CELL if name in cell.manifest}}


def _flat(results: Results) -> dict[str, npt.NDArray[Any]]:
    """All arrays under names of their own: place of the arm, seed, name."""
    return {
        f"{results.arms.index(cell.arm)}|{cell.seed}|{cell.arm}|{name}": np.asarray(values)
        for cell in results.cells.values()
        for name, values in cell.arrays.items()
    }


def _by_cell(flat: dict[str, npt.NDArray[Any]]) -> dict[tuple[str, int], dict[str, npt.NDArray[Any]]]:
    found: dict[tuple[str, int], dict[str, npt.NDArray[Any]]] = {}
    for key, values in flat.items():
        _, seed, rest = key.split("|", 2)
        arm, _, name = rest.rpartition("|")
        found.setdefault((arm, int(seed)), {})[name] = values
    return found
