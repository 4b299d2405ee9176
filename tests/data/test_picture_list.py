"""Lists of pictures that stay on the disk: the same that are read into memory elsewhere, and what is refused."""

import shutil
from pathlib import Path

import pytest
import torch
from spec.boxed_folder import NAMES, write

from nls_tutorial.data import PictureList, folder_list, image_folder, imagenet_box_list, imagenet_boxes
from nls_tutorial.data.boxed_photographs import read_boxed
from nls_tutorial.data.file_names import FileNames


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, 4)
    return tmp_path


def test_a_folder_by_class_is_listed_as_it_is_read(home: Path) -> None:
    listed, read = folder_list(home / "images"), image_folder(home / "images")
    assert listed.class_names == read.images.class_names == NAMES
    assert [listed.files.relative(k) for k in range(len(listed))] == list(read.files)
    assert listed.labels is not None
    assert listed.labels.tolist() == read.images.labels.tolist()


def test_imagenet_is_listed_as_it_is_read(home: Path) -> None:
    (home / "boxes" / NAMES[0] / f"{NAMES[0]}_0.xml").unlink()
    listed = imagenet_box_list(home / "images", home / "boxes")
    read = imagenet_boxes(home / "images", home / "boxes", size=(30, 40))
    assert len(listed) == len(read) == 11
    assert listed.class_names == read.class_names
    assert listed.annotations is not None
    for k in range(len(listed)):
        pixels, boxes, classes = read_boxed(listed.files[k], listed.annotations[k], listed.class_names)
        assert torch.equal(pixels, (255 * read.images[k]).round().to(torch.uint8))
        assert torch.equal(boxes, read.boxes[k])
        assert classes.tolist() == read.box_labels[k].tolist()


def test_the_order_of_the_classes_may_be_given(home: Path) -> None:
    listed = folder_list(home / "images", class_names=NAMES[::-1][:2])
    assert listed.labels is not None
    assert listed.labels.tolist() == [0] * 4 + [1] * 4
    assert listed.files.relative(0).startswith(NAMES[2])
    with pytest.raises(ValueError, match="must hold a folder for each class, but got none for cat"):
        folder_list(home / "images", class_names=("cat", NAMES[0]))


def test_some_of_a_list(home: Path) -> None:
    for listed in (folder_list(home / "images"), imagenet_box_list(home / "images", home / "boxes")):
        some = listed.select(torch.tensor([5, 1]), "test")
        assert (len(some), some.split) == (2, "test")
        assert some.files.relative(0) == listed.files.relative(5)
        if some.annotations is not None:
            assert some.annotations[0].stem == some.files[0].stem
        else:
            assert some.labels.tolist() == [1, 0]


def test_the_digest_knows_names_sizes_and_boxes_but_no_place(home: Path, tmp_path: Path) -> None:
    of = lambda place: imagenet_box_list(place / "images", place / "boxes").digest()
    first = of(home)
    other = tmp_path / "moved"
    shutil.copytree(home / "images", other / "images")
    shutil.copytree(home / "boxes", other / "boxes")
    assert of(other) == first
    with (other / "boxes" / NAMES[0] / f"{NAMES[0]}_0.xml").open("a") as file:
        file.write("\n")
    assert of(other) != first
    plain = folder_list(home / "images")
    assert plain.labels is not None
    turned = PictureList(plain.files, plain.class_names, "folder", plain.labels.flip(0))
    assert turned.digest() != plain.digest()


def test_what_cannot_be_a_list_is_refused(home: Path) -> None:
    with pytest.raises(ValueError, match=r"class_names must be given where folders do not tell classes"):
        imagenet_box_list(home / "images" / NAMES[0], home / "boxes" / NAMES[0])
    assert len(imagenet_box_list(home / "images" / NAMES[0], home / "boxes" / NAMES[0], class_names=NAMES)) == 4
    with pytest.raises(ValueError, match="annotations must fit photographs"):
        imagenet_box_list(home / "images", home / "boxes" / NAMES[0], class_names=NAMES)
    shutil.copy(home / "images" / NAMES[0] / f"{NAMES[0]}_1.JPEG", home / "images" / NAMES[0] / f"{NAMES[0]}_1.png")
    with pytest.raises(ValueError, match="images must hold one file of a name"):
        imagenet_box_list(home / "images", home / "boxes")
    (home / "images" / "empty").mkdir()
    with pytest.raises(ValueError, match="must hold a picture in every class, but got none in empty"):
        folder_list(home / "images")
    names = FileNames(home, ["a"])
    for more in ({}, {"labels": torch.tensor([0]), "annotations": names}):
        with pytest.raises(ValueError, match="labels must be given, or annotations"):
            PictureList(names, NAMES, "train", **more)
    with pytest.raises(ValueError, match="labels must be one for each of 1 pictures"):
        PictureList(names, NAMES, "train", torch.tensor([0, 1]))
