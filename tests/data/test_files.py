"""Which files in a folder are data: hidden and system files are not, whatever hides them."""

import stat
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest
from spec.loss_checks import as_shipped
from spec.voc_by_hand import pair, xml

from nls_tutorial.data import MissingFileError, voc_folder
from nls_tutorial.data.files import find_files, folder_path, is_marked

TWO = [("ace", (4, 2, 24, 16))]
HIDDEN = [
    ".ipynb_checkpoints/a-checkpoint",
    ".ipynb_checkpoints/deep/er/a",
    "more/.ipynb_checkpoints/a-checkpoint",
    "._a",
    "more/._a",
    ".a",
    ".~lock.a",
    "~$a",
    "__MACOSX/a",
    "__MACOSX/more/._a",
    "@eaDir/a",
    "more/@eadir/a.jpg/thumbnail",
    "lost+found/a",
    "$RECYCLE.BIN/a",
    "System Volume Information/a",
    "#recycle/a",
]


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_and_system_files_are_not_data(tmp_path, name) -> None:
    pair(tmp_path, "a", TWO)
    pair(tmp_path, "more/b", [("king", (4, 2, 24, 16))])
    pair(tmp_path, name, [("queen", (0, 0, 40, 20))])
    (tmp_path / "annotations" / f"{name}.xml").write_text(xml([("queen", (0, 0, 40, 20))]))
    data = voc_folder(tmp_path / "images", tmp_path / "annotations", size=(20, 40))
    assert data.class_names == ("ace", "king")
    assert len(data) == 2
    (tmp_path / "annotations" / f"{name}.xml").write_text("never looked at")
    (tmp_path / "images" / f"{name}.png").unlink()
    assert len(voc_folder(tmp_path / "images", tmp_path / "annotations", size=(20, 40))) == 2


def test_a_folder_that_is_named_is_read_even_where_it_is_hidden(tmp_path) -> None:
    home = tmp_path / ".cache" / "__MACOSX"
    pair(home, "a", TWO)
    assert list(find_files(home / "images", "images", (".png",))) == ["a"]


def test_marks_of_windows_and_macos() -> None:
    for mark in (stat.FILE_ATTRIBUTE_HIDDEN, stat.FILE_ATTRIBUTE_SYSTEM):
        assert is_marked(SimpleNamespace(st_file_attributes=mark | stat.FILE_ATTRIBUTE_ARCHIVE))
    assert is_marked(SimpleNamespace(st_flags=stat.UF_HIDDEN))
    assert not is_marked(SimpleNamespace(st_file_attributes=stat.FILE_ATTRIBUTE_ARCHIVE, st_flags=0))
    assert not is_marked(Path(__file__).lstat())


def test_names_with_dots_inside_and_endings_in_capitals(tmp_path) -> None:
    for name in ("b.c.PNG", "a_.Png", "d/e f.png", "notes.txt", "folder.png/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert list(find_files(tmp_path, "images", (".png",))) == ["a_", "b.c", "d/e f"]


def test_one_letter_in_two_ways_of_writing_is_one_name(tmp_path) -> None:
    composed, taken_apart = (unicodedata.normalize(form, "café/é") for form in ("NFC", "NFD"))
    assert composed != taken_apart
    pair(tmp_path, "a", [("king", (4, 2, 24, 16))])
    pair(tmp_path, taken_apart, TWO)
    (tmp_path / "annotations" / f"{taken_apart}.xml").unlink()
    (tmp_path / "annotations" / Path(composed).parent).mkdir()
    (tmp_path / "annotations" / f"{composed}.xml").write_text(xml(TWO))
    assert list(find_files(tmp_path / "images", "images", (".png",))) == ["a", composed]
    assert len(voc_folder(tmp_path / "images", tmp_path / "annotations", size=(20, 40))) == 2


def test_what_is_no_folder_is_refused(tmp_path) -> None:
    for wrong in (None, 7, b"images", ["images"]):
        with as_shipped(), pytest.raises(TypeError, match=r"^images must be the path of a folder, but got "):
            folder_path("images", wrong)
    for wrong in ("no", "a\0b", "x" * 5000, "a/" * 3000):
        with pytest.raises(MissingFileError, match=r"^images '.*' must be a folder, but got no such folder\."):
            folder_path("images", tmp_path / wrong)
    with pytest.raises(MissingFileError, match=r"^images must hold files that end with \.a, \.b, but got none in '"):
        find_files(tmp_path, "images", (".a", ".b"))
