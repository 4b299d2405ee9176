"""20 Newsgroups: posts of twenty groups, split by date, from your own folder or by scikit-learn's loader."""

from collections.abc import Sequence
from pathlib import Path

import torch

from nls_tutorial import checks
from nls_tutorial.data.files import Folder, MissingFileError, folder_path, missing
from nls_tutorial.data.mail import strip_mail
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.data.text_folder import named, read_text
from nls_tutorial.data.words import split_words
from nls_tutorial.extras import needs
from nls_tutorial.records import Documents, DocumentSplits

HALVES = ("20news-bydate-train", "20news-bydate-test")
STEP = "Unpack 20news-bydate.tar.gz there; data/newsgroups.md says from where."
Post = tuple[str, str]  # group, text


def newsgroups(
    folder: Folder | None = None,
    *,
    groups: Sequence[str] | None = None,
    train: int | None = None,
    calibration: int = 800,
    seed: int = 0,
) -> DocumentSplits:
    r"""Posts of Usenet: which group was this written to? Old ones to learn from, later ones to test.

    `whole` is a post with header, quotations and signature, `stripped` without. Posts in which nothing is left are
    left out of both.

    Args:
        folder: holds 20news-bydate-train and 20news-bydate-test, as the official archive unpacks them; without it
            scikit-learn's loader is asked, which downloads 14 MB once.
        groups: names of two or more groups; all that are there unless given.
        train: posts to learn from, drawn from the earlier half, stratified; all but `calibration` unless given.
        calibration: posts of the earlier half, too, on which a temperature can be fitted.
        seed: decides which of the earlier posts are in which part; the later half is the test, always whole.

    Returns the three parts. Raises MissingFileError where neither folder nor download has the posts, ValueError or
    TypeError for groups that are not there and sizes that do not fit, UnusableFileError for a file that is no text.

    Source: K. Lang 1995, split by J. Rennie; data/newsgroups.md says more. First met in notebooks/17_classify_text.

    >>> newsgroups("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """
    halves = _loaded() if folder is None else [_read(folder_path("folder", folder, STEP), name) for name in HALVES]
    names = _chosen(groups, sorted({group for group, _ in halves[0]}))
    earlier, later = (_documents(half, names) for half in halves)
    checks.whole("calibration", calibration, 1)
    train = max(len(earlier) - calibration, 1) if train is None else checks.whole("train", train, len(names))
    rows = disjoint_indices(len(earlier), {"calibration": calibration, "train": train}, seed, labels=earlier.labels)
    learnt, held_out = (named(earlier.select(rows[name]), name) for name in ("train", "calibration"))
    return DocumentSplits(learnt, held_out, named(later, "test"))


def _chosen(groups: Sequence[str] | None, there: list[str]) -> tuple[str, ...]:
    if groups is None:
        return tuple(there)
    if isinstance(groups, str) or len(set(groups)) < 2 or len(set(groups)) < len(groups):
        checks.refuse("groups", "must name two or more groups, each once", checks.brief(groups), "Add another.")
    unknown = sorted(set(groups) - set(there))
    if unknown:
        checks.refuse("groups", f"must be among {', '.join(there)}", ", ".join(unknown), "Correct the name.")
    return tuple(groups)


def _documents(posts: list[Post], names: tuple[str, ...]) -> Documents:
    texts = [(group, whole, strip_mail(whole)) for group, whole in posts if group in names]
    kept = [(group, whole, stripped) for group, whole, stripped in texts if split_words(stripped)]
    labels = torch.tensor([names.index(group) for group, _, _ in kept], dtype=torch.int64)
    return Documents(tuple(whole for _, whole, _ in kept), tuple(text for *_, text in kept), labels, names, "all")


def _read(home: Path, half: str) -> list[Post]:
    """The posts of one half: files without an ending, in a folder for each group, in latin-1."""
    place = home / half
    files = sorted(file for file in place.glob("*/*") if file.is_file() and not file.name.startswith("."))
    if not files:
        seen = "no such folder" if not place.is_dir() else "no posts in it"
        missing(f"folder {str(home)!r}", f"must hold {half} with a folder for each group", seen, STEP)
    return [(file.parent.name, read_text(file, "latin-1")) for file in files]


def _loaded() -> list[list[Post]]:
    """Both halves by scikit-learn's loader, which keeps what it has downloaded."""
    with needs("data"):
        from sklearn.datasets import fetch_20newsgroups
    halves = []
    for subset in ("train", "test"):
        try:
            found = fetch_20newsgroups(subset=subset, shuffle=False)
        except OSError as error:  # no network, or its host refuses, as it often does
            raise MissingFileError(
                f"folder must be named, as scikit-learn's loader got no posts: {error}. {STEP}"
            ) from error
        halves.append([(found.target_names[label], text) for label, text in zip(found.target, found.data, strict=True)])
    return halves
