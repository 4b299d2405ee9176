"""Pairs of a photograph and its annotation become one record, whatever single files are wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Int64, UInt8
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.data.annotations import Annotation, read_annotation
from nls_tutorial.data.bad_files import BadFiles
from nls_tutorial.data.files import one_form
from nls_tutorial.data.picture_files import as_bytes, read_photograph
from nls_tutorial.data.upright import upright
from nls_tutorial.data.xml_text import refuse_file
from nls_tutorial.records import Images

SEVERAL = ("skip", "largest", "each")
LONGEST = 8192  # pixels of a side
MOST_BOXES = 2**26  # with those of no area


@dataclass(frozen=True)
class Pair:
    """A photograph with its annotation, and its number in alphabetical order."""

    number: int
    photograph: Path
    annotation: Path


@dataclass(frozen=True)
class Reading:
    """How photographs are read; every argument is looked at before any file is."""

    class_names: tuple[str, ...] | None
    size: tuple[int, int]
    several: str
    outside: str
    inclusive: bool

    @classmethod
    def of(cls, class_names: object, size: object, several: str, outside: str, inclusive: bool) -> "Reading":
        """The arguments of `voc_folder`, or a refusal of one."""
        checks.choice("several", several, SEVERAL)
        checks.choice("outside", outside, ("refuse", "cut"))
        checks.choice("inclusive", inclusive, (True, False))
        return cls(told_class_names(class_names), _size(size), several, outside, inclusive)


def told_class_names(given: object) -> tuple[str, ...] | None:
    """The names that somebody gave for the classes, in one form, each once; None for none.

    >>> told_class_names(["cat", "dog"])
    ('cat', 'dog')
    """
    if given is None:
        return None
    step = 'Give a list such as ("cat", "dog"), each class once.'
    if isinstance(given, str) or not isinstance(given, Sequence):
        checks.refuse("class_names", "must be a list of names", repr(given), step, error=TypeError)
    for name in given:
        if not isinstance(name, str):
            checks.refuse("class_names", "must be names", f"{name!r} ({type(name).__name__})", step, error=TypeError)
    if len(given) < 2:
        checks.refuse("class_names", "must name at least two classes", repr(tuple(given)), step)
    names = tuple(one_form(name) for name in given)
    for name in names:
        if not name.strip() or names.count(name) > 1:
            seen = f"{name!r} {names.count(name)} times" if name.strip() else repr(name)
            checks.refuse("class_names", "must name every class, and once", seen, step)
    return names


def _size(given: object) -> tuple[int, int]:
    step = "Give (height, width) in pixels."
    if not isinstance(given, tuple | list) or len(given) != 2:
        checks.refuse("size", "must be two whole numbers, (height, width)", repr(given), step, error=TypeError)
    height, width = (checks.whole("size", length, 1, step) for length in given)
    if max(height, width) > LONGEST:
        checks.refuse("size", f"must be at most {LONGEST:,} pixels a side", (height, width), step)
    return height, width


def load_pairs(pairs: Iterable[Pair], reading: Reading, bad: BadFiles, split: str) -> Images:
    """The samples of all pairs; see `voc_folder`."""
    told: list[tuple[Pair, Annotation]] = []
    for pair in pairs:
        with bad.noted():
            annotation = read_annotation(pair.annotation, inclusive=reading.inclusive)
            _known(annotation, reading.class_names)
            told.append((pair, annotation))
    chosen = [own_objects(annotation, reading.several) for _, annotation in told]
    pictures = _room(sum(map(len, chosen)), reading.size)
    shown: list[_Shown] = []
    names: set[str] = set()
    filled = 0
    for (pair, annotation), own in zip(told, chosen, strict=True):
        with bad.noted():
            if own:
                picture, boxes = _stretched(pair, annotation, reading)
                pictures[filled : filled + len(own)] = picture
                shown.append(_Shown(pair.number, annotation.names, boxes, own))
                filled += len(own)
            names |= set(annotation.names)
    bad.tell()
    class_names = reading.class_names or tuple(sorted(names))
    _enough(
        class_names,
        shown,
        reading.several,
        f"{len(told)} with {len(bad.errors)} left out" if bad.errors else f"{len(told)}",
    )
    kept = pictures if filled == len(pictures) else pictures[:filled].clone()
    return _record(kept, shown, class_names, split)


def read_boxed(
    photograph: Path, annotation: Path, class_names: tuple[str, ...]
) -> tuple[UInt8[Tensor, "3 H W"], Float[Tensor, "n 4"], Int64[Tensor, "n"]]:
    """One photograph as `imagenet_boxes` reads it, in its own size: its bytes, its boxes in pixels, and their classes.

    The largest object, whose class is the label, comes first; boxes beyond the photograph are cut. Raises
    UnusableFileError, naming the file, for what `imagenet_boxes` refuses.
    """
    told = read_annotation(annotation, inclusive=False)
    _known(told, class_names)
    pixels, (wide, high), boxes = upright(read_photograph(photograph), told)
    height, width = pixels.shape[1:]
    inside = _scaled(_inside(told, boxes, (wide, high), "cut"), (wide, high), (int(height), int(width)))
    classes = torch.tensor([class_names.index(name) for name in told.names], dtype=torch.int64, device="cpu")
    own = own_objects(told, "largest")[0]
    return as_bytes(pixels), _own_first(inside, own), _own_first(classes, own)


def own_objects(annotation: Annotation, several: str) -> list[int]:
    """The objects that become samples, by their places in the annotation."""
    everything = range(len(annotation.names))
    if several == "each":
        return list(everything)
    if several == "skip" and len(everything) > 1:
        return []
    return [max(everything, key=lambda k: _area(annotation.boxes[k]))]


def _area(box: tuple[float, float, float, float]) -> float:
    x1, y1, x2, y2 = box
    return (x2 - x1) * (y2 - y1)


@dataclass(frozen=True)
class _Shown:
    """One photograph that gives samples: its number, all objects in it, and those that are a sample's own."""

    number: int
    names: tuple[str, ...]
    boxes: Tensor
    own: list[int]


