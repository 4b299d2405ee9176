"""Folders in the layout of PASCAL VOC, written by hand: coloured pictures and their XML."""

from pathlib import Path

import numpy as np
from PIL import Image

OBJECT = """
  <object>
    <name>{name}</name>
    <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
    <bndbox><xmin>{box[0]}</xmin><ymin>{box[1]}</ymin><xmax>{box[2]}</xmax><ymax>{box[3]}</ymax></bndbox>
  </object>"""


def xml(objects, size=(40, 20)):
    """The annotation of a picture with objects (name, (xmin, ymin, xmax, ymax))."""
    told = "" if size is None else f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>"
    return f"<annotation>{told}{''.join(OBJECT.format(name=name, box=box) for name, box in objects)}\n</annotation>\n"


def photograph(file: Path, objects=(), size=(40, 20)) -> None:
    """A grey picture whose boxes (half-open) are red."""
    pixels = np.full((size[1], size[0], 3), 64, dtype=np.uint8)
    for _, (x1, y1, x2, y2) in objects:
        pixels[y1:y2, x1:x2] = (255, 0, 0)
    file.parent.mkdir(parents=True, exist_ok=True)
    how = {} if file.suffix == ".png" else {"quality": 100, "subsampling": 0}
    Image.fromarray(pixels).save(file, **how)


def pair(home: Path, name: str, objects, size=(40, 20), *, ending=".png", told=None) -> None:
    """A picture in images/ and its annotation in annotations/; `told` writes other objects than there are."""
    photograph(home / "images" / f"{name}{ending}", objects, size)
    file = home / "annotations" / f"{name}.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(xml(objects if told is None else told, size), encoding="utf-8")
