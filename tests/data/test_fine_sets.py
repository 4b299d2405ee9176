"""Tiny-ImageNet's and CUB-200-2011's layouts, written by hand: what is read, and what is refused."""

from pathlib import Path

import pytest
from spec.fine_folders import cub, tiny

from nls_tutorial.data import MissingFileError, cub200, tiny_imagenet


def test_tiny_imagenet(tmp_path: Path) -> None:
    train, test = tiny_imagenet(tiny(tmp_path))
    assert train.class_names == test.class_names == ("n02", "n01")
    assert [train.files.relative(k) for k in (0, 3)] == ["train/n02/images/n02_0.JPEG", "train/n01/images/n01_1.JPEG"]
    assert train.labels.tolist() == [0, 0, 1, 1]
    assert [test.files[k].name for k in range(3)] == ["val_0.JPEG", "val_1.JPEG", "val_2.JPEG"]
    assert test.labels.tolist() == [1, 0, 1]
    assert (train.split, test.split) == ("train", "test")


def test_cub(tmp_path: Path) -> None:
    train, test = cub200(cub(tmp_path))
    assert train.class_names == ("001.Albatross", "002.Wren")
    assert [train.files.relative(k) for k in range(2)] == ["images/001.Albatross/a_1.jpg", "images/002.Wren/w_1.jpg"]
    assert (train.labels.tolist(), test.labels.tolist()) == ([0, 1], [0])
    assert test.files[0] == tmp_path / "images/001.Albatross/a_2.jpg"


@pytest.mark.parametrize("gone", ["wnids.txt", "val/val_annotations.txt", "val/images/val_1.JPEG"])
def test_a_file_of_tiny_imagenet_that_is_not_there(tmp_path: Path, gone: str) -> None:
    (tiny(tmp_path) / gone).unlink()
    with pytest.raises(MissingFileError, match=rf"folder must hold .*{Path(gone).name}"):
        tiny_imagenet(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("wnids.txt", "n01\nn03\n", r"must hold train/n03/images"),
        ("wnids.txt", "n01\n\nn01\n", r"wnids\.txt must name every class once, but got 1 again"),
        ("wnids.txt", "", r"wnids\.txt must have lines of 1 words, but got 'none'"),
        ("val/val_annotations.txt", "val_0.JPEG n01\n", r"must have lines of 6 words, but got 'val_0\.JPEG n01'"),
        ("val/val_annotations.txt", "val_0.JPEG n09 0 0 1 1\n", r"must name classes of wnids\.txt, but got 'n09'"),
        ("val/val_annotations.txt", "../../wnids.txt n01 0 0 1 1\n", r"must hold val/images/\.\./\.\./wnids\.txt"),
    ],
)
def test_a_list_of_tiny_imagenet_that_does_not_fit(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tiny(tmp_path) / name).write_text(text)
    with pytest.raises(ValueError, match=told):
        tiny_imagenet(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("images.txt", "1 001.Albatross/none.jpg\n2 x\n3 y\n", r"must hold images/001\.Albatross/none\.jpg"),
        ("classes.txt", "1 a\n2 a\n", r"classes\.txt must name every class once"),
        ("image_class_labels.txt", "1 1\n2 1\n3 9\n", r"must name classes of classes\.txt, but got '9'"),
        ("image_class_labels.txt", "1 1\n", r"must tell of the pictures of images\.txt, but got 1 where 3 are"),
        ("train_test_split.txt", "1 1\n2 0\n3 2\n", r"must say 1 for training and 0 for test, but got '2'"),
        ("train_test_split.txt", "1 1 1\n", r"must have lines of 2 words"),
    ],
)
def test_a_list_of_cub_that_does_not_fit(tmp_path: Path, name: str, text: str, told: str) -> None:
    (cub(tmp_path) / name).write_text(text)
    with pytest.raises(ValueError, match=told):
        cub200(tmp_path)
