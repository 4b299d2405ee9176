"""A reader's pictures, looked at and cut into three parts that share no picture and no group."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data import (
    PictureFolder,
    disjoint_indices,
    grouped_indices,
    groups_by_pattern,
    groups_by_table,
    image_folder,
)
from nls_tutorial.records import Images

SHARES = {"train": 0.6, "calibration": 0.2, "test": 0.2}
FEWEST = 5  # pictures of a class: at least one in each part
FEW = 100  # test pictures, from which little can be told
SKEWED = 5  # times as many in the largest class


@dataclass(frozen=True, eq=False)
class OwnPictures:
    """The pictures of a folder with the rows of each part, and the group of each row where there are groups."""

    folder: PictureFolder
    rows: dict[str, Tensor]
    groups: Tensor | None

    def part(self, name: str) -> Images:
        """The pictures of "train", "calibration" or "test"."""
        cut = self.folder.images.select(self.rows[name])
        return Images(cut.images, cut.labels, cut.class_names, name)

    def lines(self) -> tuple[str, ...]:
        """What is there and what is odd, in sentences."""
        told = [f"{name}: {value}" for name, value in self.folder._summary().items()]
        told.append(", ".join(f"{len(rows):,} to {_PURPOSE[name]}" for name, rows in self.rows.items()))
        if self.groups is not None:
            told.append(f"{len(self.groups.unique()):,} groups, each whole in one part")
        counts = self.folder.images.labels.bincount()
        if int(counts.max()) > SKEWED * int(counts.min()):
            told.append("The classes are skewed: accuracy is that of the large ones, macro F1 counts all alike.")
        if len(self.rows["test"]) < FEW:
            told.append(f"With {len(self.rows['test'])} test pictures, only large differences can be told from chance.")
        return (*told, *self.folder.left_out)

    def table(self) -> str:
        """Which file is in which part, as CSV."""
        part = {row: name for name, rows in self.rows.items() for row in rows.tolist()}
        lines = (f"{_quoted(file)},{part[row]}" for row, file in enumerate(self.folder.files))
        return "\n".join(["file,part", *lines, ""])


_PURPOSE = {"train": "train on", "calibration": "fit T on", "test": "score"}


def own_pictures(
    folder: str | Path,
    *,
    size: int = 64,
    on_bad: str = "raise",
    group_by: str | None = None,
    groups: str | Path | None = None,
    seed: int = 0,
    bar: Callable[[Sequence[Path]], Iterable[Path]] = lambda files: files,
) -> OwnPictures:
    r"""The pictures of a folder by class, `size`×`size`, in parts of 60, 20 and 20 per cent.

    `group_by` is a pattern of file names and `groups` a table of them (one of the two), as for `data.groups_by_pattern`
    and `data.groups_by_table`; a group lies whole in one part. `seed` cuts the parts, each class in the same shares.

    Raises what `data.image_folder` raises, and ValueError for a class of fewer than five pictures and groups so few
    that a part lacks a class. First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name, grey in (("cat", 0), ("dog", 100)):
    ...         (Path(home) / name).mkdir()
    ...         for step in range(5):
    ...             Image.new("L", (9, 9), grey + step).save(Path(home) / name / f"{step}.png")
    ...     own = own_pictures(home, size=8)
    >>> isinstance(own, OwnPictures), [len(own.part(name)) for name in ("train", "calibration", "test")]
    (True, [6, 2, 2])
    """
    size = checks.whole("--size", size, 8, "Use 32 or 64.", high=512)
    if group_by is not None and groups is not None:
        checks.refuse("--group-by", "must stand without --groups", "both", "Give one of the two.")
    found = image_folder(folder, size=(size, size), on_bad=on_bad, bar=bar)
    labels, names = found.images.labels, found.images.class_names
    few = [f"{n} of {name}" for name, n in zip(names, labels.bincount().tolist(), strict=True) if n < FEWEST]
    if few:
        step = "Add pictures, or take the class away."
        checks.refuse("folder", f"must hold at least {FEWEST} pictures of each class", ", ".join(few), step)
    group = None
    if group_by is not None:
        group = groups_by_pattern(found.files, group_by)
    elif groups is not None:
        group = groups_by_table(found.files, groups)
    rows = _parts(labels, group, seed)
    for name, own in rows.items():
        lacking = [names[k] for k, n in enumerate(labels[own].bincount(minlength=len(names)).tolist()) if not n]
        if lacking:
            step = "Add groups, or pictures of other groups."
            checks.refuse("groups", f"must give the {name} part every class", f"none of {', '.join(lacking)}", step)
    if group is not None and len(group[rows["test"]].unique()) < 2:
        step = "Take more groups, or smaller ones: of one group nothing can be told about others."
        checks.refuse("groups", "must give the test part two groups or more", "one", step)
    return OwnPictures(found, rows, group)


def _parts(labels: Tensor, group: Tensor | None, seed: int) -> dict[str, Tensor]:
    if group is not None:
        return grouped_indices(labels, group, SHARES, seed)
    held = round(SHARES["test"] * len(labels))
    sizes = {"train": len(labels) - 2 * held, "calibration": held, "test": held}
    return {
        name: rows.sort().values for name, rows in disjoint_indices(len(labels), sizes, seed, labels=labels).items()
    }


def _quoted(file: str) -> str:
    return '"' + file.replace('"', '""') + '"' if any(mark in file for mark in ',"\n') else file


def of_groups(own: OwnPictures, name: str) -> Tensor | None:
    """The groups of a part, for intervals; None without."""
    return None if own.groups is None else torch.as_tensor(own.groups[own.rows[name]])
