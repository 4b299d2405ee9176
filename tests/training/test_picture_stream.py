"""Samples of a stream: the same windows, labels and objectness as in memory, whoever asks in whatever order."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from spec.boxed_folder import NAMES, write
from torch.utils.data import DataLoader

from nls_tutorial.boxes import objectness
from nls_tutorial.data import folder_list, imagenet_box_list
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.boxed_photographs import read_boxed
from nls_tutorial.records import Crop
from nls_tutorial.training import PictureStream, crop_images, random_crops
from nls_tutorial.training.picture_stream import stream_seed


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, 3)
    return tmp_path


@pytest.fixture
def stream(home: Path) -> PictureStream:
    return PictureStream(imagenet_box_list(home / "images", home / "boxes"), (16, 12), resize=20, seed=3)


def by_hand(stream: PictureStream, epoch: int, k: int) -> tuple[torch.Tensor, torch.Tensor, Crop]:
    """The picture in [0, 1], its own box, and the window that the same generator draws."""
    pixels, boxes, _ = read_boxed(stream.pictures.files[k], stream.pictures.annotations[k], NAMES)
    chance = torch.Generator().manual_seed(stream_seed(3, epoch + 1, k))
    torch.rand(1, generator=chance)
    crop = random_crops(1, (30, 40), chance, size=(16, 12))
    return pixels[None] / 255, boxes, crop


def test_a_sample_is_the_crop_that_is_cut_in_memory(stream: PictureStream) -> None:
    mirrored = set()
    for k in range(len(stream)):
        for epoch in (0, 1):
            picture, label, share, removed = stream[epoch, k]
            pixels, boxes, crop = by_hand(stream, epoch, k)
            assert picture.dtype == torch.uint8
            error = (picture / 255 - crop_images(pixels, crop)[0]).abs().max()
            assert float(error) < 1.6 / 255
            assert label == k // 3
            assert share == pytest.approx(float(objectness(boxes[None], crop.windows)))
            assert removed is False
            mirrored.add(bool(crop.mirrored[0]))
    assert mirrored == {True, False}


def test_the_middle_is_cut_out_without_chance(stream: PictureStream) -> None:
    picture, label, share, _ = stream[-1, 4]
    pixels, boxes, _ = by_hand(stream, 0, 4)
    # 30×40 becomes 20×27, of which the middle 16×12 is rows 2 … 17 and columns 7 … 18
    whole = torch.nn.functional.interpolate(pixels, (20, 27), mode="bilinear", antialias=True)
    assert torch.allclose(picture / 255, whole[0, :, 2:18, 7:19], atol=1.6 / 255)
    window = torch.tensor([[7 * 40 / 27, 3.0, 19 * 40 / 27, 27.0]])
    assert share == pytest.approx(float(objectness(boxes[None], window)), abs=1e-5)
    assert label == 1
    assert torch.equal(picture, replace(stream, seed=9)[-1, 4][0])


def test_workers_change_nothing(stream: PictureStream) -> None:
    keys = [[(0, 4), (0, 1)], [(1, 4)]]
    alone, helped = (list(DataLoader(stream, batch_sampler=keys, num_workers=n)) for n in (0, 2))
    for one, other in zip(alone, helped, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    assert not torch.equal(alone[0][0][0], alone[1][0][0])  # another epoch, another crop


def test_removed_objects_leave_the_ground_and_the_windows(stream: PictureStream) -> None:
    away, kept = replace(stream, removed=True)[0, 2], stream[0, 2]
    assert (away[1:3], away[3]) == (kept[1:3], True)
    assert int((kept[0] > 200).sum()) > 0
    assert int((away[0] > 200).sum()) == 0
    some = replace(stream, context=0.5)
    gone = [some[0, k][3] for k in range(9)]
    assert 0 < sum(gone) < 9
    for k in range(9):
        assert some[0, k][2] == stream[0, k][2]
        assert some[-1, k][3] is False


def test_objects_of_other_classes_are_filled_and_do_not_count(home: Path) -> None:
    box = "<bndbox><xmin>0</xmin><ymin>0</ymin><xmax>{}</xmax><ymax>30</ymax></bndbox>"
    things = f"<object><name>{NAMES[0]}</name>{box.format(10)}</object>"
    things += f"<object><name>{NAMES[1]}</name>{box.format(30).replace('>0<', '>10<', 1)}</object>"
    (home / "boxes" / NAMES[0] / f"{NAMES[0]}_0.xml").write_text(f"<annotation>{things}</annotation>")
    listed = imagenet_box_list(home / "images", home / "boxes")
    stream = PictureStream(listed, (30, 30), resize=30, own_object_only=True, fill=(1.0, 0.0, 1.0))
    picture, label, share, _ = stream[-1, 0]  # the middle: columns 5 … 34
    assert label == 1
    assert share == pytest.approx(20 / 30)
    filled = (picture == torch.tensor([255, 0, 255])[:, None, None]).all(0)
    assert filled[:, :5].all()
    assert not filled[:, 5:].any()


def test_without_annotations_the_label_is_the_folder(home: Path) -> None:
    stream = PictureStream(folder_list(home / "images"), (16, 16), resize=20)
    assert [stream[0, k][1:] for k in (0, 8)] == [(0, 1.0, False), (2, 1.0, False)]


def test_a_bad_file_is_told_or_passed_over(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    stream = PictureStream(folder_list(home / "images"), (16, 16), resize=20)
    stream.pictures.files[1].write_bytes(b"no picture")
    with pytest.raises(UnusableFileError, match=r"_1\.JPEG must be a photograph that can be read"):
        stream[0, 1]
    skipping = replace(stream, on_bad="skip")
    with caplog.at_level(logging.WARNING):
        assert torch.equal(skipping[0, 1][0], stream[0, 2][0])
    assert "The next picture takes its place." in caplog.text
    for k in range(9):
        stream.pictures.files[k].write_bytes(b"")
    with pytest.raises(ValueError, match="pictures must hold a file that can be used, but got 9 that cannot"):
        skipping[0, 0]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"context": 0.1}, "pictures must have annotations"),
        ({"removed": True}, "pictures must have annotations"),
        ({"own_object_only": True}, "pictures must have annotations"),
        ({"resize": 15}, "resize must be"),
        ({"on_bad": "ignore"}, "on_bad must be one of"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_what_does_not_fit_is_refused(home: Path, more: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        PictureStream(folder_list(home / "images"), (16, 16), **{"resize": 20, **more})


def test_every_sample_has_a_seed_of_its_own() -> None:
    seeds = {stream_seed(seed, epoch, k) for seed in (0, 65536) for epoch in range(3) for k in range(-5, 100)}
    assert len(seeds) == 2 * 3 * 105
    assert all(0 <= seed < 2**63 for seed in seeds)
