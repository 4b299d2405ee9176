"""The studies of lesson 16: each arm is its loss, ignored pixels teach nothing, cells repeat, folders are read."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from lessons.l16_label_every_pixel.samples import data, seen
from PIL import Image
from torch.nn import functional as F

from nls_tutorial import losses
from nls_tutorial.data import ignore_border, voc_palette
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import MEMBRANES, PIXELS, VOC_PIXELS, maps_of
from nls_tutorial.records import Choice, LabelMaps

SMALL = {"train": 4, "calibration": 2, "test": 3, "size": 24, "epochs": 3, "width": 4, "depth": 1}


def test_each_arm_is_its_loss_over_the_pixels() -> None:
    draws = torch.Generator().manual_seed(0)
    logits, labels = 4 * torch.randn(2, 5, 3, 4, generator=draws), torch.randint(0, 5, (2, 3, 4), generator=draws)
    rows, flat = logits.movedim(1, -1).reshape(-1, 5), labels.flatten()
    p = F.softmax(rows, 1)[torch.arange(24), flat]
    distance = rows.amax(1, keepdim=True) - rows
    by_hand = {
        "CE": -p.log(),
        "LS": -0.9 * p.log() - 0.1 * F.log_softmax(rows, 1).mean(1),
        "FL": -((1 - p) ** 3) * p.log(),
        **{f"MbLS m = {m:g}": -p.log() + 0.1 * (distance - m).relu().mean(1) for m in lesson.MARGINS},
    }
    assert lesson.LOSSES.keys() == by_hand.keys() == PIXELS.arms.keys()
    for name, each in by_hand.items():
        torch.testing.assert_close(lesson.LOSSES[name](logits, labels), each.mean())


def test_ignored_pixels_teach_nothing() -> None:
    maps = LabelMaps(data().images, ignore_border(data().labels, 1), data().class_names, "train")
    other = LabelMaps(maps.images, maps.labels, maps.class_names, "train")
    loss = partial(losses.margin_loss, margin=1.0)
    how: dict[str, Any] = {"seed": 0, "epochs": 3, "width": 2, "depth": 1}
    one, again = (lesson.train_segmenter(part, loss, **how) for part in (maps, other))
    whole = lesson.train_segmenter(data(), loss, **how)
    first, second, third = (network.state_dict()["head.weight"] for network in (one, again, whole))
    assert torch.equal(first, second)
    assert not torch.equal(first, third)
    with pytest.raises(ValueError, match="epochs must be at least 3"):
        lesson.train_segmenter(maps, loss, seed=0, epochs=2)
    answers = lesson.ask(one, maps)
    assert len(answers) == int((maps.labels != 255).sum())
    assert torch.equal(answers.labels, maps.labels[maps.labels != 255])


def test_kept_maps_are_the_first_pictures() -> None:
    one, kept = seen()["CE"], maps_of(seen()["CE"], data())
    size = 24 * 24
    assert kept["predicted"].shape == kept["confidence"].shape == (3, 24, 24)
    np.testing.assert_array_equal(kept["predicted"][2].ravel(), one.predicted[2 * size : 3 * size])
    np.testing.assert_allclose(
        kept["confidence"][1].ravel() / 255, one.confidence[size : 2 * size], atol=0.5 / 255 + 1e-6
    )
    assert kept["counts"].sum() == len(one)
    assert kept["correct"].sum() == int((one.predicted == one.labels).sum())


@pytest.mark.slow
def test_a_cell_has_its_scores_and_repeats_itself() -> None:
    study = PIXELS.with_settings(**SMALL)
    first, again = (study.run("MbLS m = 6", 0) for _ in range(2))
    assert first[0].keys() == study.scores.keys()
    assert set(first[1]) == {"confidence", "predicted", "counts", "correct", "confidence_sums"}
    assert study.run("CE", 1)[1] == {}  # maps are kept of the first seed only
    for name in study.scores:
        np.testing.assert_array_equal(np.array(first[0][name]), np.array(again[0][name]))


def _membrane_folder(root: Path, *, bad: bool = False) -> Path:
    draws = np.random.default_rng(0)
    for name in ("image", "label"):
        (root / name).mkdir()
    for n in range(6):
        inside = np.kron(draws.random((2, 2)) < 0.5, np.ones((16, 16))).astype(bool)
        inside[n] = ~inside[n]  # no two pictures alike
        Image.fromarray((200 * inside + 20).astype(np.uint8)).save(root / "image" / f"{n:02}.png")
        label = Image.fromarray((255 * inside).astype(np.uint8))
        (label.resize((16, 16)) if bad and n == 3 else label).save(root / "label" / f"{n:02}.png")
    return root


def test_membranes_are_split_by_picture(tmp_path: Path) -> None:
    root = _membrane_folder(tmp_path)
    parts = lesson.membranes(root, size=32, seed=0, train=3, calibration=1)
    assert [len(part) for part in parts] == [3, 1, 2]
    assert [part.split for part in parts] == ["train", "calibration", "test"]
    every = torch.cat([part.images for part in parts])
    assert every.shape == (6, 1, 32, 32)
    assert len({tuple(image.flatten().tolist()) for image in every}) == 6
    for part in parts:  # dark is 0, membrane
        assert torch.equal((part.images[:, 0] > 0.5).long(), part.labels)
    other = lesson.membranes(root, size=32, seed=1, train=3, calibration=1)
    assert not torch.equal(other[0].images, parts[0].images)


def test_a_mask_of_another_size_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"03\.png"):
        lesson.membranes(_membrane_folder(tmp_path, bad=True), size=32, seed=0, train=3, calibration=1)


@pytest.mark.slow
def test_the_membranes_study_runs_on_a_folder(tmp_path: Path) -> None:
    study = MEMBRANES.at("quick", data=_membrane_folder(tmp_path))
    study = study.with_settings(train=3, calibration=1, size=32, epochs=3, width=2, depth=1)
    scores, arrays = study.run("LS", 0)
    assert scores.keys() == study.scores.keys()
    assert arrays == {}


def voc_folder(root: Path, *, empty: bool = False) -> Path:
    """A tiny folder laid out as VOC 2012."""
    home = root / "VOCdevkit" / "VOC2012"
    for name in ("ImageSets/Segmentation", "JPEGImages", "SegmentationClass"):
        (home / name).mkdir(parents=True)
    draws = np.random.default_rng(0)
    palette = [value for color in voc_palette() for value in color]
    for part, count in (("train", 10), ("val", 3)):
        names = [f"{part}{n}" for n in range(count)]
        (home / "ImageSets" / "Segmentation" / f"{part}.txt").write_text("\n".join(names) + "\n")
        for name in names:
            label = np.zeros((40, 40), dtype=np.uint8)
            label[10:30, 8:28] = 1 + draws.integers(20)
            label[9, 8:28] = 255
            if empty:
                label[:] = 255
            picture = (40.0 * label[..., None] % 256 + draws.integers(0, 30, (40, 40, 3))).clip(0, 255)
            Image.fromarray(picture.astype(np.uint8)).save(home / "JPEGImages" / f"{name}.jpg")
            mask = Image.fromarray(label, mode="P")
            mask.putpalette(palette)
            mask.save(home / "SegmentationClass" / f"{name}.png")
    return root


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


def test_the_margins_that_are_asked_about_are_the_studys() -> None:
    asked = lesson.QUESTIONS["16.1"]
    assert isinstance(asked, Choice)
    assert asked.answers == tuple(f"m = {m:g}" for m in lesson.MARGINS)


def test_a_folder_s_fingerprint_changes_with_its_pictures(tmp_path: Path) -> None:
    root = _membrane_folder(tmp_path)
    before = MEMBRANES.at("quick", data=root).settings["data"].fingerprint
    (root / "notes.md").write_text("seen")
    assert MEMBRANES.at("quick", data=root).settings["data"].fingerprint == before
    Image.fromarray(np.zeros((32, 32), dtype=np.uint8)).save(root / "image" / "00.png")
    assert MEMBRANES.at("quick", data=root).settings["data"].fingerprint != before
