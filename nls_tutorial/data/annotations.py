"""One annotation file in the layout of PASCAL VOC: which objects a photograph shows, and where."""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from nls_tutorial import checks

AGAIN = "Correct the file, or move it away together with its image."
CORNERS = ("xmin", "ymin", "xmax", "ymax")


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

    Raises ValueError, naming the file, for XML that is broken or declares entities, an object without name or box, a
    corner that is no number, and a box without area.
    """
    content = file.read_bytes()
    if re.search(rb"<!\s*ENTITY", content):
        _refuse(file, "must not declare entities", "an <!ENTITY>")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        _refuse(file, "must be well-formed XML", str(error) or type(error).__name__)
    if root.tag != "annotation":
        _refuse(file, "must hold an <annotation>", f"<{root.tag}>")
    found = [_object(file, number, thing, inclusive) for number, thing in enumerate(root.findall("object"), start=1)]
    return Annotation(file, _size(file, root), tuple(name for name, _ in found), tuple(box for _, box in found))


def _object(
    file: Path, number: int, thing: ElementTree.Element, inclusive: bool
) -> tuple[str, tuple[float, float, float, float]]:
    name = (thing.findtext("name") or "").strip()
    if not name:
        _refuse(file, f"must name object {number}", "an <object> without <name>")
    box = thing.find("bndbox")
    if box is None:
        _refuse(file, f"must have a <bndbox> for object {number}, {name}", "none")
    x1, y1, x2, y2 = (
        _number(file, f"<{corner}> of object {number}, {name},", box.findtext(corner)) for corner in CORNERS
    )
    if inclusive:
        # the first pixel is 1, and the last one belongs to the box
        x1, y1 = x1 - 1, y1 - 1
    if not (x1 < x2 and y1 < y2):
        seen = f"xmin {x1:g}, ymin {y1:g}, xmax {x2:g}, ymax {y2:g}"
        _refuse(file, f"must have an area for object {number}, {name}, xmin < xmax and ymin < ymax", seen)
    return name, (x1, y1, x2, y2)


def _size(file: Path, root: ElementTree.Element) -> tuple[int, int] | None:
    size = root.find("size")
    if size is None:
        return None
    width, height = (_number(file, f"<{side}>", size.findtext(side)) for side in ("width", "height"))
    return (int(width), int(height)) if width >= 1 and height >= 1 else None  # some tools write 0 for unknown


def _number(file: Path, what: str, text: str | None) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        _refuse(file, f"must have a number in {what}", "nothing" if text is None else repr(text))
    return number


def _refuse(file: Path, rule: str, seen: str) -> NoReturn:
    checks.refuse(str(file), rule.rstrip(","), seen, AGAIN)
