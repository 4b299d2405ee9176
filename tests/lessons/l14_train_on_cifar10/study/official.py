"""Files in the official layout of CIFAR-10 with random pictures, for studies that read a folder."""

from pathlib import Path

import numpy as np

from nls_tutorial.data.cifar10 import NAMES_FILE, TEST_FILE, TRAIN_FILES


def write(folder: Path, records: int) -> Path:
    """So many random records in each file, every class as often."""
    draws = np.random.default_rng(0)
    for name in (*TRAIN_FILES, TEST_FILE):
        rows = draws.integers(0, 256, (records, 3073), dtype=np.uint8)
        rows[:, 0] = np.arange(records) % 10
        rows.tofile(folder / name)
    (folder / NAMES_FILE).write_text("\n".join(f"class {k}" for k in range(10)) + "\n", encoding="utf-8")
    return folder
