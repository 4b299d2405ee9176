"""CIFAR-10 from the files of its official binary version, in a folder of yours."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.files import Folder, folder_path, missing
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.records import Images, Splits

TRAIN_FILES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_FILE = "test_batch.bin"
NAMES_FILE = "batches.meta.txt"
CLASSES = 10
RECORD = 1 + 3 * 32 * 32  # bytes: a label, then the red, the green and the blue plane, row by row

GET_IT = (
    "Unpack cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html (the binary version, not the "
    "Python one) and name the folder that holds data_batch_1.bin, or let nls_tutorial.data.official_files('cifar10') "
    "download it."
)
READS = "a folder with the official binary files of CIFAR-10 (nls_tutorial.data.official_files('cifar10') gets them)"
AGAIN = "Copy or unpack the file again."


def cifar10(folder: Folder, *, per_batch: int | None = None, calibration: int | None = None, seed: int = 0) -> Splits:
    r"""CIFAR-10 from `folder`: training and calibration pictures from the five training batches, test from the sixth.

    The folder holds data_batch_1.bin … data_batch_5.bin, test_batch.bin and batches.meta.txt in the official binary
    layout: records of 3,073 bytes, the label first. `per_batch` takes the first so many records of each of the six
    files. `calibration` is how many training pictures are set aside, a tenth unless given, stratified by class;
    the training pictures stay in the files' order. The test part is the whole (or the first part) of test_batch.bin
    at every seed.

    Images (N, 3, 32, 32) float32 in [0, 1]: all 60,000 take 737 MB. Nothing is downloaded and nothing is unpickled.
    Raises MissingFileError (a FileNotFoundError and a ValueError) for a folder or file that is not there, and
    ValueError, naming the file, for one that is cut, empty, too short for `per_batch`, or has a label above 9;
    ValueError or TypeError for numbers out of range.

    Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; data/cifar10.md says more.
    First met in notebooks/01_look_at_the_last_layer.
    """
    if per_batch is not None:
        checks.whole("per_batch", per_batch, 1, "Leave it out to read whole files.")
    home = folder_path("folder", folder, GET_IT)
    names = _names(home / NAMES_FILE)

    batches = [_records(home / file, per_batch) for file in TRAIN_FILES]
    images = torch.cat([_images(records) for records in batches])
    labels = torch.cat([_labels(records) for records in batches])
    count = len(labels)
    aside = count // 10 if calibration is None else checks.whole("calibration", calibration, 0, "Use 0 for none.")
    if aside >= count:
        rule = f"must leave some of the {count:,} training records to learn from"
        checks.refuse("calibration", rule, f"{aside:,}", "Lower it.")
    parts = disjoint_indices(count, {"calibration": aside, "train": count - aside}, seed, labels=labels)

    train, held_out = parts["train"].sort().values, parts["calibration"]
    tested = _records(home / TEST_FILE, per_batch)
    return Splits(
        Images(images[train], labels[train], names, "train"),
        Images(images[held_out], labels[held_out], names, "calibration"),
        Images(_images(tested), _labels(tested), names, "test"),
    )


def present(file: Path) -> Path:
    """The file, where it is there; MissingFileError, which says how to get it, where not."""
    if not file.is_file():
        missing("folder", f"must hold {file.name}", f"{str(file.parent)!r} without it", GET_IT)
    return file


def _names(file: Path) -> tuple[str, ...]:
    lines = present(file).read_text(encoding="utf-8-sig", errors="replace").splitlines()
    names = tuple(line.strip() for line in lines if line.strip())  # the official file ends with an empty line
    if len(names) != CLASSES:
        checks.refuse(str(file), "must name ten classes, one a line", f"{len(names)} names", AGAIN)
    if len(set(names)) != CLASSES:
        checks.refuse(str(file), "must name ten different classes", ", ".join(names), AGAIN)
    return names


def _records(file: Path, first: int | None) -> npt.NDArray[np.uint8]:
    """The first records of a file, or all, as rows of bytes."""
    length = present(file).stat().st_size
    records, left = divmod(length, RECORD)
    if left or not records:
        rule = f"must be records of {RECORD:,} bytes, at least one and all whole"
        checks.refuse(str(file), rule, f"{length:,} bytes ({records:,} records and {left:,} bytes)", AGAIN)
    if first is not None and first > records:
        checks.refuse("per_batch", f"must not be above the {records:,} records of {file}", f"{first:,}", "Lower it.")
    taken = records if first is None else first
    rows = np.fromfile(file, dtype=np.uint8, count=taken * RECORD).reshape(taken, RECORD)
    wrong = np.flatnonzero(rows[:, 0] >= CLASSES)
    if wrong.size:
        seen = f"{rows[wrong[0], 0]} in record {wrong[0]:,}, counted from 0"
        checks.refuse(f"the label byte of every record of {file}", f"must lie in 0 … {CLASSES - 1}", seen, AGAIN)
    return rows


def _labels(records: npt.NDArray[np.uint8]) -> Int64[Tensor, "N"]:
    return torch.from_numpy(records[:, 0].astype(np.int64))


def _images(records: npt.NDArray[np.uint8]) -> Float[Tensor, "N 3 32 32"]:
    planes = torch.from_numpy(records[:, 1:]).reshape(-1, 3, 32, 32)
    return planes.float() / 255
