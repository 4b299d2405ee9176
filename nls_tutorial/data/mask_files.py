"""One label map from a PNG file: a palette, grey values or colours become class numbers; or a refusal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.xml_text import refuse_file
from nls_tutorial.extras import needs

MASKS = (".png",)
IGNORED = 255
MOST_PIXELS = 2**26
Color = tuple[int, int, int]


def voc_palette(classes: int = 256) -> list[Color]:
    r"""The colors of PASCAL VOC's palette: class k is the color whose bits are k's, dealt to red, green and blue.

    Bit 3j of k is bit 7 − j of red, bit 3j + 1 of green, bit 3j + 2 of blue. The ignored outline, 255, is
    (224, 224, 192). `classes` is how many, up to 256. Source: the VOC development kit, VOCcolormap.

    >>> voc_palette(3)  # background, aeroplane, bicycle
    [(0, 0, 0), (128, 0, 0), (0, 128, 0)]
    """
    checks.whole("classes", classes, 0, "VOC has 21, with the background.", high=256)
    bits = [
        [sum((k >> (3 * j + channel) & 1) << (7 - j) for j in range(3)) for channel in range(3)] for k in range(256)
    ]
    return [(red, green, blue) for red, green, blue in bits[:classes]]


def read_label_map(
    file: Path, classes: int, *, values: Mapping[int, int] | None = None, ignore_index: int = IGNORED
) -> Int64[Tensor, "H W"]:
    """The class numbers in a PNG: a palette's indices, grey values, or colors of VOC's palette.

    `values` says which stored number means which class, where they are not the classes' own; `ignore_index` stays.
    Raises UnusableFileError, naming the file, for one that cannot be read, colors outside the palette, and numbers that
    are neither one of the `classes` nor ignored.
    """
    stored = _stored(file, classes)
    known = {number: number for number in range(classes)} if values is None else dict(values)
    known.setdefault(ignore_index, ignore_index)
    known = {number: label for number, label in known.items() if 0 <= number < 256}  # what a PNG can store
    labels_of, means = np.zeros(256, dtype=np.int64), np.zeros(256, dtype=bool)
    for number, label in known.items():
        labels_of[number], means[number] = label, True
    labels, strange = labels_of[stored], ~means[stored]
    if strange.any():
        unknown = np.unique(stored[strange]).tolist()
        rule = f"must hold class numbers among {', '.join(map(str, sorted(known)[:24]))}"
        step = "Name every class, or say with `values` which number means which class."
        refuse_file(file, rule, f"{', '.join(map(str, unknown[:8]))} in {int(strange.sum()):,} pixels", step)
    return torch.from_numpy(labels)


def _stored(file: Path, classes: int) -> np.ndarray:
    """The numbers in the file, uint8 (H, W)."""
    with needs("data"):
        from PIL import Image
    try:
        with Image.open(file, formats=("PNG",)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                seen = f"{opened.width:,}×{opened.height:,}"
                refuse_file(file, f"must have at most {MOST_PIXELS:,} pixels", seen, "Save it smaller.")
            mode, numbers = opened.mode, np.array(opened if opened.mode != "RGBA" else opened.convert("RGB"))
    except UnusableFileError:
        raise
    except Exception as error:  # a decoder may raise anything over a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        refuse_file(file, "must be a label map that can be read", reason, "Copy it again.")
    if mode in ("P", "L", "1"):
        return numbers.astype(np.uint8)
    if mode in ("RGB", "RGBA"):
        return _numbered(file, numbers, classes)
    refuse_file(file, "must have a palette, 8 bits of grey, or RGB", mode, "Save it with its palette.")


def _numbered(file: Path, colors: Any, classes: int) -> np.ndarray:
    """The classes of VOC's colors."""
    packed = (colors.astype(np.int64) * (65536, 256, 1)).sum(2)
    palette = voc_palette()
    known = {(red * 256 + green) * 256 + blue: k for k, (red, green, blue) in enumerate(palette) if k < classes}
    red, green, blue = palette[IGNORED]
    known[(red * 256 + green) * 256 + blue] = IGNORED
    found, places = np.unique(packed, return_inverse=True)
    unknown = [number for number in found.tolist() if number not in known]
    if unknown:
        told = ", ".join(str((number >> 16, number >> 8 & 255, number & 255)) for number in unknown[:4])
        count = int(np.isin(packed, unknown).sum())
        step = "Save class numbers with VOC's palette, as PNG and without smoothing."
        rule = f"must have colors of VOC's palette for {classes} classes"
        refuse_file(file, rule, f"{told} in {count:,} pixels", step)
    return np.array([known[number] for number in found.tolist()], dtype=np.uint8)[places].reshape(packed.shape)
