"""What the playground's page runs: the graphs, made once for each state of the library; onnxruntime-web from npm."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from filelock import FileLock
from project import ROOT

from nls_tutorial.playground import CHOICES
from nls_tutorial.playground.graphs import look_graph, step_graph

LIBRARY = ROOT / "nls_tutorial"
GRAPHS = ROOT / "docs" / "_build" / "graphs"
ROOMS = ("checks", "records", "targets", "losses", "geometry", "calibration", "models")  # what is in them, whole rooms
LEAVES = ("choices", "graphs", "look", "points", "step")  # and of the playground
ORT = ("onnxruntime-web", "1.30.0")
ORT_FILES = ("ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm")
KEPT = 3  # states of the library whose graphs stay


def digest() -> str:
    """What the graphs are made of, in short: the library's text, and the versions of what makes them."""
    import onnx
    import onnxscript
    import torch

    told = hashlib.sha256(f"{torch.__version__} {onnx.__version__} {onnxscript.__version__}".encode())
    whole = [leaf for room in ROOMS for leaf in sorted((LIBRARY / room).glob("*.py"))]
    for leaf in [*whole, *(LIBRARY / "playground" / f"{name}.py" for name in LEAVES)]:
        told.update(leaf.read_bytes())
    return told.hexdigest()[:16]


def makers() -> dict[str, Callable[[], bytes]]:
    """Name → what makes each graph."""
    return {**{choice.name: partial(step_graph, choice) for choice in CHOICES}, "look": look_graph}


def graph_file(name: str, folder: Path = GRAPHS) -> Path:
    """The file of one graph; one that is there already is taken as it is."""
    place = folder / digest()
    file = place / f"{name}.onnx"
    place.mkdir(parents=True, exist_ok=True)
    os.utime(place)
    with FileLock(folder / "lock"):
        if not file.exists():
            part = file.with_suffix(".part")
            part.write_bytes(makers()[name]())
            part.rename(file)
            _forget_old(folder)
    return file


def graph_files(folder: Path = GRAPHS) -> dict[str, Path]:
    """Name → file of every graph."""
    return {name: graph_file(name, folder) for name in makers()}


def _forget_old(folder: Path) -> None:
    """Only the graphs of the latest states of the library stay."""
    old = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)[:-KEPT]
    for place in old:
        for file in place.iterdir():
            file.unlink(missing_ok=True)
        place.rmdir()
