"""Photographs that EXIF turns: what is red lies under the boxes, whichever way they were told; or they are refused."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps
from spec.voc_by_hand import pair, xml

from nls_tutorial.data import voc_folder

STORED = (4, 2, 24, 12)  # in a picture 40 wide and 20 high


def turned(home: Path, orientation: int, *, size=(40, 20), ending=".png") -> Image.Image:
    """A picture with a red box at STORED, marked to be turned; what a viewer shows."""
    pair(home, "a", [("ace", STORED)], size, ending=ending)
    pair(home, "b", [("king", STORED)], size)
    file = home / "images" / f"a{ending}"
    picture = Image.open(file)
    exif = Image.Exif()
    exif[0x0112] = orientation
    how = {"lossless": True} if ending == ".webp" else {"quality": 100, "subsampling": 0} if ending == ".jpg" else {}
    picture.save(file, exif=exif, **how)
    return ImageOps.exif_transpose(Image.open(file))


def red_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where a picture is red."""
    red = np.asarray(picture)[..., 0] > 160
    rows, columns = np.flatnonzero(red.any(1)), np.flatnonzero(red.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def read(home: Path, size=(40, 20)):
    return voc_folder(home / "images", home / "annotations", size=size)


def annotate(home: Path, box, size) -> None:
    (home / "annotations" / "a.xml").write_text(xml([("ace", box)], size))


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_boxes_in_stored_pixels_are_turned_with_them(tmp_path, orientation, ending) -> None:
    shown = turned(tmp_path, orientation, ending=ending)
    data = read(tmp_path)
    expected = red_box(shown)
    assert shown.size == (20, 40)
    assert data.boxes[0, 0].tolist() == list(expected)
    pixels = torch.from_numpy(np.array(shown)).permute(2, 0, 1) / 255
    assert torch.allclose(data.images[0], pixels, atol=0.01)
    assert data.boxes[1, 0].tolist() == [2, 4, 12, 24]  # b, not turned, is stretched


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_boxes_as_shown_stay_where_they_are(tmp_path, orientation) -> None:
    box = red_box(turned(tmp_path, orientation))
    annotate(tmp_path, box, (20, 40))
    assert read(tmp_path).boxes[0, 0].tolist() == list(box)
    annotate(tmp_path, tuple(2 * side for side in box), (40, 80))  # scaled down since
    assert read(tmp_path).boxes[0, 0].tolist() == list(box)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_told_at_another_scale_in_stored_pixels(tmp_path, orientation) -> None:
    box = red_box(turned(tmp_path, orientation))
    annotate(tmp_path, tuple(2 * side for side in STORED), (80, 40))
    assert read(tmp_path).boxes[0, 0].tolist() == list(box)


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("size", [(40, 40), (40, 20), None])
def test_where_nothing_says_which_way_it_is_refused(tmp_path, orientation, size) -> None:
    turned(tmp_path, orientation, size=(40, 40) if size == (40, 40) else (40, 20))
    annotate(tmp_path, STORED, size)
    if orientation >= 5 and size == (40, 20):
        assert len(read(tmp_path)) == 2
        return
    said = rf"a\.xml must tell by its <size> which way .* \(orientation {orientation}\) and .*exif_transpose"
    with pytest.raises(ValueError, match=said):
        read(tmp_path)
    data = voc_folder(
        tmp_path / "images", tmp_path / "annotations", class_names=("ace", "king"), on_bad="skip", size=(40, 20)
    )
    assert data.labels.tolist() == [1]


@pytest.mark.parametrize("orientation", [0, 1, 9, 65535])
def test_numbers_that_turn_nothing(tmp_path, orientation) -> None:
    turned(tmp_path, orientation, size=(40, 40))
    assert read(tmp_path, (40, 40)).boxes[0, 0].tolist() == list(STORED)


def test_another_photographs_annotation_is_still_refused(tmp_path) -> None:
    turned(tmp_path, 6)
    for size in ((30, 20), (20, 30)):
        annotate(tmp_path, STORED, size)
        with pytest.raises(ValueError, match=r"must be made for a photograph shaped like a\.png \(40×20 pixels\)"):
            read(tmp_path)
    pair(tmp_path, "a", [("ace", STORED)])
    annotate(tmp_path, (2, 4, 12, 16), (20, 40))
    with pytest.raises(ValueError, match=r"must be made for a photograph shaped like a\.png \(40×20 pixels\)"):
        read(tmp_path)
