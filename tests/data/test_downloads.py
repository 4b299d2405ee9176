"""Downloads from a server on loopback that cuts connections, knows no ranges, or serves other bytes."""

import hashlib
import logging
import random
from pathlib import Path

import pytest
from filelock import FileLock
from spec.file_server import FileServer, serving

from nls_tutorial.data import downloads
from nls_tutorial.data.downloads import DownloadError, Remote, download

CONTENT = random.Random(0).randbytes(300_000)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "PAUSE", 0.0)


def remote(*servers: FileServer, content: bytes = CONTENT) -> Remote:
    digest = hashlib.sha256(content).hexdigest()
    return Remote("a.bin", len(content), digest, tuple(server.address for server in servers))


def test_a_file_comes_whole_and_is_not_asked_for_again(tmp_path: Path) -> None:
    with serving(FileServer(CONTENT)) as server:
        for _ in range(2):
            path = download(remote(server), tmp_path / "new", progress=False)
            assert path == tmp_path / "new" / "a.bin"
            assert path.read_bytes() == CONTENT
        assert server.asked == [None]
    assert not (tmp_path / "new" / "a.bin.part").exists()


def test_a_connection_that_breaks_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    with serving(FileServer(CONTENT, cut_after=100_000)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == [None, "bytes=100000-", "bytes=200000-"]


def test_a_stopped_download_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT[:250_000])
    with serving(FileServer(CONTENT)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == ["bytes=250000-"]


def test_a_part_that_has_come_whole_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT)
    with serving(FileServer(CONTENT)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == []


def test_a_host_without_ranges_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(b"x" * 1000)
    with serving(FileServer(CONTENT, ranges=False, cut_after=1000, cuts=1)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == ["bytes=1000-", "bytes=1000-"]


def test_a_whole_answer_takes_the_place_of_a_part(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT[:250_000])
    with serving(FileServer(CONTENT, ranges=False)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == ["bytes=250000-"], "one answer is enough"


def test_other_bytes_are_thrown_away_and_the_next_address_is_asked(tmp_path: Path) -> None:
    spoiled = bytes([CONTENT[0] ^ 1]) + CONTENT[1:]
    with serving(FileServer(spoiled)) as bad, serving(FileServer(CONTENT)) as good:
        assert download(remote(good), tmp_path, mirrors=[bad.address], progress=False).read_bytes() == CONTENT
        assert (bad.asked, good.asked) == ([None], [None])


def test_a_spoiled_part_is_fetched_once_more(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(b"x" * 1000)
    with serving(FileServer(CONTENT)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT
        assert server.asked == ["bytes=1000-", None]


def test_a_whole_file_of_other_bytes_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x" * len(CONTENT))
    with serving(FileServer(CONTENT)) as server:
        assert download(remote(server), tmp_path, progress=False).read_bytes() == CONTENT


def test_what_no_address_has_is_told_with_every_reason(tmp_path: Path) -> None:
    spoiled = CONTENT[:-1] + b"?"
    with (
        serving(FileServer(CONTENT, status=404)) as gone,
        serving(FileServer(b"<html>pay here</html>")) as portal,
        serving(FileServer(spoiled)) as bad,
        pytest.raises(DownloadError) as told,
    ):
        download(remote(gone, portal, bad), tmp_path, progress=False)
    assert f"{gone.address}: the host says 404 Not Found" in str(told.value)
    assert f"{portal.address}: the host has another file: 21 bytes where 300,000 are missing" in str(told.value)
    assert f"{bad.address}: its bytes do not fit the checksum" in str(told.value)
    assert not (tmp_path / "a.bin").exists()


def test_a_busy_host_is_asked_again_and_a_dead_one_not_for_ever(tmp_path: Path) -> None:
    with serving(FileServer(CONTENT, statuses=[503, 429])) as server:
        assert download(remote(server), tmp_path / "1", progress=False).read_bytes() == CONTENT
    with serving(FileServer(CONTENT, status=503)) as server:
        with pytest.raises(DownloadError, match=r"503 Service Unavailable, 5 times"):
            download(remote(server), tmp_path / "2", progress=False)
        assert len(server.asked) == downloads.TRIES
    with serving(FileServer(CONTENT, cut_after=0)) as server:
        with pytest.raises(DownloadError, match=r"0 of 300,000 bytes are in"):
            download(remote(server), tmp_path / "3", progress=False)
        assert len(server.asked) == downloads.TRIES


def test_what_has_come_is_kept_where_the_host_dies(tmp_path: Path) -> None:
    with serving(FileServer(CONTENT, cut_after=100_000, cuts=1)) as server:
        server.statuses = [200, 503, 503, 503, 503]
        with pytest.raises(DownloadError, match=r"100,000 of 300,000 bytes .* The same call goes on from there"):
            download(remote(server), tmp_path, progress=False)
    assert (tmp_path / "a.bin.part").read_bytes() == CONTENT[:100_000]


def test_how_long_it_takes_is_said_before_it_begins(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT[:190_000])
    with serving(FileServer(CONTENT)) as server, caplog.at_level(logging.INFO, "nls_tutorial.data.downloads"):
        download(remote(server), tmp_path, progress=False)
    assert caplog.messages[0].startswith("a.bin, 0.1 MB: 0 seconds at 10 MB/s, 2 seconds at 55 kB/s")


def test_the_bar_and_the_time_are_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "FIRST", -1.0)
    with serving(FileServer(CONTENT, length=False)) as server:
        download(remote(server), tmp_path, progress=True)
    told = capsys.readouterr().err
    assert "a.bin, 0.3 MB: 0 seconds at 10 MB/s, 5 seconds at 55 kB/s" in told
    assert "a.bin: 0 seconds to go at" in told
    assert "100%" in told


def test_times_in_words() -> None:
    of = lambda megabytes: Remote("a", 1, "", ()).told(megabytes * 10**6)
    assert "17 seconds at 10 MB/s, 52 minutes at 55 kB/s" in of(170)
    assert "2 minutes at 10 MB/s, 5.8 hours at 55 kB/s" in of(1151)


def test_two_processes_do_not_write_one_part(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / "a.bin.part.lock"),
        pytest.raises(DownloadError, match="must be written by one process at a time"),
    ):
        download(remote(), tmp_path, progress=False)


def test_only_http_is_spoken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mirrors must be addresses that begin with https://, but got 'file:"):
        download(remote(), tmp_path, mirrors=["file:///etc/passwd"], progress=False)
