"""Files that cannot be used: all of them told at once, or left out."""

import logging

import pytest
from spec.loss_checks import refused
from spec.voc_by_hand import pair, xml

from nls_tutorial import checks
from nls_tutorial.data import MissingFileError, imagenet_boxes, voc_folder
from nls_tutorial.data.bad_files import TOLD, BadFiles, UnusableFileError

WRONG = {
    "b_cut": r"b_cut\.png must be a photograph that can be read",
    "c_broken": r"c_broken\.xml must be well-formed XML",
    "d_unknown": r"d_unknown\.xml must name classes of ace, king, but got 'queen'",
    "e_empty": r"e_empty\.xml must hold at least one <object>",
    "f_alone": r"annotations must hold an annotation for .*f_alone\.png",
    "g_alone": r"images must hold a photograph for .*g_alone\.xml",
    "h_twice": r"images must hold one file of a name, but got .*h_twice\.jpg and .*h_twice\.png",
    "i_outside": r"i_outside\.xml must keep boxes inside the photograph",
}


@pytest.fixture
def home(tmp_path):
    """Two good pairs, and one of each kind of bad ones between."""
    pair(tmp_path, "a_good", [("ace", (4, 2, 24, 16))])
    pair(tmp_path, "z_good", [("king", (0, 0, 20, 10))])
    for name in WRONG:
        pair(tmp_path, name, [("ace", (4, 2, 24, 16))])
    images, annotations = tmp_path / "images", tmp_path / "annotations"
    (images / "b_cut.png").write_bytes((images / "b_cut.png").read_bytes()[:70])
    (annotations / "c_broken.xml").write_text("<annotation>")
    (annotations / "d_unknown.xml").write_text(xml([("queen", (4, 2, 24, 16))]))
    (annotations / "e_empty.xml").write_text(xml([]))
    (annotations / "f_alone.xml").unlink()
    (images / "g_alone.png").unlink()
    pair(tmp_path, "h_twice", [("ace", (4, 2, 24, 16))], ending=".jpg")
    (annotations / "i_outside.xml").write_text(xml([("ace", (4, 2, 50, 16))]))
    return tmp_path


def read(home, **how):
    how = {"class_names": ("ace", "king"), "size": (20, 40)} | how
    return voc_folder(home / "images", home / "annotations", **how)


def test_all_of_them_are_told_at_once(home) -> None:
    with pytest.raises(
        ValueError, match=r"^8 faults: these files cannot be used\. Correct them, or .* on_bad=\"skip\"\."
    ) as caught:
        read(home)
    lines = str(caught.value).splitlines()[1:]
    assert len(lines) == len(WRONG)
    for said in WRONG.values():
        with pytest.raises(ValueError, match=said):
            raise caught.value


def test_they_are_left_out_and_logged(home, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        data = read(home, on_bad="skip")
    assert data.labels.tolist() == [0, 1]
    assert data.boxes.tolist() == [[[4, 2, 24, 16]], [[0, 0, 20, 10]]]
    assert data.images.shape == (2, 3, 20, 40)
    assert data.images.untyped_storage().nbytes() == data.images.nbytes  # no room kept for what is left out
    assert data.extra["photograph"].tolist() == [0, 9]
    (record,) = caplog.records
    assert record.getMessage().startswith("8 faults: these files are left out.\n")
    assert all(name in record.getMessage() for name in WRONG)
    good = read(home, on_bad="skip", several="each")
    assert good.labels.tolist() == [0, 1]


def test_names_of_files_left_out_are_no_classes(home) -> None:
    pair(home, "b_cut", [("ten", (4, 2, 24, 16))])
    cut = home / "images" / "b_cut.png"
    cut.write_bytes(cut.read_bytes()[:70])
    assert read(home, on_bad="skip", class_names=None).class_names == ("ace", "king", "queen")


def test_nothing_is_logged_or_left_out_of_good_files(home, caplog) -> None:
    for name in WRONG:
        for file in home.rglob(f"{name}.*"):
            file.unlink()
    for how in ("raise", "skip"):
        assert len(read(home, on_bad=how)) == 2
    assert not caplog.records


def test_nothing_but_bad_files_is_an_error_even_so(home) -> None:
    for name in ("a_good", "z_good"):
        (home / "images" / f"{name}.png").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^several must leave at least one photograph, but got 'skip' of .* left out"):
        read(home, on_bad="skip")


def test_imagenet_skips_too(home) -> None:
    with pytest.raises(ValueError, match=r"^4 faults: these files cannot be used"):
        imagenet_boxes(home / "images", home / "annotations")
    data = imagenet_boxes(home / "images", home / "annotations", on_bad="skip")
    assert data.class_names == ("ace", "king", "queen")
    assert len(data) == 4  # a box beyond its photograph is cut there


def test_one_is_told_as_it_is_and_kinds_are_kept(home) -> None:
    with refused(ValueError, "on_bad must be one of 'raise', 'skip', but got 'ignore'. Pick one of those."):
        read(home, on_bad="ignore")
    bad = BadFiles("raise")
    bad.tell()
    with bad.noted():
        checks.refuse("a", "must be there", "nothing", "Copy it.", error=MissingFileError)
    with pytest.raises(MissingFileError, match=r"^a must be there, but got nothing\. Copy it\.$"):
        bad.tell()
    with bad.noted():
        checks.refuse("b", "must be there", "nothing", "Copy it.", error=MissingFileError)
    with pytest.raises(MissingFileError, match=r"^2 faults: these files cannot be used"):
        bad.tell()
    with bad.noted():
        checks.refuse("c", "must be XML", "none", "Copy it.", error=UnusableFileError)
    with pytest.raises(UnusableFileError, match=r"^3 faults: these files cannot be used"):
        bad.tell()


def test_other_errors_are_not_kept_for_later() -> None:
    bad = BadFiles("skip")
    with pytest.raises(ValueError, match="not a file's"), bad.noted():
        raise ValueError("not a file's")


def test_very_many_are_counted() -> None:
    bad = BadFiles("raise")
    for number in range(TOLD + 5):
        with bad.noted():
            checks.refuse(f"file {number}", "must be XML", "none", "Copy it.", error=UnusableFileError)
    with pytest.raises(UnusableFileError, match=r"\n… and 5 more\.$"):
        bad.tell()
