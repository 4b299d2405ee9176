"""settings.toml of the classroom: read whole, and refused with a reason."""

import dataclasses
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import class_settings
import pytest
from class_settings import SettingError, read

SHIPPED = (class_settings.HERE / "settings.toml").read_text(encoding="utf-8")


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in SHIPPED
    path = folder / "my.toml"
    path.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    return path


def test_the_shipped_settings_are_those_of_a_class_of_thirty(tmp_path: Path) -> None:
    found = read(written(tmp_path))
    assert (found.students, found.login, found.memory, found.prefork) == (30, "password", 2 * 1024**3, True)
    assert found.homes == Path.home() / "nls_classroom" / "homes"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("port = 8000", "port = 0", "port must be a whole number from 1, but is 0"),
        ("students = 30", 'students = "many"', "students must be a whole number"),
        ("students = 30", "", "students is missing"),
        ("students = 30", "students = 30\npupils = 3", "pupils has no meaning"),
        ('login = "password"', 'login = "none"', 'login must be "password" or "pam"'),
        ("admins = []", 'admins = ["ada"]', 'admins need login = "pam"'),
        ('memory = "2G"', 'memory = "2"', 'such as "2G"'),
        ('memory = "2G"', 'memory = "500M"', '"1G" or more'),
        ('file_size = "2G"', "file_size = 2", "file_size must be"),
        ("processes = 400", "processes = 0", "processes must be a whole number"),
        ("port = 8000", "port = ", "is not TOML"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        read(written(tmp_path, old, new))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"no settings file .*nowhere\.toml"):
        read(tmp_path / "nowhere.toml")


def test_the_password_is_made_once_and_only_the_teacher_reads_it(tmp_path: Path) -> None:
    found = read(written(tmp_path, '"~/nls_classroom"', f'"{tmp_path}/class"'))
    password = found.password()
    assert len(password) >= 8
    assert found.password() == password
    path = tmp_path / "class" / "password.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short\n")
    with pytest.raises(SettingError, match="at least 8 letters, but holds 5"):
        found.password()


def test_root_for_everybody_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(written(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.delenv(class_settings.ALLOW_ROOT, raising=False)
    with pytest.raises(SettingError, match="root, now"):
        found.refuse_root()
    read(written(tmp_path, 'login = "password"', 'login = "pam"')).refuse_root()
    monkeypatch.setenv(class_settings.ALLOW_ROOT, "1")
    found.refuse_root()


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name; pytest's own is too long for that in some processes."""
    with tempfile.TemporaryDirectory(prefix="nls-test-") as folder:
        yield Path(folder)


def test_folders_are_closed_to_who_need_not_enter(short: Path) -> None:
    tmp_path = short
    for login, modes in (("password", [0o700, 0o700, 0o700]), ("pam", [0o755, 0o700, 0o711])):
        folder = tmp_path / login
        found = read(written(tmp_path, '"~/nls_classroom"', f'"{folder}"'))
        found = dataclasses.replace(found, login=login)
        found.prepare()
        assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, found.hub, found.socket.parent)] == modes
        folder.chmod(0o777)
        with pytest.raises(SettingError, match="other accounts may write"):
            found.prepare()
