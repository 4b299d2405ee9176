"""Photographs with real boxes: folders in the layout of PASCAL VOC, torchvision's VOC download, ImageNet's boxes."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.data.annotations import Annotation, read_annotation
from nls_tutorial.data.cifar10 import MissingFileError
from nls_tutorial.extras import needs
from nls_tutorial.records import Images

Folder = str | os.PathLike[str]
Several = Literal["skip", "largest", "each"]
Outside = Literal["refuse", "cut"]
PHOTOGRAPHS = (".jpg", ".jpeg", ".png")
VOC_CLASSES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog"),
    *("horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)
GET_VOC = "Give the folder that torchvision.datasets.VOCDetection(root, download=True) filled."


def voc_folder(
    images: Folder,
    annotations: Folder,
    *,
    class_names: Sequence[str] | None = None,
    size: tuple[int, int] = (128, 128),
    several: Several = "skip",
    inclusive: bool = False,
    outside: Outside = "refuse",
    split: str = "photographs",
) -> Images:
    r"""Photographs from the folder `images`, with the boxes that the XML files in the folder `annotations` give them.

    A photograph (.jpg, .jpeg or .png) and its annotation have the same name but for the ending; folders inside the two
    are searched too. `class_names` are the classes in the order of their numbers; unless given, all names that occur,
    in alphabetical order. `several` says what a photograph with several objects becomes: "skip" leaves it out,
    "largest" labels it by its largest object, "each" makes a sample of every object. Photographs are stretched to
    (height, width) `size`, and the boxes with them. `inclusive` is for corners that are pixels counted from 1, both
    inside the box, as the VOC challenge has them; otherwise corners are pixel edges from 0 to the width. `outside`
    says what happens to a box that reaches beyond its photograph: "refuse", or "cut" it at the border.

    Returns Images with `boxes` (N, n, 4) in pixels of the stretched photographs, the sample's own object first, padded
    with boxes of no area; `box_labels` (N, n), −1 where padded; `extra["photograph"]` (N,), the number of the
    photograph in alphabetical order, so that samples of one photograph can be kept in one split. It takes N·12·H·W
    bytes of memory.

    Raises MissingFileError (a FileNotFoundError and a ValueError) for a folder, a photograph or an annotation that is
    not there; ValueError, naming the file, for a photograph that cannot be read, broken XML, an unknown class, a box
    without area or outside its photograph, an annotation made for another shape of photograph, one without objects.

    Source: Everingham et al. 2010, the PASCAL VOC challenge. First met in
    notebooks/10_shrink_the_label_with_the_object.

    >>> from pathlib import Path
    >>> import tempfile
    >>> from PIL import Image
    >>> corners = "<xmin>10</xmin><ymin>20</ymin><xmax>60</xmax><ymax>80</ymax>"
    >>> dog = f"<annotation><object><name>dog</name><bndbox>{corners}</bndbox></object></annotation>"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.new("RGB", (100, 100)).save(f"{folder}/rex.png")
    ...     _ = Path(folder, "rex.xml").write_text(dog)
    ...     found = voc_folder(folder, folder, class_names=("cat", "dog"), size=(50, 50))
    >>> found.labels.tolist(), found.boxes[0].tolist()  # in pixels of the smaller picture
    ([1], [[5.0, 10.0, 30.0, 40.0]])
    """
    pictures = _files(images, "images", PHOTOGRAPHS)
    files = _files(annotations, "annotations", (".xml",))
    for name, file in files.items():
        if name not in pictures:
            _missing("images", f"must hold a photograph for {file}", f"none named {name} in {str(images)!r}")
    for name, file in pictures.items():
        if name not in files:
            _missing("annotations", f"must hold an annotation for {file}", f"no {name}.xml in {str(annotations)!r}")
    read = [(pictures[name], read_annotation(files[name], inclusive=inclusive)) for name in sorted(files)]
    return _images(read, class_names, size, several, outside, split)


def voc_detection(
    root: Folder,
    *,
    year: str = "2012",
    image_set: str = "train",
    size: tuple[int, int] = (128, 128),
    several: Several = "skip",
    outside: Outside = "refuse",
) -> Images:
    r"""The PASCAL VOC detection set of one `year`, from the folder that torchvision.datasets.VOCDetection filled.

    Reads `root`/VOCdevkit/VOC2012 (2011: TrainVal/VOCdevkit/VOC2011) and its list ImageSets/Main/`image_set`.txt, for
    example "train", "val", "trainval" or, in 2007, "test". The classes are VOC_CLASSES; the corners count from 1 and
    are inclusive. Nothing is downloaded. Everything else is as in `voc_folder`; `split` is `image_set`.

    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> voc_detection("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.cifar10.MissingFileError: root must hold VOCdevkit/VOC2012/ImageSets/Main/train.txt, ...
    """
    inner = Path("TrainVal", "VOCdevkit", "VOC2011") if year == "2011" else Path("VOCdevkit", f"VOC{year}")
    home = Path(root) / inner
    listed = home / "ImageSets" / "Main" / f"{image_set}.txt"
    if not listed.is_file():
        _missing(
            "root", f"must hold {inner / 'ImageSets' / 'Main' / listed.name}", f"{str(root)!r} without it", GET_VOC
        )
    read = []
    for name in listed.read_text(encoding="utf-8").split():
        picture, file = home / "JPEGImages" / f"{name}.jpg", home / "Annotations" / f"{name}.xml"
        for needed in (picture, file):
            if not needed.is_file():
                _missing("root", f"must hold {needed.relative_to(root)}", f"{str(root)!r} without it", GET_VOC)
        read.append((picture, read_annotation(file, inclusive=True)))
    return _images(read, VOC_CLASSES, size, several, outside, image_set)


def imagenet_boxes(
    images: Folder,
    annotations: Folder,
    *,
    class_names: Sequence[str] | None = None,
    size: tuple[int, int] = (128, 128),
    several: Several = "largest",
    split: str = "train",
) -> Images:
    r"""ImageNet photographs that have boxes: `images`/n01440764/…JPEG with `annotations`/n01440764/…xml.

    Photographs without an annotation are left out, as in the paper (474,000 of 1.28 million have one), and annotations
    without a photograph are not looked at, so a part of either can be given. Some of ImageNet's boxes reach beyond
    their photographs; they are cut. `class_names` are WordNet numbers such as "n01440764", all that occur unless given.
    Everything else is as in `voc_folder`.

    Source: Russakovsky et al. 2015, arXiv 1409.0575; ALS appendix A.2. First met in
    notebooks/10_shrink_the_label_with_the_object.

    >>> imagenet_boxes("no/such/folder", "nor/this/one")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.cifar10.MissingFileError: images 'no/such/folder' must be a folder, ...
    """
    pictures = _files(images, "images", PHOTOGRAPHS)
    files = _files(annotations, "annotations", (".xml",))
    both = sorted(pictures.keys() & files.keys())
    if not both:
        _missing("annotations", f"must fit photographs in {str(images)!r}", f"{len(files)} files that fit none")
    read = [(pictures[name], read_annotation(files[name], inclusive=False)) for name in both]
    return _images(read, class_names, size, several, "cut", split)


def _files(folder: Folder, argument: str, endings: tuple[str, ...]) -> dict[str, Path]:
    """All files with one of the endings, by their place in the folder without the ending."""
    home = Path(folder)
    if not home.is_dir():
        seen = "a file" if home.exists() else "no such folder"
        _missing(f"{argument} {str(home)!r}", "must be a folder", seen, "Name the folder that holds the files.")
    found: dict[str, Path] = {}
    for file in sorted(home.rglob("*")):
        if file.suffix.lower() not in endings or not file.is_file():
            continue
        name = file.relative_to(home).with_suffix("").as_posix()
        if name in found:
            checks.refuse(argument, "must hold one file of a name", f"{found[name]} and {file}", "Rename one of them.")
        found[name] = file
    if not found:
        _missing(argument, f"must hold files that end with {', '.join(endings)}", f"none in {str(home)!r}")
    return found


def _missing(argument: str, rule: str, seen: str, step: str = "Copy it there, or name another folder.") -> None:
    checks.refuse(argument, rule, seen, step, error=MissingFileError)


def _images(
    read: Sequence[tuple[Path, Annotation]],
    class_names: Sequence[str] | None,
    size: tuple[int, int],
    several: str,
    outside: str,
    split: str,
) -> Images:
    checks.choice("several", several, ("skip", "largest", "each"))
    checks.choice("outside", outside, ("refuse", "cut"))
    height, width = (checks.whole("size", length, 1, "Give (height, width) in pixels.") for length in size)
    names = tuple(class_names) if class_names else tuple(sorted({name for _, told in read for name in told.names}))
    if len(names) < 2:
        checks.refuse("class_names", "must name at least two classes", repr(names), "Look for files left out.")
    for _, told in read:
        _known(told, names)
    samples = list(_samples(read, several))
    if not samples:
        step = 'Use several="each" or "largest".'
        checks.refuse("several", "must leave at least one photograph", f"{several!r} of {len(read)}", step)

    longest = max(len(order) for _, order in samples)
    images = torch.empty(len(samples), 3, height, width)
    boxes = torch.zeros(len(samples), longest, 4)
    labels = torch.full((len(samples), longest), -1)
    last, photograph, scale = -1, torch.empty(0), torch.empty(0)
    for row, (number, order) in enumerate(samples):
        file, told = read[number]
        if number != last:  # samples of one photograph follow each other
            last, pixels = number, _pixels(file)
            own = _shape(file, told, pixels)
            photograph = F.interpolate(pixels[None] / 255, (height, width), mode="bilinear", antialias=True)[0]
            scale = torch.tensor([width / own[0], height / own[1]]).repeat(2)
            inside = _inside(told, own, outside)
        images[row] = photograph.clamp(0, 1)
        boxes[row, : len(order)] = inside[list(order)] * scale
        labels[row, : len(order)] = torch.tensor([names.index(told.names[k]) for k in order])
    extra = {"photograph": torch.tensor([number for number, _ in samples])}
    return Images(images, labels[:, 0].clone(), names, split, boxes=boxes, box_labels=labels, extra=extra)


def _samples(read: Sequence[tuple[Path, Annotation]], several: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each sample's photograph, and the numbers of its objects, its own first."""
    for number, (_, told) in enumerate(read):
        everything = range(len(told.names))
        if several == "skip" and len(everything) > 1:
            continue
        if several == "each":
            chosen: Sequence[int] = everything
        else:
            chosen = [max(everything, key=lambda k: _area(told.boxes[k]))]
        for own in chosen:
            yield number, (own, *(k for k in everything if k != own))


def _area(box: tuple[float, float, float, float]) -> float:
    x1, y1, x2, y2 = box
    return (x2 - x1) * (y2 - y1)


def _known(told: Annotation, names: tuple[str, ...]) -> None:
    if not told.names:
        checks.refuse(str(told.file), "must hold at least one <object>", "none", "Move it away with its photograph.")
    for name in told.names:
        if name not in names:
            rule = f"must name classes of {', '.join(names[:5])}{', …' if len(names) > 5 else ''}"
            checks.refuse(str(told.file), rule, repr(name), "Correct the name, or add it to class_names.")


def _pixels(file: Path) -> Tensor:
    """The photograph as it is stored, (3, H, W) bytes; boxes are told in its stored pixels, so nothing is turned."""
    with needs("data"):
        from PIL import Image
    try:
        with Image.open(file) as opened:
            rows = np.array(opened.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        checks.refuse(str(file), "must be a photograph that can be read", reason, "Copy it again.")
    return torch.from_numpy(rows).permute(2, 0, 1)


def _shape(file: Path, told: Annotation, pixels: Tensor) -> tuple[int, int]:
    """Width and height that the boxes are told in: a photograph may have been scaled since, but not cut or turned."""
    height, width = pixels.shape[1:]
    if told.size is None:
        return width, height
    wide, high = told.size
    # the same shape, but for the rounding of one pixel
    if abs(width * high - height * wide) > max(wide, high, width, height):
        rule = f"must be made for a photograph shaped like {file.name} ({width}×{height} pixels)"
        checks.refuse(str(told.file), rule, f"{wide}×{high}", "Pair it with its own photograph.")
    return wide, high


def _inside(told: Annotation, size: tuple[int, int], outside: str) -> Float[Tensor, "n 4"]:
    """The boxes in pixels of `size` (width, height), none of them beyond it."""
    width, height = size
    boxes = torch.tensor(told.boxes)
    cut = torch.minimum(boxes.clamp(min=0), torch.tensor([width, height, width, height]))
    for name, box, kept in zip(told.names, boxes, cut, strict=True):
        beyond = not bool((kept == box).all())
        gone = not bool((kept[2:] > kept[:2]).all())
        if gone or (beyond and outside == "refuse"):
            seen = f"{name} at ({', '.join(f'{number:g}' for number in box.tolist())})"
            step = "Correct it." if gone else 'Correct it, or use outside="cut".'
            checks.refuse(
                str(told.file), f"must keep boxes inside the photograph, (0, 0, {width}, {height})", seen, step
            )
    return cut
