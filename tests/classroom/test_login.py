"""Any name becomes a safe folder name; who is different stays different."""

import re

import pytest

pytest.importorskip("jupyterhub")

from class_login import PATTERN, ClassAuthenticator, folder_name


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("ada", "ada"),
        ("Ada Lovelace", "ada-lovelace"),
        (" Äda  Löve ", "ada-love"),
        ("Strauß", "strauss"),
        ("../../etc/passwd", "etc-passwd"),
        ("o'neil\n", "o-neil"),
    ],
)
def test_a_name_becomes_a_folder(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_letters_that_have_no_place_do_not_make_two_students_one() -> None:
    names = ["李", "王", "Anna 李", "Anna 王", "Anna", "Анна", "x" * 60, "x" * 61]
    folders = {folder_name(name) for name in names}
    assert len(folders) == len(names)
    assert all(re.match(PATTERN, folder) for folder in folders)


@pytest.mark.parametrize("name", ["", " ", "..", "/", "%2e", "-", "\n"])
def test_what_is_no_name_is_refused_or_safe(name: str) -> None:
    hub = ClassAuthenticator(username_pattern=PATTERN, user_password="for-the-class", allow_all=True)
    folder = hub.normalize_username(name)
    assert hub.validate_username(folder) is (folder != "")
    assert not hub.validate_username(f"ada{name}\n")
