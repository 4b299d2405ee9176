"""Tiny-ImageNet's and CUB-200-2011's layouts in small, with empty files or with real pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

Writer = Callable[[Path], object]


def noise(file: Path) -> None:
    """A small picture, another one for each name."""
    chance = np.random.default_rng(list(file.name.encode()))
    Image.fromarray(chance.integers(0, 256, (24, 30, 3), dtype=np.uint8)).save(file, "JPEG")


def tiny(home: Path, write: Writer = Path.touch) -> Path:
    """Two classes in an order that is not alphabetical, two training pictures each, three of the validation part."""
    (home / "wnids.txt").write_text("n02\nn01\n")
    for name in ("n01", "n02"):
        inside = home / "train" / name / "images"
        inside.mkdir(parents=True)
        for number in (0, 1):
            write(inside / f"{name}_{number}.JPEG")
        (home / "train" / name / f"{name}_boxes.txt").touch()
    (home / "val" / "images").mkdir(parents=True)
    rows = [("val_0.JPEG", "n01"), ("val_1.JPEG", "n02"), ("val_2.JPEG", "n01")]
    for file, _ in rows:
        write(home / "val" / "images" / file)
    told = "".join(f"{file}\t{name}\t0\t32\t44\t62\n" for file, name in rows)
    (home / "val" / "val_annotations.txt").write_text(told)
    return home


def cub(home: Path, write: Writer = Path.touch) -> Path:
    """Two classes; pictures 1 and 3 train, 2 tests."""
    files = ["001.Albatross/a_1.jpg", "001.Albatross/a_2.jpg", "002.Wren/w_1.jpg"]
    for file in files:
        (home / "images" / file).parent.mkdir(parents=True, exist_ok=True)
        write(home / "images" / file)
    lines = {
        "images.txt": [f"{k} {file}" for k, file in enumerate(files, 1)],
        "classes.txt": ["1 001.Albatross", "2 002.Wren"],
        "image_class_labels.txt": ["1 1", "2 1", "3 2"],
        "train_test_split.txt": ["1 1", "2 0", "3 1"],
    }
    for name, rows in lines.items():
        (home / name).write_text("\n".join(rows) + "\n")
    return home
