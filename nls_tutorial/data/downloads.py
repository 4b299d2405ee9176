"""Download a large file: in parts that are kept, from the official host or a mirror, compared with its checksum."""

import hashlib
import http.client
import logging
import os
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from tqdm.auto import tqdm

from nls_tutorial import checks

CHUNK = 2**16  # bytes read at a time
PATIENCE = 60.0  # seconds without a byte
TRIES = 5  # connections to one address that bring nothing new
PAUSE = 1.0  # seconds before the second of them, twice as many before each further one
FIRST = 2.0  # seconds after which the speed is told
QUICK, SLOW = 10e6, 55e3  # bytes a second; the slow one was measured at CIFAR-10's host in 2026
_log = logging.getLogger(__name__)


class DownloadError(OSError):
    """A file could not be downloaded; what has come so far is kept, and the same call goes on from there.

    >>> issubclass(DownloadError, OSError)
    True
    """


@dataclass(frozen=True)
class Remote:
    """A file on the network: its `name`, its size in bytes, its SHA-256, and the addresses that have it, best first.

    >>> Remote("a.bin", 170_000_000, "00" * 32, ("https://example.org/a.bin",)).told(170_000_000)
    'a.bin, 170.0 MB: 17 seconds at 10 MB/s, 52 minutes at 55 kB/s, which is what a slow official host gives'
    """

    name: str
    size: int
    sha256: str
    addresses: tuple[str, ...]

    def told(self, left: int) -> str:
        """How long the `left` bytes take, before anything is known of the host."""
        quick, slow = (_duration(left / speed) for speed in (QUICK, SLOW))
        at = f"{quick} at {QUICK / 1e6:.0f} MB/s, {slow} at {SLOW / 1e3:.0f} kB/s"
        return f"{self.name}, {left / 1e6:,.1f} MB: {at}, which is what a slow official host gives"


def download(remote: Remote, folder: Path, *, mirrors: Sequence[str] = (), progress: bool = True) -> Path:
    """The file `remote` in `folder`, downloaded where it is not there; what a stopped download brought is gone on with.

    `mirrors` are asked before the official addresses. Before it begins, and again when the speed is known, it says how
    long it will take; `progress` shows that and a bar, else it goes into the log. A connection that breaks is taken up
    again where it broke; a host that knows no ranges begins anew; bytes that do not fit the checksum are thrown away,
    and the next address is asked.

    Returns the path. Raises ValueError for an address that is not http or https, OSError where the folder cannot be
    written, `DownloadError` where no address has the file, or another process is at it.
    """
    addresses = (*mirrors, *remote.addresses)
    for address in addresses:
        if urlsplit(address).scheme not in ("http", "https"):
            checks.refuse("mirrors", "must be addresses that begin with https://", repr(address), "Correct it.")
    folder.mkdir(parents=True, exist_ok=True)
    target, part = folder / remote.name, folder / f"{remote.name}.part"
    if _is_whole(target, remote):
        return target
    with _alone(part):
        reasons = []
        for address in addresses:
            try:
                _fetch_or_begin_anew(address, remote, part, progress)
            except _Failed as error:
                reasons.append(f"{address}: {error}")
                _log.warning("%s: %s", address, error)
                continue
            os.replace(part, target)
            return target
    kept = part.stat().st_size if part.exists() else 0
    told = "\n".join(reasons)
    step = "The same call goes on from there. Or download the file with a browser into that folder."
    raise DownloadError(
        f"{remote.name} must be downloaded, but no address gave it; {kept:,} of {remote.size:,} bytes are in "
        f"{folder}. {step}\n{told}"
    )


class _Failed(Exception):
    """One address does not give the file."""


class _Corrupted(_Failed):
    """All bytes came, but they are others."""


def _fetch_or_begin_anew(address: str, remote: Remote, part: Path, progress: bool) -> None:
    """What an older part spoils is fetched once more from its first byte."""
    went_on = _length(part) > 0
    try:
        _fetch(address, remote, part, progress)
    except _Corrupted:
        if not went_on:
            raise
        _fetch(address, remote, part, progress)


def _fetch(address: str, remote: Remote, part: Path, progress: bool) -> None:
    """All bytes from one address into `part`, whole and checked."""
    _say(f"{remote.told(remote.size - _length(part))}. From {urlsplit(address).hostname}.", progress)
    tries = 0
    reason = ""
    shown: Any = tqdm(
        total=remote.size, initial=_length(part), unit="B", unit_scale=True, desc=remote.name, disable=not progress
    )
    with shown as bar:
        while _length(part) < remote.size:
            before = _length(part)
            try:
                _connect(address, remote, part, bar)
            except HTTPError as error:
                if error.code not in (408, 429) and error.code < 500:
                    raise _Failed(f"the host says {error.code} {error.reason}") from error
                reason = f"the host says {error.code} {error.reason}"
            except (OSError, http.client.HTTPException) as error:
                reason = f"the connection broke: {str(error) or type(error).__name__}"
            tries = 1 if _length(part) > before else tries + 1
            if tries == TRIES:
                raise _Failed(f"{reason or 'it ends early'}, {TRIES} times")
            if _length(part) < remote.size:
                time.sleep(PAUSE * 2 ** (tries - 1))
    if not _is_whole(part, remote):
        part.unlink()
        raise _Corrupted("its bytes do not fit the checksum")


def _connect(address: str, remote: Remote, part: Path, bar: Any) -> None:
    """One connection: the bytes that are missing, appended as they come."""
    have = _length(part)
    asked = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        if have and not _goes_on(answer, have, remote):
            _log.info("%s cannot go on where it stopped: from the first byte again", urlsplit(address).hostname)
            have = 0
            bar.reset(remote.size)
        length = answer.headers.get("Content-Length")
        if length is not None and int(length) != remote.size - have:
            raise _Failed(f"the host has another file: {int(length):,} bytes where {remote.size - have:,} are missing")
        began, told = time.monotonic(), False
        with part.open("r+b" if part.exists() else "wb") as file:
            file.truncate(have)
            file.seek(have)
            came = have
            while came < remote.size and (chunk := answer.read(min(CHUNK, remote.size - came))):
                file.write(chunk)
                came += len(chunk)
                bar.update(len(chunk))
                passed = time.monotonic() - began
                if not told and passed > FIRST:
                    told = True
                    speed = (came - have) / passed
                    left = _duration((remote.size - came) / speed)
                    _say(f"{remote.name}: {left} to go at {speed / 1e3:,.0f} kB/s", not bar.disable)


def _goes_on(answer: Any, have: int, remote: Remote) -> bool:
    """Whether the answer begins with the byte that was asked for, of a file as long; a whole file says no range."""
    return (answer.headers.get("Content-Range") or "").strip() == f"bytes {have}-{remote.size - 1}/{remote.size}"


def _say(message: str, aloud: bool) -> None:
    """Above the bar where there is one, else into the log."""
    if aloud:
        tqdm.write(message, file=sys.stderr)
    else:
        _log.info("%s", message)


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _is_whole(path: Path, remote: Remote) -> bool:
    if not path.is_file() or path.stat().st_size != remote.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == remote.sha256


@contextmanager
def _alone(part: Path) -> Iterator[None]:
    """One process at a time writes the part."""
    lock = FileLock(f"{part}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise DownloadError(f"{part} must be written by one process at a time, but another is at it. Wait.") from error
    try:
        yield
    finally:
        lock.release()


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
