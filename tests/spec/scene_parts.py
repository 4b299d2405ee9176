"""Small parts of scenes to test with, and what a refusal says."""

import re
from typing import Any

import numpy as np
import pytest

from nls_tutorial.records import Axis, Control, Line, Panel, Readout, Scene, Words, track

AXIS = Axis("x", 0.0, 1.0)
EPSILON = Control("epsilon", "smoothing ε", (0.0, 0.1, 0.5), start=1)
NET = Control("net", "the net", ("hard", "soft"))
PIXELS = np.zeros((3, 2, 2, 3), np.uint8)


def panel(*marks: Any, title: str | Words = "p") -> Panel:
    return Panel(title, AXIS, AXIS, marks)


def line(values: Any = None, *over: str) -> Line:
    return Line(track([0.0, 1.0]), track([0.0, 1.0] if values is None else values, *over))


def refused(make, start: str) -> str:
    with pytest.raises(ValueError, match="^" + re.escape(start)) as caught:
        make()
    return str(caught.value)


def scene(**changes: Any) -> Scene:
    parts: dict[str, Any] = {
        "title": "Title",
        "description": "A line.",
        "panels": (panel(line(np.zeros((3, 2, 2)), "epsilon", "net")),),
        "controls": (EPSILON, NET),
        "readouts": (Readout("loss", track([1.0, 2.0, 3.0], "epsilon"), 1, " nats"),),
    }
    return Scene(**{**parts, **changes})
