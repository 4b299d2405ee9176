"""Predictions on disk: plain arrays in an .npz file, no pickle."""

import io
import os
from pathlib import Path
from typing import NoReturn

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.predictions.arrays import read_arrays
from nls_tutorial.predictions.safe_file import write_atomic
from nls_tutorial.records import Predictions

FORMAT = "nls_tutorial predictions 1"
KNOWN = ("format", "logits", "labels", "class_names", "split", "seed", "features", "group")
FLOATS = [np.dtype(name) for name in ("float16", "float32", "float64")]
NEEDED = KNOWN[:-2]
AGAIN = "Make it again with nls_tutorial.predictions.save."


def save(predictions: Predictions, path: str | os.PathLike[str]) -> Path:
    """Write predictions to `path` (.npz) and return the path: the old file or the new one is there, never half of one.

    The file holds the arrays `logits`, `labels`, `class_names`, `split`, `seed` and, where there are any, `features`
    and `group`; `numpy.load` reads it too.

    Raises ValueError for another suffix than .npz, for a folder, and for what a file cannot hold: bfloat16, a seed of
    more than 64 bits, a name that ends in NUL.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> import torch
    >>> import tempfile
    >>> from torch import tensor
    >>> from nls_tutorial.predictions import load
    >>> from nls_tutorial.records import Predictions
    >>> said = Predictions(tensor([[2.0, 0.0]]), tensor([0]), ("cat", "dog"), "test", 0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load(save(said, f"{folder}/said.npz"))
    >>> again.split, again.class_names, torch.equal(again.logits, said.logits)
    ('test', ('cat', 'dog'), True)
    """
    place = _npz(path)
    if not isinstance(predictions, Predictions):
        step = "Make them with nls_tutorial.predictions.collect."
        checks.refuse("predictions", "must be Predictions", type(predictions).__name__, step, error=TypeError)
    if not -(2**63) <= predictions.seed < 2**63:
        checks.refuse("seed", "must fit in 64 bits", predictions.seed, "Use a smaller seed.")
    arrays = {
        "format": np.array(FORMAT),
        "logits": _numbers("logits", predictions.logits),
        "labels": predictions.labels.detach().cpu().numpy(),
        "class_names": np.array(predictions.class_names, dtype=np.str_),
        "split": np.array(predictions.split),
        "seed": np.array(predictions.seed, dtype=np.int64),
    }
    if predictions.features is not None:
        arrays["features"] = _numbers("features", predictions.features)
    if predictions.group is not None:
        arrays["group"] = predictions.group.detach().cpu().numpy()
    _comes_back(predictions, _predictions(place, arrays))  # what could not be read back is not written
    memory = io.BytesIO()
    np.savez(memory, allow_pickle=False, **arrays)
    write_atomic(place, memory.getvalue())
    return place


def load(path: str | os.PathLike[str]) -> Predictions:
    """Read what `save` wrote. No pickle is opened, so a file from a stranger can do no harm.

    Takes no more memory than the file has bytes, whatever its headers claim. Raises FileNotFoundError where there is no
    file; ValueError for a file that is cut off, damaged, compressed, of another kind, or whose arrays do not fit each
    other.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    place = _npz(path)
    if not place.is_file():
        checks.refuse("path", "must be a file", f"{place}, which is not there", AGAIN, error=FileNotFoundError)
    content = place.read_bytes()
    try:
        found = read_arrays(content, KNOWN)
    except Exception as error:  # what a damaged or hostile file makes zipfile and numpy say, whatever it is
        checks.refuse("path", "must be a whole .npz file", f"{place} ({type(error).__name__}: {error})", AGAIN)
    missing = [name for name in NEEDED if name not in found]
    if missing or str(found["format"]) != FORMAT:
        held = ", ".join(found) or "nothing"
        _wrong(place, f"a file that holds {held}")
    return _predictions(place, found)


def _predictions(place: Path, found: dict[str, np.ndarray]) -> Predictions:
    logits, labels, names = found["logits"], found["labels"], found["class_names"]
    fits = (
        logits.ndim == 2
        and logits.dtype in FLOATS
        and labels.dtype == np.int64
        and labels.shape == logits.shape[:1]
        and names.dtype.kind == "U"
        and names.shape == logits.shape[1:]
        and found["split"].dtype.kind == "U"
        and found["seed"].dtype.kind == "i"
        and found["split"].ndim == found["seed"].ndim == 0
    )
    if not fits:
        shapes = ", ".join(f"{name} {array.dtype} {array.shape}" for name, array in found.items())
        _wrong(place, shapes)
    features = found.get("features")
    if features is not None and (features.dtype not in FLOATS or features.ndim != 2 or len(features) != len(labels)):
        _wrong(place, f"features {features.dtype} {features.shape} beside {len(labels)} labels")
    group = found.get("group")
    if group is not None and (group.dtype != np.int64 or group.shape != labels.shape):
        _wrong(place, f"group {group.dtype} {group.shape} beside {len(labels)} labels")
    tensor = torch.from_numpy(labels)
    checks.class_labels(f"labels in {place.name}", tensor, logits.shape[1])
    return Predictions(
        logits=torch.from_numpy(logits),
        labels=tensor,
        class_names=tuple(str(name) for name in names),
        split=str(found["split"]),
        seed=int(found["seed"]),
        features=None if features is None else torch.from_numpy(features),
        group=None if group is None else torch.from_numpy(group),
    )


def _comes_back(given: Predictions, found: Predictions) -> None:
    """Names that a file would change are refused; numpy's texts lose NULs at their end."""
    for name in ("class_names", "split"):
        if getattr(given, name) != getattr(found, name):
            checks.refuse(name, "must not end in NUL characters", repr(getattr(given, name)), "Leave them out.")


def _wrong(place: Path, seen: str) -> NoReturn:
    checks.refuse(str(place), f"must hold {FORMAT!r}: logits (N, K), labels (N,), K class names", seen, AGAIN)


def _npz(path: str | os.PathLike[str]) -> Path:
    example = 'For example "predictions.npz".'
    if not isinstance(path, str | os.PathLike):
        checks.refuse("path", "must be the name of a file", type(path).__name__, example, error=TypeError)
    if "\0" in str(path):
        checks.refuse("path", "must hold no NUL", repr(str(path)), example)
    place = Path(path)
    if place.suffix != ".npz":
        checks.refuse("path", "must end in .npz", repr(str(path)), f'For example "{place.stem or "predictions"}.npz".')
    return place


def _numbers(name: str, tensor: Tensor) -> np.ndarray:
    checks.floating(name, tensor)
    if tensor.dtype == torch.bfloat16:
        checks.refuse(name, "must be float16, float32 or float64", tensor.dtype, "Convert it with .float().")
    return tensor.detach().cpu().numpy()
