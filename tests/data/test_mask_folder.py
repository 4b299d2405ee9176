"""Folders of photographs and masks: paired by name, scaled without inventing classes; what does not fit is told."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from typecheck import unchecked

from nls_tutorial.data import mask_folder, voc_segmentation

NAMES = ("ground", "cat", "dog")


def photograph(folder: Path, name: str, size: tuple[int, int] = (8, 6), value: int = 51) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (value, value, value)).save(folder / name)


def mask(folder: Path, name: str, numbers: list[list[int]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.array(numbers, dtype=np.uint8)).save(folder / name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    halves = [[0] * 4 + [2] * 4] * 3 + [[255] * 8] * 3
    for name in ("a", "b"):
        photograph(tmp_path / "images", f"{name}.png")
        mask(tmp_path / "masks", f"{name}.png", halves)
    return tmp_path


def read(home: Path, **other: object):
    return unchecked(mask_folder)(home / "images", home / "masks", **{"class_names": NAMES, "size": (6, 8), **other})


def test_pairs_are_read(home: Path) -> None:
    found = read(home)
    assert (len(found), found.class_names, found.split) == (2, NAMES, "photographs")
    assert found.labels[0].tolist() == [[0] * 4 + [2] * 4] * 3 + [[255] * 8] * 3
    torch.testing.assert_close(found.images, torch.full((2, 3, 6, 8), 0.2))


def test_scaling_invents_no_class(home: Path) -> None:
    for size in ((3, 5), (12, 20), (2, 2)):
        assert set(read(home, size=size).labels.unique().tolist()) <= {0, 2, 255}
    assert read(home, size=(2, 2)).labels[0].tolist() == [[0, 2], [255, 255]]


def test_a_mask_of_another_size_is_told(home: Path) -> None:
    mask(home / "masks", "b.png", [[0, 1]] * 6)
    with pytest.raises(ValueError, match=r"b.png must be 8×6 pixels, as b.png is, but got 2×6"):
        read(home)
    assert len(read(home, on_bad="skip")) == 1


def test_a_mask_without_a_labelled_pixel_is_told(home: Path) -> None:
    mask(home / "masks", "a.png", [[255] * 8] * 6)
    with pytest.raises(ValueError, match=r"a.png must hold a labelled pixel at 8×6, but got only 255"):
        read(home)


def test_one_without_the_other_is_told(home: Path) -> None:
    photograph(home / "images", "c.png")
    with pytest.raises(ValueError, match=r"masks must hold a mask for .*c\.png"):
        read(home)
    (home / "images" / "c.png").unlink()
    mask(home / "masks", "d.png", [[0]])
    with pytest.raises(ValueError, match=r"images must hold a photograph for .*d\.png"):
        read(home)


def test_nothing_left_is_told(home: Path) -> None:
    for name in ("a", "b"):
        mask(home / "masks", f"{name}.png", [[9] * 8] * 6)
    with pytest.raises(ValueError, match="masks must leave at least one pair"):
        read(home, on_bad="skip")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"class_names": ("cat",)}, "class_names must name two classes or more"),
        ({"class_names": ("cat", "cat")}, "class_names must name two classes or more, each once"),
        ({"on_bad": "shrug"}, "on_bad must be"),
        ({"ignore_index": "void"}, "ignore_index must be a whole number"),
        ({"values": [255]}, "values must be of class Mapping"),
        ({"values": {256: 0}}, "values must be at most 255"),
        ({"values": {255: 7}}, "values must mean one of 0 … "),
        ({"values": {"white": 0}}, "values must be a whole number"),
    ],
)
def test_other_arguments_are_refused(other: dict[str, object], says: str, home: Path) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        read(home, **other)


def test_vocs_own_layout(tmp_path: Path) -> None:
    inner = tmp_path / "VOCdevkit" / "VOC2012"
    photograph(inner / "JPEGImages", "2007_01.jpg", (4, 2))
    mask(inner / "SegmentationClass", "2007_01.png", [[0, 0, 20, 255]] * 2)
    lists = inner / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    (lists / "val.txt").write_text("2007_01\n")
    found = voc_segmentation(tmp_path, image_set="val", size=(2, 4))
    assert (found.classes, found.class_names[0], found.split) == (21, "background", "val")
    assert found.labels.tolist() == [[[0, 0, 20, 255]] * 2]
    (lists / "val.txt").write_text("2007_01\n2007_02\n")
    with pytest.raises(ValueError, match=r"root must hold .*2007_02.jpg"):
        voc_segmentation(tmp_path, image_set="val")
    with pytest.raises(ValueError, match=r"root must hold .*train.txt"):
        voc_segmentation(tmp_path)
