"""The same on electron micrographs of cells and their membranes, in a folder of the reader's."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from nls_tutorial.data import mask_folder
from nls_tutorial.lessons.l16_label_every_pixel.study.cell import Parts, compute_cell
from nls_tutorial.lessons.l16_label_every_pixel.study.columns import ABOUT, AXES, RECIPE, SCORES
from nls_tutorial.lessons.l16_label_every_pixel.study.folder import fingerprint_of
from nls_tutorial.records import LabelMaps
from nls_tutorial.studies import DataFolder, Study
from nls_tutorial.studies.study import Outcome


def membranes(folder: Path | str, *, size: int, seed: int, train: int, calibration: int) -> Parts:
    """Micrographs in `folder`/image and their label maps in `folder`/label, split by picture: three disjoint parts.

    0 is a membrane and 255 the inside of a cell, as in the ISBI challenge of 2012. `seed` decides which of the pictures
    are learnt from, which are for calibration, and which are left for the test.
    First met in notebooks/16_label_every_pixel.

    >>> membranes("no/such/folder", size=128, seed=0, train=10, calibration=5)
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: images ... must be a folder, ...
    """
    root = Path(folder)
    names = ("membrane", "cell")
    every = mask_folder(root / "image", root / "label", class_names=names, size=(size, size), values={0: 0, 255: 1})
    order = torch.randperm(len(every), generator=torch.Generator().manual_seed(seed))
    ends = (0, train, train + calibration, len(every))
    taken = [every.select(order[ends[place] : ends[place + 1]]) for place in range(3)]
    learnt, held_out, test = (
        LabelMaps(part.images[:, :1], part.labels, names, split)
        for part, split in zip(taken, ("train", "calibration", "test"), strict=True)
    )
    return learnt, held_out, test


@lru_cache(maxsize=1)  # the arms of one seed look at the same pictures
def _read_membranes(folder: DataFolder, size: int, seed: int, train: int, calibration: int) -> Parts:
    return membranes(folder.path, size=size, seed=seed, train=train, calibration=calibration)


def _membranes(
    arm: str, *, seed: int, device: str, data: DataFolder, train: int, calibration: int, size: int, **how: Any
) -> Outcome:
    parts = _read_membranes(data, size, seed, train, calibration)
    return compute_cell(arm, parts, seed=seed, device=device, keep=False, **how)


MEMBRANES = Study(
    "membranes",
    f"{ABOUT}; electron micrographs of cells and their membranes.",
    {name: name for name in ("CE", "LS", "MbLS m = 0", "MbLS m = 6")},
    _membranes,
    SCORES,
    {"train": 10, "calibration": 5, "size": 128, "epochs": 16, "width": 8, "depth": 2, "rate": 0.02, "batch_size": 2},
    AXES,
    seeds=5,
    budgets={"quick": {"size": 64, "epochs": 4, "seeds": 2}, "class": {"seeds": 5}},
    setup="30 micrographs scaled to {size}×{size}, {train} to learn from, {calibration} for calibration, the rest for "
    "the test, split anew by each seed; " + RECIPE,
    reads="a folder with the folders image and label of the ISBI 2012 membranes",
    fingerprint=fingerprint_of,
)
