"""The study at the poster's size: read from a folder laid out as PASCAL VOC."""

from pathlib import Path

import pytest
from lessons.l16_label_every_pixel.folders import voc_folder

from nls_tutorial.lessons.l16_label_every_pixel.study import VOC_PIXELS


@pytest.mark.slow
def test_the_full_study_runs_small_on_a_voc_folder(tmp_path: Path) -> None:
    study = VOC_PIXELS.at("quick", data=voc_folder(tmp_path)).with_settings(size=33, batch_size=9, test=2)
    scores, arrays = study.run("MbLS m = 10", 0)
    assert scores.keys() == study.scores.keys()
    assert 0 <= scores["ECE"][0] <= 1
    assert arrays == {}


def test_a_folder_without_a_labelled_pixel_is_refused(tmp_path: Path) -> None:
    study = VOC_PIXELS.at("quick", data=voc_folder(tmp_path, empty=True))
    with pytest.raises(ValueError, match="must hold a labelled pixel"):
        study.run("CE", 0)
