"""Sentence pairs of your own: a file with a sentence, a tab and its translation on each line."""

import os
from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.data.bad_files import BadFiles, UnusableFileError
from nls_tutorial.data.files import is_there, missing
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.data.text_folder import read_text
from nls_tutorial.records import PairSplits, SentencePairs

LAYOUT = "Write a sentence, one tab and its translation on each line, in UTF-8."


def sentence_pairs(
    file: str | os.PathLike[str],
    *,
    train: int | None = None,
    calibration: int | None = None,
    test: int | None = None,
    seed: int = 0,
    on_bad: str = "raise",
) -> PairSplits:
    r"""Sentence pairs of your own: on each line a sentence, a tab and its translation, in UTF-8.

    Empty lines are passed over. Of pairs with the same source the first counts, so that no source stands in two parts.

    Args:
        file: at least three pairs of different sources.
        train, calibration, test: sizes of the parts; a tenth each for the last two and the rest unless given.
        seed: decides which pair is in which part.
        on_bad: "raise" refuses lines without a tab, with two, or with an empty side, all in one message, each with its
            number; "skip" leaves them out and logs them.

    Returns the three parts. Raises MissingFileError for a file that is not there, UnusableFileError for lines that
    cannot be used and for a file that is empty or in another encoding (told with the line), ValueError for fewer than
    three pairs and sizes that do not fit.

    First met in notebooks/18_translate.

    >>> sentence_pairs("no/such/file.tsv")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: file 'no/such/file.tsv' must be a file, but got no such file. ...
    """
    if not isinstance(file, str | os.PathLike):
        checks.refuse("file", "must be the path of a file", checks.brief(file), LAYOUT, error=TypeError)
    path, bad = Path(file), BadFiles(on_bad)
    if not is_there(path, Path.is_file):
        missing(f"file {str(path)!r}", "must be a file", "a folder" if is_there(path, Path.is_dir) else "no such file")
    pairs: dict[str, str] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            with bad.noted():
                source, target = _pair(f"{path}, line {number}", line)
                pairs.setdefault(source, target)
    bad.tell()
    if len(pairs) < 3:
        checks.refuse("file", "must hold at least three pairs of different sources", len(pairs), "Add some.")
    everything = SentencePairs(tuple(pairs), tuple(pairs.values()), "all")
    return split_pairs(everything, train=train, calibration=calibration, test=test, seed=seed)


def split_pairs(
    everything: SentencePairs, *, train: int | None, calibration: int | None, test: int | None, seed: int
) -> PairSplits:
    """Three disjoint parts: a tenth each for calibration and test and the rest, or what is asked for."""
    count = len(everything)
    calibration = max(count // 10, 1) if calibration is None else checks.whole("calibration", calibration, 1)
    test = max(count // 10, 1) if test is None else checks.whole("test", test, 1, "Nothing could be told.")
    train = max(count - calibration - test, 1) if train is None else checks.whole("train", train, 1)
    rows = disjoint_indices(count, {"test": test, "calibration": calibration, "train": train}, seed)
    return PairSplits(*(named_pairs(everything.select(rows[name]), name) for name in ("train", "calibration", "test")))


def named_pairs(part: SentencePairs, split: str) -> SentencePairs:
    """The same pairs as a split of this name."""
    return SentencePairs(part.source, part.target, split)


def _pair(place: str, line: str) -> tuple[str, str]:
    """Both sides of one line."""
    sides = [side.strip() for side in line.split("\t")]
    if len(sides) != 2:
        seen = f"{len(sides) - 1} in {line.strip()[:40]!r}"
        checks.refuse(place, "must have one tab", seen, LAYOUT, error=UnusableFileError)
    if not all(sides):
        seen = f"nothing {'before' if not sides[0] else 'behind'} the tab"
        checks.refuse(place, "must have a sentence on both sides", seen, LAYOUT, error=UnusableFileError)
    return sides[0], sides[1]
