"""Which rows belong together: a patient's slices, a video's frames."""

import csv
from pathlib import Path

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.reports.number_files import UNNAMED, read_numbers


def read_groups(file: str | Path, rows: int) -> Int64[Tensor, " rows"]:
    """The group of each of `rows` rows, numbered from 0, from a file of numbers, or of any words, one a line.

    A first line of text that is one too many is taken for a heading. Raises ValueError for another count than `rows`,
    and what `read_numbers` raises. First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "patients.csv"
    ...     _ = place.write_text("patient\\nAnna\\nBen\\nAnna\\n", encoding="utf-8")
    ...     read_groups(place, 3).tolist()
    [0, 1, 0]
    """
    place = Path(file)
    if place.suffix.lower() in (".csv", ".txt", ".tsv") and place.is_file():
        try:
            with place.open(encoding="utf-8-sig", newline="") as opened:
                words = [line[0].strip() for line in csv.reader(opened) if line]
        except UnicodeDecodeError as error:
            checks.refuse(str(place), "must be a text in UTF-8", str(error), "Save it again.")
        words = words[1:] if len(words) == rows + 1 else words
    else:
        found = read_numbers(place)
        words = [str(one) for one in found[UNNAMED].ravel().tolist()] if UNNAMED in found else []
    if len(words) != rows:
        checks.refuse(
            "--groups", f"must hold {rows:,} entries, one for each row", f"{len(words):,}", "Add or drop some."
        )
    number = {word: place for place, word in enumerate(dict.fromkeys(words))}
    return torch.tensor([number[word] for word in words], dtype=torch.int64)
