"""Pictures of your own in a folder by class: read as they look, scaled to one size, and told what is odd about them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.data.bad_files import BadFiles
from nls_tutorial.data.files import (
    SYSTEM,
    Folder,
    MissingFileError,
    find_files,
    folder_path,
    is_marked,
    missing,
    one_form,
)
from nls_tutorial.data.picture_files import FORMATS, PHOTOGRAPHS, TIFF, as_bytes, read_photograph
from nls_tutorial.data.xml_text import refuse_file
from nls_tutorial.records import Images
from nls_tutorial.records.summary import Summary

ENDINGS = (*PHOTOGRAPHS, *TIFF)
PARTS = ("train", "test", "val", "valid", "validation", "training", "testing")
WHITE = 255
# EXIF's number → whether rows and columns are swapped, and then run backwards
TURNS = {
    1: (False, False, False),
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}


@dataclass(frozen=True, eq=False, repr=False)
class PictureFolder(Summary):
    """What a folder by class held: the pictures, their files below it, and what was odd.

    `sizes` (N, 2) are the files' own heights and widths, `repeated` files that hold a picture of their class again
    (they are left out), `left_out` one sentence for each other file that is.
    """

    images: Images
    files: tuple[str, ...]
    sizes: Tensor
    repeated: tuple[str, ...]
    left_out: tuple[str, ...]

    def _rules(self) -> None:
        step = "Give one file and one size, height and width, for each picture."
        if len(self.files) != len(self.images):
            checks.refuse("files", f"must name {len(self.images):,} files", f"{len(self.files):,}", step)
        if self.sizes.shape != (len(self.images), 2):
            checks.refuse("sizes", f"must have shape ({len(self.images)}, 2)", tuple(self.sizes.shape), step)

    def _summary(self) -> dict[str, object]:
        counts = self.images.labels.bincount(minlength=self.images.classes)
        named = zip(self.images.class_names, counts.tolist(), strict=True)
        (height, width), (most_high, most_wide) = self.sizes.amin(0).tolist(), self.sizes.amax(0).tolist()
        side = self.images.images.shape
        skew = f"{int(counts.max()) / int(counts.min()):.1f} to 1"
        return {
            "pictures": f"{len(self.files):,}, as {side[1]}×{side[2]}×{side[3]}",
            "classes": ", ".join(f"{name} {count:,}" for name, count in named),
            "largest to smallest class": skew,
            "sizes of the files": f"{width}×{height} to {most_wide}×{most_high} pixels",
            "repeated in their class, left out": len(self.repeated),
            "faults, whose files are left out": len(self.left_out),
        }


def image_folder(
    folder: Folder,
    *,
    size: tuple[int, int] = (64, 64),
    on_bad: str = "raise",
    bar: Callable[[Sequence[Path]], Iterable[Path]] = lambda files: files,
) -> PictureFolder:
    r"""The pictures of a folder that has one folder a class, all scaled to `size`.

    `folder` holds folders named as the classes, with JPEG, PNG, WebP, BMP or TIFF files in or below them; hidden and
    system files are not data. Pictures stand upright as EXIF says; 16 bits are scaled; CMYK, palettes and grey become
    red, green and blue; what is transparent lies on white. They are stretched to `size` (height, width) with
    antialiasing, float32 in [0, 1], with one channel where all are grey. A picture that its class holds twice is taken
    once. `on_bad` "raise" refuses all files that cannot be used in one message, "skip" leaves them out and says so.
    `bar` may wrap the list of files, to show how far it is.

    Raises ValueError for fewer than two classes, folders of splits, a class without a picture, the same picture in two
    classes (with "skip", all of its files are left out), files that cannot be read, and folders that cannot.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name, grey in (("cat", 10), ("dog", 200)):
    ...         (Path(home) / name).mkdir()
    ...         Image.new("L", (30, 20), grey).save(Path(home) / name / "one.png")
    ...     found = image_folder(home, size=(8, 8))
    >>> isinstance(found, PictureFolder), found.files, found.images.images.shape
    (True, ('cat/one.png', 'dog/one.png'), torch.Size([2, 1, 8, 8]))
    """
    size = checks.picture_size("size", size)
    checks.function("bar", bar, "Give a function that takes a list and gives it back, one by one.")
    bad = BadFiles(on_bad)
    home, classes = by_class(folder)
    names = tuple(classes)
    files = [(file, k) for k, found in enumerate(classes.values()) for file in found]
    read: dict[str, list[_Read]] = {}
    for file, k in zip(bar([file for file, _ in files]), [k for _, k in files], strict=True):
        with bad.noted():
            one = _read(file, k, size)
            read.setdefault(one.digest, []).append(one)
    kept, repeated = _once(read, names, bad)
    if not bad.skip:
        bad.tell()  # else the record tells them
    left_out = tuple(str(error) for error in bad.errors)
    empty = [name for k, name in enumerate(names) if not any(one.label == k for one in kept)]
    if empty:
        step = 'Add pictures, or take the folder away; with on_bad="skip" look at what was left out.'
        missing("folder", "must hold a picture in every class", f"none in {', '.join(empty)}", step)
    pictures = torch.stack([one.picture for one in kept])
    if bool((pictures[:, :1] == pictures).all()):
        pictures = pictures[:, :1].clone()
    labels = torch.tensor([one.label for one in kept], dtype=torch.int64)
    images = Images(pictures, labels, names, "folder")
    below = tuple(one_form(one.file.relative_to(home).as_posix()) for one in kept)
    again = tuple(one_form(file.relative_to(home).as_posix()) for file in repeated)
    return PictureFolder(images, below, torch.tensor([one.size for one in kept]), again, left_out)


def by_class(folder: Folder) -> tuple[Path, dict[str, list[Path]]]:
    """The folder, and for each class in it its picture files, both in order; a class may hold none."""
    home = folder_path("folder", folder, "Name the folder that holds a folder for each class.")
    return home, {one_form(place.name): _pictures(place) for place in _classes(home)}


@dataclass(frozen=True, eq=False)
class _Read:
    file: Path
    label: int
    picture: Float[Tensor, "3 h w"]
    size: tuple[int, int]
    digest: str


def _classes(home: Path) -> list[Path]:
    """The folders of the classes, in order."""
    step = "Give a folder that holds one folder for each class, with its pictures."
    try:
        inside = sorted(place for place in home.iterdir() if place.is_dir() and not _is_system(place))
    except OSError as error:
        missing("folder", "must be a folder whose files can be listed", f"{error.strerror} at {str(home)!r}", step)
    if len(inside) < 2:
        seen = f"{len(inside)} folders in {str(home)!r}" if len(inside) != 1 else f"only {inside[0].name!r}"
        missing("folder", "must hold a folder for each of two classes or more", seen, step)
    if all(place.name.lower() in PARTS for place in inside):
        seen = f"folders of splits: {', '.join(place.name for place in inside)}"
        step = "Put the pictures of each class into one folder; the splits are made here, and disjoint."
        missing("folder", "must hold one folder for each class", seen, step)
    return inside


def _is_system(place: Path) -> bool:
    return place.name.startswith(".") or place.name.lower() in SYSTEM or is_marked(place.lstat())


def _pictures(place: Path) -> list[Path]:
    """The files of a class; one that holds none is told later, with all others."""
    try:
        return [file for files in find_files(place, "folder", ENDINGS).values() for file in files]
    except MissingFileError as error:
        if "must hold files" in str(error):
            return []
        raise


def read_picture(file: Path, size: tuple[int, int]) -> Float[Tensor, "3 h w"]:
    """One picture as `image_folder` reads it: upright, red, green and blue in [0, 1], scaled to (height, width).

    Raises UnusableFileError, naming the file, for one that cannot be read.
    """
    return _scaled(_upright(file), size)


def _read(file: Path, label: int, size: tuple[int, int]) -> _Read:
    """Pictures alike to the pixel have one digest."""
    pixels = _upright(file)
    height, width = pixels.shape[1:]
    digest = hashlib.sha256(f"{height} {width} ".encode() + pixels.contiguous().numpy().tobytes()).hexdigest()
    return _Read(file, label, _scaled(pixels, size), (height, width), digest)


def _scaled(pixels: Tensor, size: tuple[int, int]) -> Tensor:
    scaled = F.interpolate(pixels[None] / 255, size, mode="bilinear", antialias=True, align_corners=False)
    return scaled[0].clamp(0, 1)


def read_upright(file: Path) -> UInt8[Tensor, "3 H W"]:
    """One picture as `image_folder` reads it, in its own size and in bytes.

    Raises UnusableFileError, naming the file, for one that cannot be read.
    """
    return as_bytes(_turned(file))


def _upright(file: Path) -> Tensor:
    """Pixels from 0 to 255, as a viewer shows them."""
    return _turned(file).float()


def _turned(file: Path) -> Tensor:
    photograph = read_photograph(file, formats=(*FORMATS, "TIFF"), background=WHITE)
    swap, rows, columns = TURNS[photograph.orientation]
    pixels = photograph.pixels.transpose(1, 2) if swap else photograph.pixels
    turned = [axis for axis, back in ((1, rows), (2, columns)) if back]
    pixels = pixels.flip(turned) if turned else pixels
    height, width = pixels.shape[1:]
    if min(height, width) < 2:
        refuse_file(file, "must have at least 2×2 pixels", f"{width}×{height}", "Take it away.")
    return pixels


def _once(read: dict[str, list[_Read]], names: tuple[str, ...], bad: BadFiles) -> tuple[list[_Read], list[Path]]:
    """Each picture once; one that stands in two classes has no label, so it is bad."""
    kept, repeated = [], []
    for alike in read.values():
        if len({one.label for one in alike}) > 1:
            others = ", ".join(f"{one.file.name} in {names[one.label]}" for one in alike[1:])
            with bad.noted():
                refuse_file(alike[0].file, "must stand in one class", f"the same picture as {others}", "Keep one.")
            continue
        kept.append(alike[0])
        repeated += [one.file for one in alike[1:]]
    return kept, repeated
