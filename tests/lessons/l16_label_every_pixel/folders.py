"""Small folders of pictures and label maps: membranes of cells, and PASCAL VOC."""

from pathlib import Path

import numpy as np
from PIL import Image

from nls_tutorial.data import voc_palette


def membrane_folder(root: Path, *, bad: bool = False) -> Path:
    """Six micrographs, laid out as the ISBI 2012 stack; with `bad` one mask has another size."""
    draws = np.random.default_rng(0)
    for name in ("image", "label"):
        (root / name).mkdir()
    for n in range(6):
        inside = np.kron(draws.random((2, 2)) < 0.5, np.ones((16, 16))).astype(bool)
        inside[n] = ~inside[n]  # no two pictures alike
        Image.fromarray((200 * inside + 20).astype(np.uint8)).save(root / "image" / f"{n:02}.png")
        label = Image.fromarray((255 * inside).astype(np.uint8))
        (label.resize((16, 16)) if bad and n == 3 else label).save(root / "label" / f"{n:02}.png")
    return root


def voc_folder(root: Path, *, empty: bool = False) -> Path:
    """A tiny folder laid out as VOC 2012."""
    home = root / "VOCdevkit" / "VOC2012"
    for name in ("ImageSets/Segmentation", "JPEGImages", "SegmentationClass"):
        (home / name).mkdir(parents=True)
    draws = np.random.default_rng(0)
    palette = [value for color in voc_palette() for value in color]
    for part, count in (("train", 10), ("val", 3)):
        names = [f"{part}{n}" for n in range(count)]
        (home / "ImageSets" / "Segmentation" / f"{part}.txt").write_text("\n".join(names) + "\n")
        for name in names:
            label = np.zeros((40, 40), dtype=np.uint8)
            label[10:30, 8:28] = 1 + draws.integers(20)
            label[9, 8:28] = 255
            if empty:
                label[:] = 255
            picture = (40.0 * label[..., None] % 256 + draws.integers(0, 30, (40, 40, 3))).clip(0, 255)
            Image.fromarray(picture.astype(np.uint8)).save(home / "JPEGImages" / f"{name}.jpg")
            mask = Image.fromarray(label, mode="P")
            mask.putpalette(palette)
            mask.save(home / "SegmentationClass" / f"{name}.png")
    return root