def _known(told: Annotation, names: tuple[str, ...] | None) -> None:
    if not told.names:
        refuse_file(told.file, "must hold at least one <object>", "none", "Move it away with its photograph.")
    for name in told.names if names else ():
        if name not in (names or ()):
            rule = f"must name classes of {', '.join((names or ())[:5])}{', …' if len(names or ()) > 5 else ''}"
            refuse_file(told.file, rule, repr(name), "Correct the name, or add it to class_names.")


def _room(samples: int, size: tuple[int, int]) -> Tensor:
    shape = (samples, 3, *size)
    try:
        return torch.empty(shape, dtype=torch.float32, device="cpu")
    except RuntimeError:
        need = f"{samples:,} pictures of {size[0]}×{size[1]}, {samples * 12 * size[0] * size[1]:,} bytes"
        checks.refuse("size", "must leave room in memory", need, "Lower it, or read fewer photographs.")


def _stretched(pair: Pair, told: Annotation, reading: Reading) -> tuple[Tensor, Tensor]:
    """The photograph (3, H, W) in [0, 1] at the size that was asked for, and its boxes (n, 4) in pixels of that."""
    pixels, (wide, high), boxes = upright(read_photograph(pair.photograph), told)
    height, width = reading.size
    # one colour at a time: a large photograph is not held twice as floats
    planes = [
        F.interpolate(plane[None, None] / 255, (height, width), mode="bilinear", antialias=True)[0, 0]
        for plane in pixels
    ]
    inside = _inside(told, boxes, (wide, high), reading.outside)
    return torch.stack(planes).clamp(0, 1), _scaled(inside, (wide, high), reading.size)


def _scaled(boxes: Tensor, old: tuple[int, int], size: tuple[int, int]) -> Tensor:
    """Boxes of a photograph of `old` (width, height), in pixels of one of (height, width) `size`."""
    wide, high = old
    height, width = size
    return boxes * boxes.new_tensor([width / wide, height / high]).repeat(2)


def _inside(told: Annotation, boxes: Float[Tensor, "n 4"], size: tuple[int, int], outside: str) -> Float[Tensor, "n 4"]:
    """The boxes in pixels of `size` (width, height), none of them beyond it."""
    width, height = size
    cut = torch.minimum(boxes.clamp(min=0), boxes.new_tensor([width, height, width, height]))
    beyond = (cut - boxes).abs().amax(1) > checks.pixel_rounding(max(size))
    gone = ~(cut[:, 2:] > cut[:, :2]).all(1)
    wrong = gone | beyond if outside == "refuse" else gone
    if bool(wrong.any()):
        at = int(wrong.nonzero()[0])
        seen = f"{told.names[at]} at ({', '.join(f'{number:.9g}' for number in boxes[at].tolist())})"
        step = "Correct it." if bool(gone[at]) else 'Correct it, or use outside="cut".'
        refuse_file(told.file, f"must keep boxes inside the photograph, (0, 0, {width}, {height})", seen, step)
    return cut


def _enough(names: tuple[str, ...], shown: list[_Shown], several: str, photographs: str) -> None:
    if not shown:
        step = 'Use several="each" or "largest".'
        checks.refuse("several", "must leave at least one photograph", f"{several!r} of {photographs}", step)
    if len(names) < 2:
        checks.refuse("class_names", "must name at least two classes", repr(names), "Look for files left out.")
    boxes = sum(len(one.own) for one in shown) * max(len(one.names) for one in shown)
    if boxes > MOST_BOXES:
        rule = f"must give at most {MOST_BOXES:,} boxes, those of no area included"
        checks.refuse("several", rule, f"{boxes:,} by {several!r}", 'Use several="largest".')


def _record(pictures: Tensor, shown: list[_Shown], names: tuple[str, ...], split: str) -> Images:
    place = {name: k for k, name in enumerate(names)}
    count, longest = len(pictures), max(len(one.names) for one in shown)
    boxes = torch.zeros(count, longest, 4, dtype=torch.float32, device="cpu")
    labels = torch.full((count, longest), -1, dtype=torch.int64, device="cpu")
    photograph = torch.empty(count, dtype=torch.int64, device="cpu")
    row = 0
    for one in shown:
        classes = torch.tensor([place[name] for name in one.names], device="cpu")
        for own in one.own:
            boxes[row, : len(classes)] = _own_first(one.boxes, own)
            labels[row, : len(classes)] = _own_first(classes, own)
            photograph[row] = one.number
            row += 1
    extra = {"photograph": photograph}
    return Images(pictures, labels[:, 0].clone(), names, split, boxes=boxes, box_labels=labels, extra=extra)


def _own_first(objects: Tensor, own: int) -> Tensor:
    return torch.cat([objects[own : own + 1], objects[:own], objects[own + 1 :]])
