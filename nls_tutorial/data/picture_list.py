"""Pictures that stay on the disk: where they are, what they show, and where their boxes are written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.boxed_photographs import told_class_names
from nls_tutorial.data.file_names import FileNames
from nls_tutorial.data.files import Folder, find_files, missing
from nls_tutorial.data.folders import by_class
from nls_tutorial.data.picture_files import PHOTOGRAPHS
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class PictureList(Summary):
    """N pictures that stay on the disk, for sets that do not fit into memory; `training.PictureStream` reads them.

    `files` say where; `labels` (N,) int64 what they show, or `annotations`, one XML file each in the layout of PASCAL
    VOC, of whose objects the largest is the label. `class_names` are the K classes in the order of their numbers.

    >>> from torch import tensor
    >>> PictureList(FileNames(Path("."), ["a.jpg", "b.jpg"]), ("cat", "dog"), "train", labels=tensor([0, 1]))
    PictureList
      pictures  2, on the disk
      classes   2
      split     train
      labels    of the list
    """

    files: FileNames
    class_names: tuple[str, ...]
    split: str
    labels: Int64[Tensor, "N"] | None = None
    annotations: FileNames | None = None

    def _rules(self) -> None:
        if len(self.files) == 0:
            checks.refuse("files", "must hold at least one picture", "none", "Look at how the list was made.")
        if len(self.class_names) < 2:
            checks.refuse("class_names", "must name at least two classes", repr(self.class_names), "Name another.")
        if (self.labels is None) == (self.annotations is None):
            checks.refuse("labels", "must be given, or annotations", "both or neither", "Give one of the two.")
        if self.labels is not None:
            checks.class_labels("labels", self.labels, len(self.class_names))
        told: Sequence[object] | Tensor | FileNames = self.annotations if self.labels is None else self.labels  # type: ignore[assignment]
        if len(told) != len(self.files):
            checks.refuse("labels", f"must be one for each of {len(self.files):,} pictures", len(told), "Align them.")

    def __len__(self) -> int:
        return len(self.files)

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.class_names)

    def select(self, indices: Tensor, split: str | None = None) -> "PictureList":
        """The pictures of these numbers, in their order."""
        rows = indices.tolist()
        return PictureList(
            self.files.select(rows),
            self.class_names,
            self.split if split is None else split,
            None if self.labels is None else self.labels[indices],
            None if self.annotations is None else self.annotations.select(rows),
        )

    def digest(self) -> str:
        """The SHA-256 of names, sizes in bytes, labels and classes: alike wherever the folder lies.

        What is inside a file is not read: a picture that is replaced by another of the same size is not noticed.
        """
        whole = hashlib.sha256("\n".join(self.class_names).encode())
        for names in (self.files, self.annotations):
            for index in range(0 if names is None else len(names)):
                assert names is not None
                whole.update(
                    f"{names.relative(index)} {names[index].stat().st_size}\n".encode(errors="surrogateescape")
                )
        if self.labels is not None:
            whole.update(self.labels.numpy().tobytes())
        return whole.hexdigest()

    def _summary(self) -> dict[str, object]:
        told = "of the list" if self.labels is not None else "the largest object of each annotation"
        return {
            "pictures": f"{len(self):,}, on the disk",
            "classes": self.classes,
            "split": self.split,
            "labels": told,
        }


def folder_list(folder: Folder, *, class_names: Sequence[str] | None = None, split: str = "folder") -> PictureList:
    """The pictures of a folder that has one folder a class, as `image_folder` finds them; none of them is opened.

    `class_names` say the order, and which folders there must be; alphabetical unless given. Raises ValueError for fewer
    than two classes, a class without a picture, and folders of splits in place of classes.
    """
    told = told_class_names(class_names)
    home, classes = by_class(folder)
    names = tuple(classes)
    if told is not None:
        absent = sorted(set(told) - set(names))
        if absent:
            missing("folder", "must hold a folder for each class", f"none for {', '.join(absent[:5])}")
        names = told
    empty = [name for name in names if not classes[name]]
    if empty:
        step = "Add pictures, or take the folder away."
        missing("folder", "must hold a picture in every class", f"none in {', '.join(empty[:5])}", step)
    files = [(file.relative_to(home), k) for k, name in enumerate(names) for file in classes[name]]
    labels = torch.tensor([k for _, k in files], dtype=torch.int64)
    return PictureList(FileNames(home, [file for file, _ in files]), names, split, labels)


def imagenet_box_list(
    images: Folder, annotations: Folder, *, class_names: Sequence[str] | None = None, split: str = "train"
) -> PictureList:
    """ImageNet's photographs that have boxes, as `imagenet_boxes` finds them, for sets that do not fit into memory.

    `images`/n01440764/…JPEG with `annotations`/n01440764/…xml; pictures without an annotation are left out. The
    validation photographs, which lie in one folder, need `class_names`; else the folders of `images` are the classes.
    No file is opened. Raises ValueError where nothing fits, and for a name that two files have.

    Source: Russakovsky et al. 2015, arXiv 1409.0575; ALS appendix A.2.

    >>> imagenet_box_list("no/such/folder", "nor/this/one")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: images 'no/such/folder' must be a folder, ...
    """
    told = told_class_names(class_names)
    pictures = find_files(images, "images", PHOTOGRAPHS)
    files = find_files(annotations, "annotations", (".xml",))
    both = sorted(pictures.keys() & files.keys())
    if not both:
        missing("annotations", f"must fit photographs in {str(images)!r}", f"{len(files)} files that fit none")
    for argument, found in (("images", pictures), ("annotations", files)):
        twice = next((name for name in both if len(found[name]) > 1), None)
        if twice is not None:
            seen = " and ".join(file.name for file in found[twice])
            checks.refuse(argument, "must hold one file of a name", seen, "Rename one of them.")
    if told is None:
        told = tuple(sorted({name.partition("/")[0] for name in both if "/" in name}))
        if len(told) < 2:
            step = "Give class_names, in the order of the training set's."
            checks.refuse("class_names", "must be given where folders do not tell classes", repr(told), step)
    return PictureList(_below(images, pictures, both), told, split, annotations=_below(annotations, files, both))


def _below(folder: Folder, found: dict[str, list[Path]], names: list[str]) -> FileNames:
    home = Path(folder)
    return FileNames(home, [found[name][0].relative_to(home) for name in names])
