"""One annotation file: what it says, and what is wrong with it, with its name."""

import re
from pathlib import Path

import pytest
from spec.voc_by_hand import xml

from nls_tutorial.data.annotations import read_annotation

TWO = [("ace", (0, 1, 10, 20)), ("king", ("3.5", 4, " 30 ", 12))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "photo.xml"


def test_names_boxes_and_size(file) -> None:
    file.write_text(xml(TWO))
    told = read_annotation(file, inclusive=False)
    assert told.names == ("ace", "king")  # and not the <part> of either
    assert told.boxes == ((0, 1, 10, 20), (3.5, 4, 30, 12))
    assert told.size == (40, 20)
    assert told.file == file


def test_corners_of_the_challenge_count_from_one_and_belong_to_the_box(file) -> None:
    file.write_text(xml([("cat", (1, 1, 40, 20)), ("dog", (5, 6, 5, 6))]))
    told = read_annotation(file, inclusive=True)
    assert told.boxes == ((0, 0, 40, 20), (4, 5, 5, 6))


def test_no_size_or_no_objects(file) -> None:
    file.write_text(xml(TWO, size=None))
    assert read_annotation(file, inclusive=False).size is None
    file.write_text(xml([], size=(0, 0)))
    told = read_annotation(file, inclusive=False)
    assert (told.size, told.names, told.boxes) == (None, (), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (xml(TWO)[:-20], "must be well-formed XML, but got "),
        ("", "must be well-formed XML, but got no element found"),
        (xml(TWO).replace("annotation", "note"), "must hold an <annotation>, but got <note>"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]>' + xml(TWO),
            "must not have a document type, which may declare entities, but got <!DOCTYPE a>",
        ),
        (xml(TWO).replace("<name>king</name>", ""), "must name object 2, but got an <object> without <name>"),
        (xml(TWO).replace("<name>ace</name>", "<name> </name>"), "must name object 1, but got"),
        (
            xml(TWO).replace("bndbox", "box"),
            "must have a <bndbox> for object 1, ace, but got none",
        ),
        (xml(TWO).replace("<xmax>10</xmax>", ""), "must have a number in <xmax> of object 1, ace, but got nothing"),
        (xml(TWO).replace(">3.5<", ">wide<"), "must have a number in <xmin> of object 2, king, but got 'wide'"),
        (xml(TWO).replace(">3.5<", ">nan<"), "must have a number in <xmin> of object 2, king, but got 'nan'"),
        (xml(TWO).replace("<width>40", "<width>big"), "must have a number in <width>, but got 'big'"),
        (
            xml([("ace", (10, 1, 10, 20))]),
            "must have an area for object 1, ace, xmin < xmax and ymin < ymax, but got xmin 10, ymin 1, xmax 10, ",
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_file(file, text, said) -> None:
    file.write_text(text)
    with pytest.raises(ValueError, match=re.escape(f"{file} {said}")) as caught:
        read_annotation(file, inclusive=False)
    assert str(caught.value).endswith("Correct the file, or move it away together with its image.")


@pytest.mark.parametrize(
    "size",
    [
        "<size/>",
        "<size></size>",
        "<size><width/><height/></size>",
        "<size><width> </width><height>\n</height></size>",
        "<size><depth>3</depth></size>",
        "<size><width>0</width><height>0</height></size>",
    ],
)
def test_a_size_that_is_not_told(file, size) -> None:
    file.write_text(xml(TWO, size=None).replace("<annotation>", f"<annotation>{size}"))
    assert read_annotation(file, inclusive=False).size is None


def test_half_a_size_is_refused(file) -> None:
    file.write_text(xml(TWO).replace("<height>20</height>", ""))
    with pytest.raises(ValueError, match=r"must have a number in <height>, but got nothing"):
        read_annotation(file, inclusive=False)


@pytest.mark.parametrize("number", ["1e300", "-1e300", "1000001", "1e7"])
def test_numbers_that_no_photograph_has(file, number) -> None:
    file.write_text(xml(TWO).replace("<width>40", f"<width>{number}"))
    with pytest.raises(ValueError, match=rf"must not have a number beyond 1,000,000 in <width>, but got '{number}'"):
        read_annotation(file, inclusive=False)
    file.write_text(xml(TWO).replace(">3.5<", f">{number}<"))
    with pytest.raises(ValueError, match=r"must not have a number beyond 1,000,000 in <xmin> of object 2, king, but"):
        read_annotation(file, inclusive=False)


@pytest.mark.parametrize("number", ["1_0", "inf", "1,5", "0x10", "9" * 5000])
def test_what_is_no_number(file, number) -> None:
    file.write_text(xml(TWO).replace(">3.5<", f">{number}<"))
    with pytest.raises(
        ValueError, match=r"must (have a number|not have a number beyond 1,000,000) in <xmin> of object 2"
    ):
        read_annotation(file, inclusive=False)


@pytest.mark.slow
def test_very_many_objects(file) -> None:
    file.write_text(xml(TWO * 5000))
    assert len(read_annotation(file, inclusive=False).names) == 10_000
    file.write_text(xml(TWO * 5000 + TWO[:1]))
    with pytest.raises(ValueError, match=r"must hold at most 10,000 objects, but got 10,001"):
        read_annotation(file, inclusive=False)
