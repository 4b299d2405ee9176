"""Arguments of the readers of photographs, looked at before any file; limits that are stated."""

from pathlib import Path

import pytest
import torch
from spec.loss_checks import as_shipped
from spec.voc_by_hand import pair, xml

from nls_tutorial.data import imagenet_boxes, voc_folder
from nls_tutorial.data.annotations import Annotation
from nls_tutorial.data.boxed_photographs import MOST_BOXES, own_objects

ONE_SIZE = r"^size must be two whole numbers, \(height, width\), but got "
NAMES = 'Give a list such as \\("cat", "dog"\\), each class once\\.$'


@pytest.fixture
def home(tmp_path):
    pair(tmp_path, "a", [("ace", (4, 2, 24, 16))])
    pair(tmp_path, "b", [("king", (4, 2, 24, 16))])
    return tmp_path


def read(home, **how):
    return voc_folder(home / "images", home / "annotations", **({"size": (20, 40)} | how))


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"size": 8}, TypeError, ONE_SIZE + r"8\."),
        ({"size": "88"}, TypeError, ONE_SIZE + r"'88'\."),
        ({"size": (8,)}, TypeError, ONE_SIZE),
        ({"size": (8, 8, 3)}, TypeError, ONE_SIZE),
        ({"size": None}, TypeError, ONE_SIZE),
        ({"size": {8, 9}}, TypeError, ONE_SIZE),
        (
            {"size": (8.0, 8)},
            TypeError,
            r"^size must be a whole number, but got 8\.0 \(float\)\. Give \(height, width\)",
        ),
        ({"size": (8, True)}, TypeError, r"^size must be a whole number, but got True"),
        ({"size": (8, -1)}, ValueError, r"^size must be at least 1, but got -1\."),
        ({"size": (8, 10**6)}, ValueError, r"^size must be at most 8,192 pixels a side, but got \(8, 1000"),
        ({"class_names": "cat"}, TypeError, r"^class_names must be a list of names, but got 'cat'\. " + NAMES),
        ({"class_names": 2}, TypeError, r"^class_names must be a list of names, but got 2\. " + NAMES),
        ({"class_names": {"ace", "king"}}, TypeError, r"^class_names must be a list of names, but got \{"),
        ({"class_names": ("ace", 2)}, TypeError, r"^class_names must be names, but got 2 \(int\)\. " + NAMES),
        ({"class_names": ("ace", None)}, TypeError, r"^class_names must be names, but got None \(NoneType\)"),
        ({"class_names": ("ace", "ace", "king")}, ValueError, r"^class_names must name every class, .* 'ace' 2 times"),
        ({"class_names": ("é", "e\u0301", "ace")}, ValueError, r"^class_names must name every class, .* 2 times\."),
        ({"class_names": ("ace", " ")}, ValueError, r"^class_names must name every class, and once, but got ' '\."),
        ({"class_names": ("ace",)}, ValueError, r"^class_names must name at least two classes, but got \('ace',\)\."),
        ({"class_names": ()}, ValueError, r"^class_names must name at least two classes, but got \(\)\."),
        ({"inclusive": "yes"}, ValueError, r"^inclusive must be one of True, False, but got 'yes'\."),
        ({"several": None}, ValueError, r"^several must be one of 'skip', 'largest', 'each', but got None\."),
    ],
)
def test_arguments_are_refused_before_files_are_read(tmp_path, how, error, said) -> None:
    with as_shipped(), pytest.raises(error, match=said):
        read(tmp_path / "nowhere", **how)
    if {"size", "class_names"} & how.keys():
        with as_shipped(), pytest.raises(error, match=said):
            imagenet_boxes(tmp_path / "nowhere", tmp_path / "nowhere", **how)


def test_lists_are_taken_as_well_as_tuples(home) -> None:
    with as_shipped():
        data = read(home, class_names=["king", "ace"], size=[20, 40])
    assert data.class_names == ("king", "ace")
    assert data.labels.tolist() == [1, 0]


def test_class_names_match_in_either_way_of_writing(home) -> None:
    (home / "annotations" / "a.xml").write_text(xml([("e\u0301", (4, 2, 24, 16))]), encoding="utf-8")
    for name in ("é", "e\u0301"):
        data = read(home, class_names=(name, "king"))
        assert data.class_names == ("é", "king")
        assert data.labels.tolist() == [0, 1]


def test_what_rounding_puts_beyond_the_border_is_cut(home) -> None:
    (home / "annotations" / "a.xml").write_text(xml([("ace", (-0.00001, 2, 40.00001, 16))]))
    assert read(home).boxes[0].tolist() == [[0, 2, 40, 16]]
    for box in ((4, 2, 40.001, 16), (-0.001, 2, 24, 16)):
        (home / "annotations" / "a.xml").write_text(xml([("ace", box)]))
        with pytest.raises(
            ValueError, match=r"must keep boxes inside the photograph, \(0, 0, 40, 20\), but got ace at"
        ):
            read(home)


def test_global_defaults_do_not_leak_in(home) -> None:
    before = read(home)
    torch.set_default_dtype(torch.float64)
    try:
        with torch.device("meta"):
            data = read(home)
    finally:
        torch.set_default_dtype(torch.float32)
    assert data.images.dtype == data.boxes.dtype == torch.float32
    assert torch.equal(data.images, before.images)
    assert torch.equal(data.boxes, before.boxes)
    assert data.extra["photograph"].device.type == data.labels.device.type == "cpu"


@pytest.mark.slow
def test_many_objects_as_samples_of_their_own(home) -> None:
    many = [("ace", (4, 2, 24, 16))] * 300
    (home / "annotations" / "a.xml").write_text(xml(many))
    data = read(home, several="each", size=(1, 1))
    assert data.boxes.shape == (301, 300, 4)
    assert read(home, several="largest").boxes.shape == (2, 300, 4)
    (home / "annotations" / "a.xml").write_text(xml([*many[:1] * 9_000]))
    with pytest.raises(ValueError, match=rf"^several must give at most {MOST_BOXES:,} boxes, .* but got 81,009,000 by"):
        read(home, several="each", size=(1, 1))


def test_the_largest_and_each_object() -> None:
    told = Annotation(Path("a.xml"), None, ("a", "b", "c"), ((0, 0, 1, 1), (0, 0, 3, 2), (0, 0, 2, 2)))
    assert own_objects(told, "largest") == [1]
    assert own_objects(told, "each") == [0, 1, 2]
    assert own_objects(told, "skip") == []
