"""How sure an ECE over many pixels is: intervals over pixels and over pictures."""

from collections.abc import Sequence

import numpy as np

from nls_tutorial import checks
from nls_tutorial.calibration import ece_interval
from nls_tutorial.lessons.l16_label_every_pixel.scores import ece, some
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Predictions, Readout, Rule, Scene, track

RESAMPLES = 200
KINDS = ("pictures", "pixels")


def drawn_anew(seen: Predictions, numbers: Sequence[int]) -> Scene:
    r"""Drag the number of test pictures: the ECE, its 95 % interval with pictures drawn anew, and with pixels.

    Args:
        seen: predictions of every pixel, with the pictures' numbers in `group`.
        numbers: of pictures, the first so many of the test set; rising, from 2 on.

    Returns:
        The scene. Raises ValueError for fewer than two numbers, and for ones below 2 or above the pictures there are.
        First met in notebooks/16_label_every_pixel.
    """
    if seen.group is None:
        checks.refuse("seen", "must say in group which picture a pixel is of", "no group", "Make it with collect.")
    there = int(seen.group.max()) + 1
    if len(numbers) < 2:
        checks.refuse("numbers", "must be two or more, to drag between", len(numbers), "Add one.")
    if min(numbers) < 2 or max(numbers) > there:
        checks.refuse("numbers", f"must lie in 2 … {there}", list(numbers), "Count the test pictures.")
    parts = [some(seen, seen.group < number) for number in numbers]
    found = np.array([ece(part) for part in parts])
    ends = {kind: np.array([_interval(part, kind) for part in parts]) for kind in KINDS}
    widths = {kind: np.diff(ends[kind], axis=1)[:, 0] for kind in KINDS}
    return Scene(
        "Draw the pictures anew",
        "ECE over the number of test pictures, with intervals from drawing pictures and from drawing pixels anew.",
        (_intervals(numbers, found, ends),),
        (Control("number", "test pictures", tuple(map(float, numbers)), start=len(numbers) - 1, digits=0),),
        (
            Readout("ECE", track(found, "number"), 2, percent=True),
            *(Readout(f"interval over {kind}", track(100 * widths[kind], "number"), 2, " points") for kind in KINDS),
            Readout("times as wide", track(widths["pictures"] / widths["pixels"], "number"), 1),
        ),
    )


def _interval(part: Predictions, kind: str) -> tuple[float, float]:
    groups = part.group if kind == "pictures" else None
    low, high = ece_interval(part.confidence, part.predicted == part.labels, resamples=RESAMPLES, groups=groups)
    return float(low), float(high)


def _intervals(numbers: Sequence[int], found: np.ndarray, ends: dict[str, np.ndarray]) -> Panel:
    """An upright line for each interval, those over pictures left of those over pixels."""
    x = np.log2(np.array(numbers, dtype=np.float64))
    marks: list[Line | Points] = []
    for kind, shift, color, width in (("pictures", -0.08, "orange", 4.0), ("pixels", 0.08, "blue", 7.0)):
        for place, (low, high) in enumerate(ends[kind]):
            at = float(x[place]) + shift
            name = f"95 %, {kind} drawn anew" if place == 0 else ""
            marks.append(Line(track([at, at]), track([low, high]), name, color, width=width))  # type: ignore[arg-type]
    return Panel(
        "ECE and how sure it is",
        Axis(
            "test pictures",
            float(x[0]) - 0.4,
            float(x[-1]) + 0.4,
            tuple((float(at), f"{n}") for at, n in zip(x, numbers, strict=True)),
        ),
        Axis("ECE", 0, 1.1 * float(ends["pictures"].max())),
        (
            *marks,
            Points(track(x), track(found), "ECE", "ink", "circle", 6),
            Rule(track(x, "number"), "x", "", "ink", "dashed", 1.2),
        ),
        aspect=0.5,
        width=1.6,
    )
