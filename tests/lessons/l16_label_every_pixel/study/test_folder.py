"""A folder's fingerprint changes with what decides numbers, and with nothing else."""

from pathlib import Path

import numpy as np
from lessons.l16_label_every_pixel.folders import membrane_folder
from PIL import Image

from nls_tutorial.lessons.l16_label_every_pixel.study import MEMBRANES


def test_a_folder_s_fingerprint_changes_with_its_pictures(tmp_path: Path) -> None:
    root = membrane_folder(tmp_path)
    before = MEMBRANES.at("quick", data=root).settings["data"].fingerprint
    (root / "notes.md").write_text("seen")
    assert MEMBRANES.at("quick", data=root).settings["data"].fingerprint == before
    Image.fromarray(np.zeros((32, 32), dtype=np.uint8)).save(root / "image" / "00.png")
    assert MEMBRANES.at("quick", data=root).settings["data"].fingerprint != before
