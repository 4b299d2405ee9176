"""Photographs with a label map each: folders of your own, and PASCAL VOC's SegmentationClass."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.data.bad_files import BadFiles
from nls_tutorial.data.files import Folder, as_path, find_files, is_there, missing
from nls_tutorial.data.image_sets import inside_folder, plain_name, read_image_set
from nls_tutorial.data.mask_files import IGNORED, MASKS, read_label_map
from nls_tutorial.data.picture_files import PHOTOGRAPHS, read_photograph
from nls_tutorial.data.voc import GET_VOC, VOC_CLASSES, YEARS
from nls_tutorial.data.xml_text import refuse_file
from nls_tutorial.records import LabelMaps


def mask_folder(
    images: Folder,
    masks: Folder,
    *,
    class_names: Sequence[str],
    size: tuple[int, int] = (128, 128),
    values: Mapping[int, int] | None = None,
    ignore_index: int = IGNORED,
    on_bad: str = "raise",
    split: str = "photographs",
) -> LabelMaps:
    r"""Photographs from the folder `images`, with the label maps of the same names in the folder `masks`.

    A mask is a PNG as high and wide as its photograph: with a palette, whose indices are the classes' numbers; in grey,
    whose values are; or in the colors of VOC's palette. `values` says which stored number means which class where they
    are others, such as {255: 0, 0: 1}. `ignore_index`, usually 255, marks pixels without a class. `class_names` are the
    K ≥ 2 classes in the order of their numbers. All are scaled to (height, width) `size`: photographs smoothly, masks
    by the nearest pixel, for the mean of the classes 1 and 3 is no class. `on_bad` "raise" refuses files that cannot be
    used, all in one message; "skip" leaves them out and logs which.

    Returns LabelMaps. Raises MissingFileError for a folder that is not there, or a photograph or mask without the
    other; ValueError, naming the file, for a mask of another size than its photograph, a number or a color that is no
    class, a mask without a labelled pixel, and a photograph that cannot be read or that EXIF turns; ValueError or
    TypeError for other arguments.

    >>> mask_folder("no/such/folder", "nor/this/one", class_names=("ground", "cat"))
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: images 'no/such/folder' must be a folder, ...
    """
    bad, names = BadFiles(on_bad), _names(class_names)
    _check_meanings(values, len(names), ignore_index)
    height, width = checks.picture_size("size", size)
    pictures, maps = find_files(images, "images", PHOTOGRAPHS), find_files(masks, "masks", MASKS)
    pairs = []
    for name in sorted(pictures.keys() | maps.keys()):
        with bad.noted():
            if name not in pictures:
                missing("images", f"must hold a photograph for {maps[name][0]}", f"none named {name}")
            if name not in maps:
                missing("masks", f"must hold a mask for {pictures[name][0]}", f"no {name}.png")
            pairs.append((pictures[name][0], maps[name][0]))
    return _read(pairs, names, (height, width), values, ignore_index, bad, split)


def voc_segmentation(
    root: Folder,
    *,
    year: str = "2012",
    image_set: str = "train",
    size: tuple[int, int] = (128, 128),
    on_bad: str = "raise",
) -> LabelMaps:
    r"""The PASCAL VOC segmentation set, from the folder that torchvision.datasets.VOCSegmentation filled.

    Reads `root`/VOCdevkit/VOC2012 (2011: TrainVal/VOCdevkit/VOC2011): the list ImageSets/Segmentation/`image_set`.txt,
    JPEGImages and SegmentationClass. The 21 classes are "background" and VOC_CLASSES; 255 marks the outlines.
    Nothing is downloaded. Everything else is as in `mask_folder`; `split` is `image_set`.

    Raises what `mask_folder` raises, and what is wrong with the list.

    >>> voc_segmentation("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: root must hold VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt, ...
    """
    checks.choice("year", year, YEARS)
    plain_name("image_set", image_set, 'Name a list in ImageSets/Segmentation, for example "train".')
    bad, (height, width) = BadFiles(on_bad), checks.picture_size("size", size)
    inner = Path("TrainVal", "VOCdevkit", "VOC2011") if year == "2011" else Path("VOCdevkit", f"VOC{year}")
    home = as_path("root", root, GET_VOC) / inner
    listed = home / "ImageSets" / "Segmentation" / f"{image_set}.txt"
    if not is_there(listed, Path.is_file):
        told = inner / "ImageSets" / "Segmentation" / listed.name
        missing("root", f"must hold {told}", f"{str(root)!r} without it", GET_VOC)
    pairs = []
    for name in read_image_set(listed, ()):
        with bad.noted():
            inside_folder(listed, name)
            pair = home / "JPEGImages" / f"{name}.jpg", home / "SegmentationClass" / f"{name}.png"
            for file in pair:
                if not is_there(file, Path.is_file):
                    missing("root", f"must hold {file.relative_to(home.parents[0])}", "no such file", GET_VOC)
            pairs.append(pair)
    return _read(pairs, ("background", *VOC_CLASSES), (height, width), None, IGNORED, bad, image_set)


def _names(given: Sequence[str]) -> tuple[str, ...]:
    step = 'Give a list such as ("background", "cat"), each class once.'
    names = tuple(checks.several("class_names", given, step))
    for name in names:
        checks.text("class_names", name, step)
    if len(names) < 2 or len(set(names)) < len(names):
        checks.refuse("class_names", "must name two classes or more, each once", repr(names), step)
    return names


def _check_meanings(values: object, classes: int, ignore_index: object) -> None:
    checks.whole("ignore_index", ignore_index, -(2**63), "255 is VOC's.")
    step = "Say which stored number means which class: {255: 0, 0: 1}."
    if values is None:
        return
    checks.instance("values", values, Mapping, step)
    assert isinstance(values, Mapping)
    for number, label in values.items():
        checks.whole("values", number, 0, step, high=255)
        if checks.whole("values", label, -(2**63), step) not in (ignore_index, *range(classes)):
            checks.refuse("values", f"must mean one of 0 … {classes - 1}, or {ignore_index}", label, step)


def _read(
    pairs: Sequence[tuple[Path, Path]],
    names: tuple[str, ...],
    size: tuple[int, int],
    values: Mapping[int, int] | None,
    ignore_index: int,
    bad: BadFiles,
    split: str,
) -> LabelMaps:
    images, labels = [], []
    for photograph, mask in pairs:
        with bad.noted():
            image, label = _pair(photograph, mask, len(names), size, values, ignore_index)
            images.append(image)
            labels.append(label)
    bad.tell()
    if not images:
        checks.refuse("masks", "must leave at least one pair that can be used", "none", "Look at what was left out.")
    return LabelMaps(torch.stack(images), torch.stack(labels), names, split, ignore_index)


def _pair(
    photograph: Path,
    mask: Path,
    classes: int,
    size: tuple[int, int],
    values: Mapping[int, int] | None,
    ignore_index: int,
) -> tuple[Tensor, Tensor]:
    shown = read_photograph(photograph)
    if shown.orientation != 1:
        seen = f"one that EXIF turns (orientation {shown.orientation})"
        refuse_file(
            photograph, "must lie as its mask does", seen, "Save it turned for good (PIL.ImageOps.exif_transpose)."
        )
    labels = read_label_map(mask, classes, values=values, ignore_index=ignore_index)
    high, wide = shown.pixels.shape[1:]
    if tuple(labels.shape) != (high, wide):
        seen = f"{labels.shape[1]}×{labels.shape[0]}"
        step = "Scale the mask by the nearest pixel, or take the photograph that it was drawn on."
        refuse_file(mask, f"must be {wide}×{high} pixels, as {photograph.name} is", seen, step)
    image = F.interpolate(shown.pixels[None].float() / 255, size=size, mode="bilinear", antialias=True)[0].clamp(0, 1)
    small = F.interpolate(labels[None, None].float(), size=size, mode="nearest-exact")[0, 0].long()
    if not bool((small != ignore_index).any()):
        step = "Leave that photograph out, or label a pixel."
        refuse_file(mask, f"must hold a labelled pixel at {size[1]}×{size[0]}", f"only {ignore_index}", step)
    return image, small
