"""Texts of your own, a folder for each class."""

import codecs
from collections import Counter
from pathlib import Path

import torch

from nls_tutorial import checks
from nls_tutorial.data.bad_files import BadFiles, UnusableFileError
from nls_tutorial.data.files import Folder, find_files, folder_path, missing
from nls_tutorial.data.mail import strip_mail
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.data.words import split_words
from nls_tutorial.records import Documents, DocumentSplits

MOST_BYTES = 2**24
LAYOUT = "Put a folder for each class into it, with .txt files."


def text_folder(
    folder: Folder,
    *,
    train: int | None = None,
    calibration: int | None = None,
    test: int | None = None,
    seed: int = 0,
    on_bad: str = "raise",
) -> DocumentSplits:
    r"""Texts of your own: `folder/CLASS/….txt`, UTF-8, one text a file, at least three different ones of each class.

    `whole` is the file as it is, `stripped` the same without a mail's header, quotations and signature. Of files with
    equal stripped texts the first counts, so that no text stands in two parts.

    Args:
        folder: holds a folder for each class; two or more. The names of these folders name the classes.
        train, calibration, test: sizes of the parts, stratified by class; half, a fifth and the rest unless given.
        seed: decides which text is in which part.
        on_bad: "raise" refuses files that cannot be used, all in one message; "skip" leaves them out and logs them.

    Returns the three parts. Raises MissingFileError for a folder that is missing or has no such files,
    UnusableFileError for files that are empty, no text in UTF-8 (told with the line) or hold no word after stripping,
    ValueError for fewer than two classes and a class with fewer than three texts.

    First met in notebooks/17_classify_text.

    >>> text_folder("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """
    home, bad = folder_path("folder", folder, LAYOUT), BadFiles(on_bad)
    kept: dict[str, tuple[str, str]] = {}  # stripped → class and whole text
    for files in find_files(home, "folder", (".txt",)).values():
        for file in files:
            with bad.noted():
                place, whole, stripped = _read(file, home)
                kept.setdefault(stripped, (place, whole))
    bad.tell()
    names = tuple(sorted({place for place, _ in kept.values()}))
    _classes(names, Counter(place for place, _ in kept.values()))
    labels = torch.tensor([names.index(place) for place, _ in kept.values()])
    everything = Documents(tuple(whole for _, whole in kept.values()), tuple(kept), labels, names, "all")
    return split_documents(everything, train=train, calibration=calibration, test=test, seed=seed)


def split_documents(
    everything: Documents, *, train: int | None, calibration: int | None, test: int | None, seed: int
) -> DocumentSplits:
    """Three disjoint parts, stratified by class: half, a fifth and the rest, or what is asked for."""
    count, least = len(everything), len(everything.class_names)
    calibration = count // 5 if calibration is None else checks.whole("calibration", calibration, 1)
    train = count // 2 if train is None else checks.whole("train", train, least, "Take some of each class.")
    test = count - train - calibration if test is None else checks.whole("test", test, 1, "Nothing could be told.")
    sizes = {"test": test, "calibration": calibration, "train": train}
    rows = disjoint_indices(count, sizes, seed, labels=everything.labels)
    return DocumentSplits(*(named(everything.select(rows[name]), name) for name in ("train", "calibration", "test")))


def named(part: Documents, split: str) -> Documents:
    """The same documents as a split of this name."""
    return Documents(part.whole, part.stripped, part.labels, part.class_names, split)


def read_text(file: Path, encoding: str = "utf-8") -> str:
    """The text of a file. Raises UnusableFileError that names the file, and the line that is not in the encoding."""
    size = file.stat().st_size
    if not 0 < size <= MOST_BYTES:
        rule, step = f"must have 1 to {MOST_BYTES:,} bytes", "Leave it out, or cut it."
        checks.refuse(str(file), rule, f"{size:,} bytes", step, error=UnusableFileError)
    content = file.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif content.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        line = content[: getattr(error, "start", 0)].count(b"\n") + 1
        seen = f"other bytes in line {line}"
        checks.refuse(
            str(file), f"must be text in {encoding.upper()}", seen, "Save it as UTF-8.", error=UnusableFileError
        )


def _read(file: Path, home: Path) -> tuple[str, str, str]:
    """Class, whole text and stripped text of one file."""
    place = file.relative_to(home).parts
    if len(place) < 2:
        checks.refuse(str(file), "must lie in the folder of its class", "no folder", LAYOUT, error=UnusableFileError)
    whole = read_text(file)
    stripped = strip_mail(whole)
    if not split_words(stripped):
        rule = "must hold a word besides header, quotations and signature"
        checks.refuse(
            str(file), rule, f"none in {whole.count(chr(10)) + 1} lines", "Leave it out.", error=UnusableFileError
        )
    return place[0], whole, stripped


def _classes(names: tuple[str, ...], counts: Counter[str]) -> None:
    if len(names) < 2:
        missing("folder", "must hold folders of at least two classes", ", ".join(names) or "none", LAYOUT)
    rarest = min(names, key=lambda name: counts[name])
    if counts[rarest] < 3:
        seen = f"{counts[rarest]} in {rarest!r}"
        checks.refuse("folder", "must hold at least three different texts of each class", seen, "Add some.")
