"""Public sets: taken where they are, else downloaded from a server on loopback, unpacked and read."""

import hashlib
import re
import tarfile
import urllib.request
from pathlib import Path

import pytest
from spec import cifar10_spec
from spec.file_server import FileServer, serving

from nls_tutorial.data import DownloadError, cifar10, official_files
from nls_tutorial.data.downloads import Remote
from nls_tutorial.data.official_files import OFFICIAL


def test_a_set_is_downloaded_once_unpacked_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made" / "cifar-10-batches-bin"
    made.mkdir(parents=True)
    cifar10_spec.write(made, 20)
    archive = tmp_path / "archive.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(made, "cifar-10-batches-bin")
    content = archive.read_bytes()
    with serving(FileServer(content)) as server:
        remote = Remote("cifar.tar.gz", len(content), hashlib.sha256(content).hexdigest(), (server.address,))
        monkeypatch.setitem(OFFICIAL, "cifar10", (remote, "cifar-10-batches-bin"))
        for _ in range(2):
            folder = official_files("cifar10", tmp_path / "cache", progress=False)
        assert server.asked == [None]
    assert len(cifar10(folder).test) == 20
    assert official_files("cifar10", folder) == folder  # the set's own folder may be named, too


def test_a_folder_that_is_there_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: pytest.fail("asks the network"))
    for name, (_, inside) in OFFICIAL.items():
        (tmp_path / inside).mkdir()
        assert official_files(name, tmp_path) == tmp_path / inside


def test_a_mirror_is_asked_first_and_an_address_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(FileServer(b"other")) as mirror, serving(FileServer(b"", status=404)) as host:
        monkeypatch.setitem(OFFICIAL, "cub200", (Remote("c.tgz", 10, "0" * 64, (host.address,)), "CUB_200_2011"))
        with pytest.raises(DownloadError) as told:
            official_files("cub200", tmp_path, mirrors=[mirror.address], progress=False)
    first, second = re.findall(r"^http://.*?: (.*)$", str(told.value), re.MULTILINE)
    assert first.startswith("the host has another file")
    assert second.startswith("the host says 404")


def test_the_archives_are_told_in_full() -> None:
    assert set(OFFICIAL) == {"cifar10", "tiny_imagenet", "cub200"}
    for remote, inside in OFFICIAL.values():
        assert re.fullmatch("[0-9a-f]{64}", remote.sha256)
        assert remote.size > 10**8
        assert remote.addresses[0].startswith("https://")
        assert inside == Path(inside).name


def test_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="name must be one of"):
        official_files("imagenet")
