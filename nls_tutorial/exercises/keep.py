"""What a student has solved, kept in one small file on their own machine; nothing is sent anywhere.

One line of JSON an event, {"exercise": "02.1", "event": "solved", "at": "2026-11-27T18:05:00+01:00"}. Lines are only
ever added, each in one write, so two kernels can write side by side, and a crash costs a line at most.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PLACE = "NLS_PROGRESS"  # the file, or "off"
HINTS = ("hint 1", "hint 2", "hint 3")
EVENTS = ("solved", *HINTS, "solution")

_told: set[str] = set()  # the files of which a trouble was told already


@dataclass(frozen=True)
class Event:
    """Something that happened to an exercise, and when."""

    exercise_id: str
    event: str
    at: datetime


def place() -> Path | None:
    """The file: where NLS_PROGRESS says, or in the user's data folder; None when it says "off"."""
    asked = os.environ.get(PLACE, "").strip()
    if asked.lower() == "off":
        return None
    return Path(asked).expanduser() if asked else _data_folder() / "nls_tutorial" / "progress.jsonl"


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def events(path: Path) -> Iterator[Event]:
    """What the file tells, in its order; a line that makes no sense is passed over."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return
    for line in lines:
        try:
            told = json.loads(line)
            found = Event(str(told["exercise"]), str(told["event"]), datetime.fromisoformat(told["at"]).astimezone())
        except (ValueError, KeyError, TypeError):
            continue
        if found.event in EVENTS:
            yield found


def note(exercise_id: str, event: str) -> None:
    """Keep that this happened, once; where it cannot be kept, say so once and go on."""
    try:
        path = place()
        if path is None or any((old.exercise_id, old.event) == (exercise_id, event) for old in events(path)):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        line = json.dumps({"exercise": exercise_id, "event": event, "at": now})
        with open(path, "ab", buffering=0) as file:
            gap = b"\n" if _is_torn(path) else b""  # the last writer died in the middle of its line
            file.write(gap + line.encode() + b"\n")
    except (OSError, RuntimeError) as trouble:  # RuntimeError: a user without a home
        _tell(trouble)


def hindered(path: Path) -> str:
    """Why nothing can be written there, in words; empty where it can."""
    there = next((part for part in (path, *path.parents) if os.path.exists(part)), Path.cwd())
    if there == path:
        may = path.is_file() and os.access(path, os.R_OK | os.W_OK)
        return "" if may else f"{path} is not a file that can be written"
    may = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return "" if may else f"{there} is not a folder that can be written"


def _is_torn(path: Path) -> bool:
    with open(path, "rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        return file.read(1) not in (b"", b"\n")


def _tell(trouble: Exception) -> None:
    said = os.environ.get(PLACE, "")
    if said not in _told:
        _told.add(said)
        warnings.warn(
            f"Your progress cannot be kept ({trouble}). The checks work all the same. "
            f'Set {PLACE} to a file that can be written, or to "off".',
            stacklevel=4,
        )
