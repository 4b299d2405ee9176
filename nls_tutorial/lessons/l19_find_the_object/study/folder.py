"""Photographs with boxes in a folder of the reader's: a training part and a test part."""

from pathlib import Path

from nls_tutorial.data import voc_detection, voc_folder
from nls_tutorial.data.voc import Several
from nls_tutorial.records import Images, Splits
from nls_tutorial.studies import images_digest

READS = "a folder with train/images, train/annotations, test/images, test/annotations, or with VOCdevkit"


def boxed_splits(folder: str | Path, side: int, *, several: Several) -> Splits:
    """The folder's training part, an empty calibration part and its test part, stretched to `side` × `side` pixels.

    A folder with VOCdevkit, as torchvision downloads it, gives VOC 2012's lists train and val; any other has
    train/images, train/annotations, test/images and test/annotations, and the classes of all training photographs.
    `several` is "skip" for the photographs with one object, "largest" for all, each with all its boxes.

    Raises what `data.voc_folder` and `data.voc_detection` raise.
    """
    home = Path(folder)
    if (home / "VOCdevkit").is_dir():
        train, test = (
            voc_detection(home, image_set=image_set, several=several, size=(side, side))
            for image_set in ("train", "val")
        )
        return Splits(train, test.select(slice(0, 0)), test)

    def part(split: str, rule: Several, names: tuple[str, ...] | None) -> Images:
        folders = home / split / "images", home / split / "annotations"
        return voc_folder(*folders, class_names=names, size=(side, side), several=rule, split=split)

    names = part("train", "largest", None).class_names
    train, test = (part(split, several, names) for split in ("train", "test"))
    return Splits(train, test.select(slice(0, 0)), test)


def fingerprint_of(folder: Path, *, side: int) -> str:
    """What changes when the photographs or their boxes do."""
    pictures = boxed_splits(folder, side, several="largest")
    return images_digest(pictures.train, pictures.test)
