"""One annotation file in the layout of PASCAL VOC: which objects a photograph shows, and where."""

import math
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from nls_tutorial.data.files import one_form
from nls_tutorial.data.xml_text import read_xml, refuse_file

CORNERS = ("xmin", "ymin", "xmax", "ymax")
MOST_OBJECTS = 10_000
FARTHEST = 1_000_000  # pixels


@dataclass(frozen=True)
class Annotation:
    """Names and boxes (xyxy pixels, half-open) of the objects in one photograph of `size` (width, height).

    `size` is None where the file does not say it.
    """

    file: Path
    size: tuple[int, int] | None
    names: tuple[str, ...]
    boxes: tuple[tuple[float, float, float, float], ...]


def read_annotation(file: Path, *, inclusive: bool) -> Annotation:
    """The objects in `file`; `inclusive` says that corners are pixels counted from 1, both inside, as VOC has them.

    Raises UnusableFileError (a ValueError), naming the file, for what `read_xml` refuses, more than 10,000 objects, an
    object without name or box, a corner that is no number or above a million pixels, and a box without area.
    """
    root = read_xml(file)
    if root.tag != "annotation":
        refuse_file(file, "must hold an <annotation>", f"<{root.tag}>")
    things = root.findall("object")
    if len(things) > MOST_OBJECTS:
        refuse_file(file, f"must hold at most {MOST_OBJECTS:,} objects", f"{len(things):,}")
    found = [_object(file, number, thing, inclusive) for number, thing in enumerate(things, start=1)]
    return Annotation(file, _size(file, root), tuple(name for name, _ in found), tuple(box for _, box in found))


def _object(
    file: Path, number: int, thing: ElementTree.Element, inclusive: bool
) -> tuple[str, tuple[float, float, float, float]]:
    name = one_form((thing.findtext("name") or "").strip())
    if not name:
        refuse_file(file, f"must name object {number}", "an <object> without <name>")
    box = thing.find("bndbox")
    if box is None:
        refuse_file(file, f"must have a <bndbox> for object {number}, {name}", "none")
    x1, y1, x2, y2 = (
        _number(file, f"<{corner}> of object {number}, {name}", box.findtext(corner)) for corner in CORNERS
    )
    if inclusive:
        # the first pixel is 1, and the last one belongs to the box
        x1, y1 = x1 - 1, y1 - 1
    if not (x1 < x2 and y1 < y2):
        seen = f"xmin {x1:g}, ymin {y1:g}, xmax {x2:g}, ymax {y2:g}"
        refuse_file(file, f"must have an area for object {number}, {name}, xmin < xmax and ymin < ymax", seen)
    return name, (x1, y1, x2, y2)


def _size(file: Path, root: ElementTree.Element) -> tuple[int, int] | None:
    """Some tools leave <size> empty where they do not know it, or write 0."""
    sides = [(root.findtext(f"size/{side}") or "").strip() for side in ("width", "height")]
    if not any(sides):
        return None
    width, height = (_number(file, f"<{side}>", text) for side, text in zip(("width", "height"), sides, strict=True))
    return (int(width), int(height)) if width >= 1 and height >= 1 else None


def _number(file: Path, what: str, text: str | None) -> float:
    seen = "nothing" if not text or not text.strip() else repr(text)
    try:
        number = float((text or "").replace("_", "?"))  # Python alone reads 1_000
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        refuse_file(file, f"must have a number in {what}", seen)
    if abs(number) > FARTHEST:
        refuse_file(file, f"must not have a number beyond {FARTHEST:,} in {what}", seen)
    return number
