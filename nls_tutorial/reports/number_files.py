"""Numbers out of somebody's file: .npy, .npz, .pt or a table of text; never a pickle, and nothing guessed silently."""

import csv
import gzip
import warnings
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch

from nls_tutorial import checks

TEXT = (".csv", ".tsv", ".txt")
ENDINGS = (".npy", ".npz", ".pt", ".pth", *TEXT, *(f"{ending}.gz" for ending in TEXT))
UNNAMED = ""  # the name of the only array of a file that names none


class Columns(dict[str, np.ndarray]):
    """Arrays by name, and the names of the columns where a table of text has a first line of names."""

    names: tuple[str, ...] = ()


def read_numbers(path: str | Path) -> Columns:
    r"""The arrays in a file, by name; one that has no name gets "".

    `path` ends in .npy, .npz, .pt (tensors, a pair or a dict of them; read without running any code) or .csv, .tsv and
    .txt, also with .gz: numbers parted by comma, semicolon, tab or spaces, with or without a first line of names.

    Raises FileNotFoundError where there is no file; ValueError for another ending, a damaged file, a pickle, and text
    that is no number (it names the line). First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "logits.csv"
    ...     _ = place.write_text("cat;dog\n1,5;0\n-2;3\n")
    ...     table = read_numbers(place)
    >>> table.names, table[""].tolist()
    (('cat', 'dog'), [[1.5, 0.0], [-2.0, 3.0]])
    """
    place = Path(path)
    ending = "".join(place.suffixes[-2:]).lower() if place.suffix.lower() == ".gz" else place.suffix.lower()
    if ending not in ENDINGS:
        checks.refuse(
            str(place), f"must end in {', '.join(ENDINGS)}", repr(place.name), "Save it as .npy or .csv, for example."
        )
    if not place.is_file():
        seen = "a folder" if place.is_dir() else "no such file"
        checks.refuse(str(place), "must be a file", seen, "Correct the path.", error=FileNotFoundError)
    try:
        if ending in (".npy", ".npz"):
            return _numpy(place)
        return _torch(place) if ending in (".pt", ".pth") else _text(place)
    except OSError as error:
        _damaged(place, error.strerror or str(error))


def _damaged(place: Path, why: object) -> NoReturn:
    first = str(why).splitlines()[0] if str(why) else "an empty file"
    checks.refuse(str(place), "must be a whole file of numbers, without pickle", first, "Save it again.")


def _numpy(place: Path) -> Columns:
    try:
        with warnings.catch_warnings(), place.open("rb") as opened:
            warnings.simplefilter("ignore")
            found = np.load(opened, allow_pickle=False)
            arrays = Columns({UNNAMED: found} if isinstance(found, np.ndarray) else {n: found[n] for n in found.files})
    except OSError:
        raise
    except MemoryError:
        _damaged(place, "a header that asks for more numbers than there is memory")
    except Exception as error:  # what a damaged file makes zipfile and numpy say, whatever it is
        _damaged(place, "no array of numbers" if "pickle" in str(error) else error)
    return arrays


def _torch(place: Path) -> Columns:
    try:
        found: Any = torch.load(place, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:
        _damaged(place, error)
    if isinstance(found, torch.Tensor):
        found = {UNNAMED: found}
    elif isinstance(found, tuple | list) and len(found) == 2:  # preds, target
        found = dict(zip(("preds", "target"), found, strict=True))
    if not isinstance(found, dict) or not all(isinstance(part, torch.Tensor) for part in found.values()):
        step = "Save a tensor, a pair (preds, target), or a dict of tensors."
        checks.refuse(str(place), "must hold tensors", type(found).__name__, step)
    wide = {name: part.float() if part.dtype == torch.bfloat16 else part for name, part in found.items()}
    return Columns({str(name): part.detach().numpy() for name, part in wide.items()})


def _text(place: Path) -> Columns:
    opened = gzip.open if place.suffix.lower() == ".gz" else open
    try:
        with opened(place, "rt", encoding="utf-8-sig", newline="") as file:
            lines = [line for line in file.read().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        checks.refuse(str(place), "must be a text in UTF-8", str(error), "Save it as CSV in UTF-8.")
    except (EOFError, gzip.BadGzipFile) as error:
        _damaged(place, error)
    if not lines:
        _damaged(place, "an empty file")
    mark = next((mark for mark in ("\t", ";", ",") if mark in lines[0]), None)
    rows = [line.split() for line in lines] if mark is None else list(csv.reader(lines, delimiter=mark))
    names = () if all(_is_number(cell, mark) for cell in rows[0]) else tuple(cell.strip() for cell in rows[0])
    body = rows[bool(names) :]
    numbers = np.empty((len(body), len(rows[0])))
    for line, row in enumerate(body):
        if len(row) != len(rows[0]):
            seen = f"{len(row)} in line {line + 1 + bool(names)}"
            checks.refuse(str(place), f"must have {len(rows[0])} columns in every line", seen, "Correct that line.")
        try:
            numbers[line] = [float(cell) for cell in row]
        except ValueError:
            numbers[line] = [_number(place, cell, line + 1 + bool(names), mark) for cell in row]
    if names and not names[0]:  # the index that a data frame writes
        names, numbers = names[1:], numbers[:, 1:]
    found = Columns({UNNAMED: numbers[:, 0] if numbers.shape[1] == 1 else numbers})
    found.names = names
    return found


def _is_number(cell: str, mark: str | None) -> bool:
    try:
        float(cell.replace(",", ".") if mark != "," else cell)
    except ValueError:
        return False
    return True


def _number(place: Path, cell: str, line: int, mark: str | None) -> float:
    if not _is_number(cell, mark):
        step = "Correct it; only the first line may hold names."
        checks.refuse(str(place), "must hold numbers", f"{checks.brief(cell)} in line {line}", step)
    return float(cell.replace(",", ".") if mark != "," else cell)
