"""Tiny-ImageNet and CUB-200-2011 from their official folders: lists of pictures that stay on the disk."""

from pathlib import Path
from typing import NoReturn

import torch

from nls_tutorial import checks
from nls_tutorial.data.file_names import FileNames
from nls_tutorial.data.files import Folder, find_files, folder_path, missing
from nls_tutorial.data.picture_files import PHOTOGRAPHS
from nls_tutorial.data.picture_list import PictureList

AGAIN = "Unpack the official archive again, or let nls_tutorial.data.official_files get it."


def tiny_imagenet(folder: Folder) -> tuple[PictureList, PictureList]:
    """Tiny-ImageNet's training pictures (200 classes of 500) and its validation pictures (10,000), which are the test.

    `folder` holds wnids.txt, train/n01443537/images/… and val/images with val/val_annotations.txt, as the official
    archive unpacks; what the archive calls test has no labels. A part of it may be given: the classes are those of
    wnids.txt. No picture is opened. Raises MissingFileError for what is not there, and ValueError, naming the file,
    for a list that cannot be read.

    Source: J. Wu, Q. Zhang, G. Xu 2017, Stanford CS231N; MbLS, first table.

    >>> tiny_imagenet("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """
    home = folder_path("folder", folder, AGAIN)
    names = tuple(line for (line,) in _lines(home / "wnids.txt", 1))
    place = {name: k for k, name in enumerate(names)}
    _each_once(home / "wnids.txt", list(names))
    train: list[tuple[str, int]] = []
    for name in names:
        inside = home / "train" / name / "images"
        if not inside.is_dir():
            missing("folder", f"must hold train/{name}/images", f"{str(folder)!r} without it", AGAIN)
        found = find_files(inside, "folder", PHOTOGRAPHS)
        train += [(file.relative_to(home).as_posix(), place[name]) for files in found.values() for file in files]
    told = home / "val" / "val_annotations.txt"
    test = []
    for file, name, *_ in _lines(told, 6):
        if name not in place:
            _refuse(told, "must name classes of wnids.txt", repr(name))
        test.append((_there(home, f"val/images/{file}"), place[name]))
    return _listed(home, names, train, "train"), _listed(home, names, test, "test")


def cub200(folder: Folder) -> tuple[PictureList, PictureList]:
    """CUB-200-2011's training (5,994) and test pictures (5,794) of 200 kinds of birds, by the official split.

    `folder` holds images, images.txt, classes.txt, image_class_labels.txt and train_test_split.txt, as the official
    archive unpacks. No picture is opened. Raises MissingFileError for what is not there, and ValueError, naming the
    file, for a list that cannot be read or does not fit the others.

    Source: Wah et al. 2011, Caltech-UCSD Birds-200-2011; MbLS, table CUB-200-2011.

    >>> cub200("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """
    home = folder_path("folder", folder, AGAIN)
    lists = ("images.txt", "classes.txt", "image_class_labels.txt", "train_test_split.txt")
    files, classes, labels, split = ({key: value for key, value in _lines(home / name, 2)} for name in lists)  # noqa: C416
    for name, told in zip(lists[2:], (labels, split), strict=True):
        if told.keys() != files.keys():
            _refuse(home / name, "must tell of the pictures of images.txt", f"{len(told)} where {len(files)} are")
    place = {key: k for k, key in enumerate(classes)}
    names = tuple(classes.values())
    _each_once(home / "classes.txt", list(names))
    parts: dict[str, list[tuple[str, int]]] = {"1": [], "0": []}
    for key, file in files.items():
        if labels[key] not in place:
            _refuse(home / lists[2], "must name classes of classes.txt", repr(labels[key]))
        if split[key] not in parts:
            _refuse(home / lists[3], "must say 1 for training and 0 for test", repr(split[key]))
        parts[split[key]].append((_there(home, f"images/{file}"), place[labels[key]]))
    return _listed(home, names, parts["1"], "train"), _listed(home, names, parts["0"], "test")


def _lines(file: Path, columns: int) -> list[list[str]]:
    """The lines of a list, each in as many words as it has columns; empty lines are no lines."""
    if not file.is_file():
        missing("folder", f"must hold {file.name}", f"{str(file.parent)!r} without it", AGAIN)
    rows = [line.split() for line in file.read_text(encoding="utf-8-sig", errors="replace").splitlines()]
    rows = [row for row in rows if row]
    wrong = next((row for row in rows if len(row) != columns), None)
    if wrong is not None or not rows:
        seen = "none" if wrong is None else " ".join(wrong)
        _refuse(file, f"must have lines of {columns} words", repr(seen))
    return rows


def _there(home: Path, name: str) -> str:
    """A file of a list, which must be there and below the folder."""
    if ".." in Path(name).parts or not (home / name).is_file():
        missing("folder", f"must hold {name}", f"{str(home)!r} without it", AGAIN)
    return name


def _each_once(file: Path, names: list[str]) -> None:
    if len(set(names)) < len(names):
        _refuse(file, "must name every class once", f"{len(names) - len(set(names))} again")


def _refuse(file: Path, rule: str, seen: str) -> NoReturn:
    checks.refuse(str(file), rule, seen, AGAIN)


def _listed(home: Path, names: tuple[str, ...], rows: list[tuple[str, int]], split: str) -> PictureList:
    labels = torch.tensor([label for _, label in rows], dtype=torch.int64)
    return PictureList(FileNames(home, [file for file, _ in rows]), names, split, labels)
