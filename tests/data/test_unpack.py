"""Archives: whole, cut, of other content, and such that would write elsewhere."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from nls_tutorial.data.unpack import unpack


def tar_of(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    return path


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


@pytest.mark.parametrize(("make", "name"), [(tar_of, "a.tar.gz"), (tar_of, "a.tgz"), (zip_of, "a.zip")])
def test_a_folder_comes_out_whole(tmp_path: Path, make, name: str) -> None:
    archive = make(tmp_path / name, {"set/one.bin": b"1", "set/inner/two.bin": b"2"})
    (tmp_path / "set.unpacking").mkdir()  # of a run that was killed
    (tmp_path / "set.unpacking" / "half").touch()
    assert unpack(archive, "set") == tmp_path / "set"
    assert (tmp_path / "set" / "inner" / "two.bin").read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "set"])
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == ["inner", "one.bin"]


def test_a_folder_that_is_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    assert unpack(tmp_path / "no.zip", "set") == tmp_path / "set"


@pytest.mark.parametrize(("make", "name"), [(tar_of, "a.tar.gz"), (zip_of, "a.zip")])
def test_what_leads_out_of_the_folder_is_refused(tmp_path: Path, make, name: str) -> None:
    (tmp_path / "in").mkdir()
    archive = make(tmp_path / "in" / name, {"set/one.bin": b"1", "../../out.bin": b"2"})
    with pytest.raises(ValueError, match="must be an archive that can be unpacked"):
        unpack(archive, "set")
    assert not (tmp_path / "out.bin").exists()
    assert [path.name for path in (tmp_path / "in").iterdir()] == [name]


@pytest.mark.parametrize(("make", "name"), [(tar_of, "a.tar.gz"), (zip_of, "a.zip")])
def test_a_cut_or_foreign_archive_is_refused(tmp_path: Path, make, name: str) -> None:
    archive = make(tmp_path / name, {"other/one.bin": b"1" * 1000})
    with pytest.raises(ValueError, match=rf"{name} must hold the folder set, but got none\. Delete it"):
        unpack(archive, "set")
    archive.write_bytes(archive.read_bytes()[:50])
    with pytest.raises(ValueError, match="must be an archive that can be unpacked"):
        unpack(archive, "set")
    assert [path.name for path in tmp_path.iterdir()] == [name]
