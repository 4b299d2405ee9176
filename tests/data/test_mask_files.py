"""Label maps from PNG files: VOC's palette by its definition, grey values, colors; and what is refused."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from nls_tutorial.data import voc_palette
from nls_tutorial.data.mask_files import read_label_map

NUMBERS = np.array([[0, 1, 2], [2, 255, 0]], dtype=np.uint8)


def saved(folder: Path, numbers: np.ndarray, mode: str) -> Path:
    file = folder / "mask.png"
    if mode == "P":
        picture = Image.fromarray(numbers, mode="L").convert("P")
        picture = Image.fromarray(numbers)
        picture.putpalette([channel for color in voc_palette() for channel in color])
    elif mode == "RGB":
        picture = Image.fromarray(np.array(voc_palette(), dtype=np.uint8)[numbers])
    else:
        picture = Image.fromarray(numbers)
    picture.save(file)
    return file


def test_the_palette_is_vocs() -> None:
    palette = voc_palette()
    # as the development kit prints them: cat, person, tv monitor, void
    assert [palette[k] for k in (0, 8, 15, 20, 255)] == [
        (0, 0, 0),
        (64, 0, 0),
        (192, 128, 128),
        (0, 64, 128),
        (224, 224, 192),
    ]
    assert len(set(palette)) == 256


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_numbers_come_back(mode: str, tmp_path: Path) -> None:
    found = read_label_map(saved(tmp_path, NUMBERS, mode), 3)
    assert found.dtype == torch.int64
    assert found.tolist() == NUMBERS.tolist()


def test_other_numbers_are_told_what_they_mean(tmp_path: Path) -> None:
    file = saved(tmp_path, np.array([[255, 0]], dtype=np.uint8), "L")
    assert read_label_map(file, 2, values={255: 0, 0: 1}, ignore_index=254).tolist() == [[0, 1]]


def test_a_label_that_no_file_can_store_may_mark_what_to_leave_out(tmp_path: Path) -> None:
    file = saved(tmp_path, np.array([[255, 0]], dtype=np.uint8), "L")
    assert read_label_map(file, 2, values={255: -100, 0: 1}, ignore_index=-100).tolist() == [[-100, 1]]
    assert read_label_map(file, 2, values={255: 300, 0: 1}, ignore_index=300).tolist() == [[300, 1]]
    stored = saved(tmp_path, np.array([[156, 0]], dtype=np.uint8), "L")  # 156 is −100 modulo 256
    with pytest.raises(ValueError, match="but got 156 in 1 pixels"):
        read_label_map(stored, 2, ignore_index=-100)


@pytest.mark.parametrize(
    ("numbers", "mode", "says"),
    [
        (
            np.array([[0, 3, 3]], dtype=np.uint8),
            "L",
            r"mask.png must hold class numbers among 0, 1, 2, 255, but got 3 in 2 ",
        ),
        (np.array([[0, 7]], dtype=np.uint8), "P", "must hold class numbers among 0, 1, 2, 255, but got 7 in 1 pixels"),
        (np.array([[0, 4]], dtype=np.uint8), "RGB", r"must have colors of VOC's palette .* \(0, 0, 128\) in 1 pixels"),
    ],
)
def test_unknown_classes_are_told(numbers: np.ndarray, mode: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=says):
        read_label_map(saved(tmp_path, numbers, mode), 3)


def test_what_is_no_mask_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "mask.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="must be a label map that can be read"):
        read_label_map(broken, 3)
    Image.new("LA", (2, 2)).save(broken)
    with pytest.raises(ValueError, match="must have a palette, 8 bits of grey, or RGB, but got LA"):
        read_label_map(broken, 3)
