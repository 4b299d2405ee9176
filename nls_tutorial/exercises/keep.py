"""What a student has solved: lines of the reader's file, {"exercise": "02.1", "event": "solved", "at": "2026-…"}."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nls_tutorial.progress.lines import PLACE, append, place, read

HINTS = ("hint 1", "hint 2", "hint 3")
EVENTS = ("solved", *HINTS, "solution")

_told: set[str] = set()  # the files of which a trouble was told already


@dataclass(frozen=True)
class Event:
    """Something that happened to an exercise, and when."""

    exercise_id: str
    event: str
    at: datetime


def events(path: Path) -> Iterator[Event]:
    """What the file tells of exercises, in its order; a line that makes no sense is passed over."""
    for told in read(path):
        try:
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
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        append(path, {"exercise": exercise_id, "event": event, "at": now})
    except (OSError, RuntimeError) as trouble:  # RuntimeError: a user without a home
        _tell(trouble)


def _tell(trouble: Exception) -> None:
    said = os.environ.get(PLACE, "")
    if said not in _told:
        _told.add(said)
        warnings.warn(
            f"Your progress cannot be kept ({trouble}). The checks work all the same. "
            f'Set {PLACE} to a file that can be written, or to "off".',
            stacklevel=4,
        )
