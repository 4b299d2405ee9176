"""Photographs with boxes from folders: pixels under their boxes, samples of several objects, and every refusal."""

import csv
import os
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from spec.loss_checks import refused
from spec.voc_by_hand import pair, photograph, xml

from nls_tutorial.boxes import objectness
from nls_tutorial.data import MissingFileError, imagenet_boxes, keep_own_object, voc_detection, voc_folder
from nls_tutorial.records import Images

ACE, KING, SMALL = ("ace", (4, 2, 24, 16)), ("king", (26, 0, 40, 8)), ("king", (30, 12, 34, 18))
CARDS = Path(os.environ.get("NLS_CARDS", Path(__file__).parents[2] / "data" / "cache" / "playing-cards-boxes"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Four photographs: an ace, two kings of two sizes, ace and kings, a king in a folder of its own."""
    pair(tmp_path, "b_ace", [ACE])
    pair(tmp_path, "a_kings", [SMALL, KING])
    pair(tmp_path, "c_all", [SMALL, ACE, KING])
    pair(tmp_path, "more/d_king", [("king", (0, 0, 20, 10))], (20, 40), ending=".jpg")
    return tmp_path


def read(home: Path, **how) -> Images:
    return voc_folder(home / "images", home / "annotations", **({"size": (20, 40)} | how))


def test_single_objects(home) -> None:
    data = read(home)
    assert data.class_names == ("ace", "king")
    assert data.labels.tolist() == [0, 1]
    assert data.boxes.tolist() == [[[4, 2, 24, 16]], [[0, 0, 40, 5]]]  # 20×40 stretched to 40×20
    assert data.box_labels.tolist() == [[0], [1]]
    assert data.extra["photograph"].tolist() == [1, 3]
    assert data.images.shape == (2, 3, 20, 40)
    assert (data.images.dtype, data.split) == (torch.float32, "photographs")


def test_the_largest_object_gives_the_label(home) -> None:
    data = read(home, several="largest", split="test")
    assert data.labels.tolist() == [1, 0, 0, 1]
    assert data.boxes[0].tolist() == [[26, 0, 40, 8], [30, 12, 34, 18], [0, 0, 0, 0]]
    assert data.boxes[2].tolist() == [[4, 2, 24, 16], [30, 12, 34, 18], [26, 0, 40, 8]]
    assert data.box_labels.tolist() == [[1, 1, -1], [0, -1, -1], [0, 1, 1], [1, -1, -1]]
    assert data.split == "test"


def test_each_object_is_a_sample_with_its_own_box_first(home) -> None:
    data = read(home, several="each")
    assert data.extra["photograph"].tolist() == [0, 0, 1, 2, 2, 2, 3]
    assert data.labels.tolist() == [1, 1, 0, 1, 0, 1, 1]
    assert data.boxes[:, 0].tolist() == [
        [30, 12, 34, 18],
        [26, 0, 40, 8],
        [4, 2, 24, 16],
        [30, 12, 34, 18],
        [4, 2, 24, 16],
        [26, 0, 40, 8],
        [0, 0, 40, 5],
    ]
    assert torch.equal(data.images[0], data.images[1])
    whole = torch.tensor([[0.0, 0.0, 40.0, 20.0]]).expand(7, 4)
    kings = 4 * 6 + 14 * 8
    shares = objectness(data.own_boxes, whole) * 800
    assert shares.tolist() == pytest.approx([kings, kings, 280, kings, 280, kings, 200])
    alone = keep_own_object(data)
    assert objectness(alone.own_boxes, whole).mul(800).tolist() == pytest.approx([24, 112, 280, 24, 280, 112, 200])


def test_the_red_is_under_the_boxes(home) -> None:
    data = read(home, size=(40, 80), several="largest")
    for picture, boxes in zip(data.images, data.boxes, strict=True):
        inside = torch.zeros(40, 80, dtype=torch.bool)
        for x1, y1, x2, y2 in boxes.int().tolist():
            inside[y1:y2, x1:x2] = True
            if x2 > x1:
                assert (picture[0, y1 + 2 : y2 - 2, x1 + 2 : x2 - 2] > 0.9).all()
        away = torch.nn.functional.max_pool2d(inside[None].float(), 9, 1, 4)[0] == 0
        assert (picture[0][away] < 0.4).all()


def test_classes_are_numbered_as_they_are_named(home) -> None:
    data = read(home, class_names=("queen", "king", "ace"))
    assert data.labels.tolist() == [2, 1]
    assert data.classes == 3


def test_inclusive_corners_boxes_beyond_and_photographs_scaled_since(tmp_path) -> None:
    pair(tmp_path, "a", [ACE], told=[("ace", (5, 3, 24, 16))])
    pair(tmp_path, "b", [KING], told=[("king", (27, 1, 41, 8))])
    data = read(tmp_path, inclusive=True, outside="cut")
    assert data.boxes.tolist() == [[[4, 2, 24, 16]], [[26, 0, 40, 8]]]
    (tmp_path / "annotations" / "a.xml").write_text(xml([("ace", (8, 4, 48, 32))], size=(80, 40)))
    (tmp_path / "annotations" / "b.xml").write_text(xml([KING], size=None))
    assert read(tmp_path).boxes.tolist() == [[[4, 2, 24, 16]], [[26, 0, 40, 8]]]


def spoilt(home: Path, what: str) -> dict[str, object]:
    """One thing wrong, and how it is asked for."""
    ace = home / "annotations" / "b_ace.xml"
    photo = home / "images" / "b_ace.png"
    match what:
        case "no photograph":
            photo.unlink()
        case "no annotation":
            ace.unlink()
        case "cut photograph":
            photo.write_bytes(photo.read_bytes()[:60])
        case "empty photograph":
            photo.write_bytes(b"")
        case "broken":
            ace.write_text("<annotation><object>")
        case "outside":
            ace.write_text(xml([("ace", (4, 2, 41, 16))]))
        case "left of it":
            ace.write_text(xml([("ace", (-1, 2, 10, 16))]))
        case "wholly outside":
            ace.write_text(xml([("ace", (50, 2, 60, 16))]))
            return {"outside": "cut"}
        case "unknown":
            return {"class_names": ("king", "queen")}
        case "no objects":
            ace.write_text(xml([]))
        case "other shape":
            ace.write_text(xml([ACE], size=(30, 20)))
        case "twice":
            shutil.copy(photo, home / "images" / "b_ace.jpg")
        case "one class":
            for name in ("a_kings", "c_all", "b_ace"):
                (home / "images" / f"{name}.png").unlink()
                (home / "annotations" / f"{name}.xml").unlink()
        case "nothing left":
            for folder, ending in (("images", "png"), ("annotations", "xml")):
                (home / folder / f"b_ace.{ending}").unlink()
            (home / "images/more/d_king.jpg").unlink()
            (home / "annotations/more/d_king.xml").unlink()
    return {}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            "no photograph",
            r"^images must hold a photograph for .*b_ace\.xml, but got none named b_ace in .*images'\. Copy",
        ),
        ("no annotation", r"^annotations must hold an annotation for .*b_ace\.png, but got no b_ace\.xml in "),
        ("cut photograph", r"b_ace\.png must be a photograph that can be read, but got .*Copy it again\."),
        ("empty photograph", r"b_ace\.png must be a photograph that can be read, but got .*Copy it again\."),
        ("broken", r"b_ace\.xml must be well-formed XML, but got "),
        (
            "outside",
            r"b_ace\.xml must keep boxes inside the photograph, \(0, 0, 40, 20\), but got ace at \(4, 2, 41, 16\)\.",
        ),
        ("outside", r'Correct it, or use outside="cut"\.$'),
        ("left of it", r"b_ace\.xml must keep boxes inside .* but got ace at \(-1, 2, 10, 16\)"),
        ("wholly outside", r"b_ace\.xml must keep boxes inside .* ace at \(50, 2, 60, 16\)\. Correct it\.$"),
        ("unknown", r"b_ace\.xml must name classes of king, queen, but got 'ace'\. Correct the name, or"),
        ("no objects", r"b_ace\.xml must hold at least one <object>, but got none\. Move it away"),
        (
            "other shape",
            r"b_ace\.xml must be made for a photograph shaped like b_ace\.png \(40×20 pixels\), but got 30×20",
        ),
        ("twice", r"^images must hold one file of a name, but got .*b_ace\.jpg and .*b_ace\.png\. Rename"),
        ("one class", r"^class_names must name at least two classes, but got \('king',\)"),
        ("nothing left", r"^several must leave at least one photograph, but got 'skip' of 2\. Use several="),
    ],
)
def test_what_is_wrong_is_told_with_the_file(home, what, said) -> None:
    how = spoilt(home, what)
    with pytest.raises(MissingFileError if what in ("no photograph", "no annotation") else ValueError, match=said):
        read(home, **how)


def test_folders_and_arguments_that_do_not_fit_are_refused(home, tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"images '.*nowhere' must be a folder, but got no such folder\."):
        voc_folder(tmp_path / "nowhere", home / "annotations")
    with pytest.raises(MissingFileError, match=r"annotations '.*b_ace\.xml' must be a folder, but got a file\."):
        voc_folder(home / "images", home / "annotations" / "b_ace.xml")
    with pytest.raises(MissingFileError, match=r"annotations must hold files that end with \.xml, but got none in"):
        voc_folder(home / "images", home / "images")
    with refused(ValueError, "several must be one of 'skip', 'largest', 'each', but got 'all'. Pick one of those."):
        read(home, several="all")
    with refused(ValueError, "outside must be one of 'refuse', 'cut', but got 'clip'. Pick one of those."):
        read(home, outside="clip")
    with pytest.raises(ValueError, match=r"size must be at least 1, but got 0\. Give \(height, width\)"):
        read(home, size=(0, 4))
    assert issubclass(MissingFileError, FileNotFoundError)


@pytest.fixture
def voc(tmp_path: Path) -> Path:
    """What torchvision's VOCDetection leaves behind, with two photographs in its training list."""
    for year, inner in (("2012", "VOCdevkit/VOC2012"), ("2011", "TrainVal/VOCdevkit/VOC2011")):
        base = tmp_path / inner
        for name, objects in (("2008_1", [("cat", (4, 2, 24, 16))]), ("2008_2", [("dog", (0, 0, 40, 20))]), ("x", [])):
            photograph(base / "JPEGImages" / f"{name}.jpg", objects)
            file = base / "Annotations" / f"{name}.xml"
            file.parent.mkdir(exist_ok=True)
            one_based = [(kind, (x1 + 1, y1 + 1, x2, y2)) for kind, (x1, y1, x2, y2) in objects]
            file.write_text(xml(one_based))
        listed = base / "ImageSets" / "Main" / "train.txt"
        listed.parent.mkdir(parents=True)
        listed.write_text("2008_1\n2008_2\n" if year == "2012" else "2008_2\n")
    return tmp_path


def test_the_voc_download(voc) -> None:
    data = voc_detection(voc, size=(20, 40))
    assert [data.class_names[k] for k in data.labels.tolist()] == ["cat", "dog"]
    assert data.boxes.tolist() == [[[4, 2, 24, 16]], [[0, 0, 40, 20]]]
    assert (data.classes, data.split) == (20, "train")
    assert len(voc_detection(voc, year="2011")) == 1


def test_torchvision_reads_the_same(voc) -> None:
    from torchvision.datasets import VOCDetection

    theirs = VOCDetection(str(voc), year="2012", image_set="train")
    ours = voc_detection(voc, size=(20, 40))
    for (picture, told), box, image in zip(theirs, ours.boxes[:, 0], ours.images, strict=True):
        corners = told["annotation"]["object"][0]["bndbox"]
        x1, y1, x2, y2 = (int(corners[corner]) for corner in ("xmin", "ymin", "xmax", "ymax"))
        assert box.tolist() == [x1 - 1, y1 - 1, x2, y2]
        pixels = torch.tensor(np.array(picture)).permute(2, 0, 1) / 255
        assert (pixels - image).abs().max() < 0.02


def test_a_voc_download_with_holes_is_refused(voc) -> None:
    with pytest.raises(
        MissingFileError, match=r"root must hold .*Main.val\.txt, but got .* without it\. Give the folder"
    ):
        voc_detection(voc, image_set="val")
    (voc / "VOCdevkit/VOC2012/JPEGImages/2008_2.jpg").unlink()
    with pytest.raises(MissingFileError, match=r"root must hold VOCdevkit.VOC2012.JPEGImages.2008_2\.jpg, but got"):
        voc_detection(voc)


def test_imagenet_takes_what_has_both(tmp_path) -> None:
    for name, box in (("n01/n01_1", (4, 2, 24, 16)), ("n02/n02_5", (0, 0, 42, 20)), ("n02/n02_7", (1, 1, 5, 5))):
        pair(tmp_path, name, [(name[:3], box)], ending=".JPEG")
    (tmp_path / "annotations/n02/n02_7.xml").unlink()
    (tmp_path / "annotations/n02/n02_9.xml").write_text("never looked at")
    data = imagenet_boxes(tmp_path / "images", tmp_path / "annotations", size=(20, 40))
    assert data.class_names == ("n01", "n02")
    assert data.boxes.tolist() == [[[4, 2, 24, 16]], [[0, 0, 40, 20]]]
    for file in (tmp_path / "annotations").rglob("n0?_[15].xml"):
        file.unlink()
    with pytest.raises(
        MissingFileError, match=r"annotations must fit photographs in '.*', but got 1 files that fit none"
    ):
        imagenet_boxes(tmp_path / "images", tmp_path / "annotations")


@pytest.mark.skipif(not CARDS.is_dir(), reason="the playing cards are not here: name their folder in NLS_CARDS")
def test_real_photographs_of_playing_cards() -> None:
    rows = list(csv.DictReader((CARDS / "boxes.csv").read_text().splitlines()))
    for part, singles, objects in (("train", 180, 527), ("test", 30, 143)):
        folders = CARDS / part / "images", CARDS / part / "annotations"
        one = voc_folder(*folders, size=(64, 64))
        each = voc_folder(*folders, size=(64, 64), several="each")
        assert (len(one), len(each)) == (singles, objects)
        own = [row for row in rows if row["split"] == part]
        assert len(own) == objects
        counted = Counter(row["class"] for row in own)
        assert each.labels.bincount().tolist() == [counted[name] for name in each.class_names]
        number = [{key: float(row[key]) for key in ("xmin", "ymin", "xmax", "ymax", "width", "height")} for row in own]
        areas = [(n["xmax"] - n["xmin"]) / n["width"] * (n["ymax"] - n["ymin"]) / n["height"] for n in number]
        x1, y1, x2, y2 = each.boxes[:, 0].unbind(1)
        assert sorted(((x2 - x1) * (y2 - y1) / 64**2).tolist()) == pytest.approx(sorted(areas), rel=1e-4)
