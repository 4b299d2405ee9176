"""Texts that harm a page, a picture or a parser which takes them for more than words."""

from typing import Any

import numpy as np

from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Rule,
    Scene,
    Text,
    Words,
    track,
)

HOSTILE = (
    "50% of $x_{1$",
    "costs $5 and $6",
    r"\$ and $\frac{1}{0}$ and \alpha $",
    "</script><b>&",
    "<!--<script>",
    "-->]]>\u2028\u2029'\"`${x}$$title",
    "a\0b\x07\x1b[31m\ud800\udfff",
    "_hidden",
    "{braces} %s %(x)d",
    "一二三 \U0001f600 שלום e\u0301",
    "two\nlines\ttab\r",
    " ",
    "x" * 5000,
)


def scene_of_words(words: str, *marks: Any) -> Scene:
    """A scene with these words wherever words may stand."""
    axis = Axis(words, 0, 1, ((0.5, words),))
    line = track([0, 1])
    every = (
        Line(line, line, words),
        Points(line, line, words),
        Bars(line, line, words),
        Rule(track(0.5), "x", words),
        Text(track(0.5), track(0.5), words),
        Text(track(0.5), track(0.5), Words((words, "b"), "net")),
        Handle(track([0, 1], "net"), track(0), ("net",), words),
        Picture(np.zeros((2, 2, 3), np.uint8), 0, 1, 0, 1),
        *marks,
    )
    control = Control("net", words, (words, words + "2"), unit=words)
    panels = (Panel(words, axis, axis, every), Panel(Words((words, "b"), "net"), axis, axis, ()))
    return Scene(words, words, panels, (control,), (Readout(words, track(0.5), unit=words),))
