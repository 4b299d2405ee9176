"""Lists of photographs as PASCAL VOC has them: with marks and without, in any text encoding that is marked."""

from pathlib import Path

import pytest
from spec.loss_checks import as_shipped, refused
from spec.voc_by_hand import photograph, xml

from nls_tutorial.data import MissingFileError, voc_detection
from nls_tutorial.data.image_sets import plain_name, read_image_set

NAMES = ("2008_1", "2008_2", "x y 1", "é")


@pytest.fixture
def voc(tmp_path: Path) -> Path:
    """A VOC set of four photographs; its lists are written by the tests."""
    base = tmp_path / "VOCdevkit/VOC2012"
    for number, name in enumerate(NAMES):
        photograph(base / "JPEGImages" / f"{name}.jpg", [("cat", (4, 2, 24, 16))])
        (base / "Annotations").mkdir(exist_ok=True)
        (base / "Annotations" / f"{name}.xml").write_text(xml([(("cat", "dog")[number % 2], (5, 3, 24, 16))]))
    (base / "ImageSets" / "Main").mkdir(parents=True)
    return tmp_path


def read(voc: Path, content: str | bytes, image_set: str = "train", **how):
    file = voc / "VOCdevkit/VOC2012/ImageSets/Main" / f"{image_set}.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return voc_detection(voc, image_set=image_set, size=(20, 40), **how)


def test_a_list_for_one_class_takes_those_that_show_it(voc) -> None:
    data = read(voc, "2008_1  1\r\n2008_2 -1\n\né\t1\nx y 1  0\n", "cat_train")
    assert data.labels.tolist() == [7, 11]
    assert data.split == "cat_train"
    assert data.extra["photograph"].tolist() == [0, 1]
    with pytest.raises(
        ValueError, match=r"cat_train\.txt must name at least one photograph, but got none\. Correct the"
    ):
        read(voc, "2008_1 -1\n2008_2 0\n", "cat_train")


def test_names_with_spaces_and_numbers_at_the_end(voc) -> None:
    assert len(read(voc, "x y 1\n")) == 1
    assert len(read(voc, "x y 1\n2008_1\n")) == 2
    assert len(read(voc, "x y 1 1\n2008_1 1\n", "cat_train")) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(voc, encoding) -> None:
    assert len(read(voc, "é\n2008_2\n".encode(encoding))) == 2


def test_letters_taken_apart(voc) -> None:
    assert len(read(voc, "e\u0301\n2008_2\n")) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"2008_1\n\xe9\n", r"train\.txt must be text in UTF-8, but got .*Save it as UTF-8\."),
        (b"", r"train\.txt must have 1 to 16,777,216 bytes, but got 0 bytes\."),
        (b" \n\n", r"train\.txt must name at least one photograph, but got none\."),
        (b"2008_1\n2008_2\n2008_1\n", r"train\.txt must name each photograph once, but got '2008_1' 2 times\."),
    ],
)
def test_lists_that_cannot_be_used(voc, content, said) -> None:
    with pytest.raises(ValueError, match=said):
        read(voc, content, on_bad="skip")


@pytest.mark.parametrize(
    "name", ["../JPEGImages/2008_1", "/etc/hostname", "a/../../b", r"..\x", r"C:\x", "C:x", r"\\h\x"]
)
def test_lists_that_lead_out_of_their_folder(voc, name) -> None:
    with pytest.raises(
        ValueError, match=r"train\.txt must name photographs inside their folder, but got '.*'\. Correct"
    ):
        read(voc, f"2008_1\n{name}\n")
    assert len(read(voc, f"2008_1\n{name}\n", on_bad="skip")) == 1


def test_all_that_are_missing_are_told(voc) -> None:
    (voc / "VOCdevkit/VOC2012/Annotations/2008_2.xml").unlink()
    with pytest.raises(MissingFileError, match=r"^2 faults: these files cannot be used") as caught:
        read(voc, "2008_1\n2008_2\n2008_9\n")
    assert "VOC2012/Annotations/2008_2.xml" in str(caught.value)
    assert "VOC2012/JPEGImages/2008_9.jpg" in str(caught.value)
    assert len(read(voc, "2008_1\n2008_2\n2008_9\n", on_bad="skip")) == 1


@pytest.mark.parametrize("image_set", ["../../x", "Main/train", r"..\train", "..", ".", "", " ", "C:train", "a\0b"])
def test_image_sets_are_names(voc, image_set) -> None:
    with pytest.raises(ValueError, match=r"^image_set must be a name without a folder, but got '.*'\. Name a list in"):
        voc_detection(voc, image_set=image_set)


def test_years_and_types(voc) -> None:
    for year in ("../2012", "2013", "12"):
        with pytest.raises(ValueError, match=rf"^year must be one of '2007', .*, '2012', but got '{year}'"):
            voc_detection(voc, year=year)
    with refused(TypeError, "image_set must be a name, but got 7 (int). Pick one."):
        plain_name("image_set", 7, "Pick one.")
    for root, year in ((voc / "nowhere", "2012"), (voc, "2010"), (voc / ("x" * 5000), "2012")):
        with pytest.raises(
            MissingFileError, match=rf"^root must hold VOCdevkit.VOC{year}.ImageSets.Main.train\.txt, but"
        ):
            voc_detection(root, year=year)
    with as_shipped(), pytest.raises(TypeError, match=r"^root must be the path of a folder, but got 7\."):
        voc_detection(7)


def test_without_marks_nothing_is_left_out(tmp_path) -> None:
    file = tmp_path / "train.txt"
    file.write_text("a 1\nb 1\n")
    assert read_image_set(file, {"a 1", "b 1"}) == ["a 1", "b 1"]
    assert read_image_set(file, {"a", "b"}) == ["a", "b"]
    file.write_text("a 1\nb\n")
    assert read_image_set(file, {}) == ["a 1", "b"]
