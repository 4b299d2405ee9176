"""The file of a reader's progress: one line of JSON an event, {"exercise": "02.1", "event": "solved", "at": "…"}.

Lines are only ever added, each in one write, so two kernels can write side by side, and a crash costs a line at most.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PLACE = "NLS_PROGRESS"  # the file, or "off"


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


def read(path: Path) -> Iterator[dict[str, Any]]:
    """What the lines tell, in their order; one that makes no sense is passed over. Nothing, where there is no file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return
    for line in lines:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            yield told


def append(path: Path, told: Mapping[str, Any]) -> None:
    """Add one line. Raises OSError where the file cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(told, ensure_ascii=False)
    with open(path, "ab", buffering=0) as file:
        gap = b"\n" if _is_torn(path) else b""  # the last writer died in the middle of its line
        file.write(gap + line.encode() + b"\n")


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
