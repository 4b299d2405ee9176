"""Multi30k: captions of photographs in English, each with its translation by a professional, from your own folder."""

import gzip
import zlib
from pathlib import Path

import torch

from nls_tutorial import checks
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.files import Folder, folder_path, is_there, missing
from nls_tutorial.data.pairs import named_pairs
from nls_tutorial.data.seeds import generator
from nls_tutorial.records import PairSplits, SentencePairs

PARTS = {"train": "train", "calibration": "val", "test": "test_2016_flickr"}
STEP = "Copy the files of task1/raw there; data/multi30k.md says from where."


def multi30k(
    folder: Folder, *, train: int | None = None, source: str = "en", target: str = "de", seed: int = 0
) -> PairSplits:
    r"""Captions with translations: 29,000 pairs to learn from, 1,014 for calibration, 1,000 of 2016 for the test.

    Args:
        folder: holds train.en.gz, train.de.gz, val.… and test_2016_flickr.…, as the official repository has them in
            data/task1/raw, gzipped or not.
        train: pairs to learn from, drawn from the training pairs; all unless given.
        source, target: the languages, as the files' names end: "en", "de", "fr", "cs".
        seed: decides which training pairs are drawn, and their order.

    Returns the three parts. Raises MissingFileError for a folder or a file that is not there, UnusableFileError for one
    that is damaged, no UTF-8, or of another length than its partner, ValueError for one language twice and a `train`
    that asks for more than there are.

    Source: Elliott et al. 2016 (arXiv 1605.00459); data/multi30k.md says more. First met in notebooks/18_translate.

    >>> multi30k("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """
    home = folder_path("folder", folder, STEP)
    for name, language in (("source", source), ("target", target)):
        checks.text(name, language, 'Give "en" or "de".')
    if source == target:
        checks.refuse("target", f"must not be source ({source!r})", repr(target), 'Give "de".')
    parts = {name: _read(home, file, source, target, name) for name, file in PARTS.items()}
    count = len(parts["train"])
    order = torch.randperm(count, generator=generator(seed, "split"), device="cpu")
    if train is not None:
        order = order[: checks.whole("train", train, 1, f"There are {count:,} pairs.", high=count)]
    return PairSplits(named_pairs(parts["train"].select(order), "train"), parts["calibration"], parts["test"])


def _read(home: Path, file: str, source: str, target: str, split: str) -> SentencePairs:
    """The pairs of one part: line n of the one file translates line n of the other."""
    sides = [_lines(home, f"{file}.{language}") for language in (source, target)]
    if len(sides[0]) != len(sides[1]):
        rule = f"must have {len(sides[0]):,} lines, as {file}.{source} has"
        checks.refuse(f"{file}.{target}", rule, f"{len(sides[1]):,}", STEP, error=UnusableFileError)
    for language, lines in zip((source, target), sides, strict=True):
        empty = [number for number, line in enumerate(lines, start=1) if not line]
        if empty:
            place = f"{file}.{language}, line {empty[0]}"
            checks.refuse(place, "must hold a sentence", "nothing", STEP, error=UnusableFileError)
    return SentencePairs(tuple(sides[0]), tuple(sides[1]), split)


def _lines(home: Path, name: str) -> list[str]:
    """The lines of a file, gzipped or not, without the spaces around them."""
    packed, plain = home / f"{name}.gz", home / name
    if not is_there(packed, Path.is_file) and not is_there(plain, Path.is_file):
        missing(f"folder {str(home)!r}", f"must hold {name}.gz", "no such file", STEP)
    try:
        content = gzip.decompress(packed.read_bytes()) if is_there(packed, Path.is_file) else plain.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        checks.refuse(str(packed), "must be gzipped text", str(error), STEP, error=UnusableFileError)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError as error:
        line = content[: getattr(error, "start", 0)].count(b"\n") + 1
        seen = f"other bytes in line {line}"
        checks.refuse(name, "must be text in UTF-8", seen, STEP, error=UnusableFileError)
    return [line.strip() for line in text.removesuffix("\n").split("\n")]
