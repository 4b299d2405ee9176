"""A panel of rows: one for each arm, a dot for each seed, a diamond for the mean, a triangle for what chance gives."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nls_tutorial.records import Axis, Panel, Points, Text, track
from nls_tutorial.records.marks import Mark

Numbers = npt.NDArray[np.float64]


def heights(count: int) -> Numbers:
    """Where the rows lie, from the top down."""
    return np.arange(count, 0, -1, dtype=np.float64)


def names_of(arms: Sequence[str], at: float) -> tuple[Text, ...]:
    """The arms' names, ending at `at`."""
    return tuple(
        Text(track(at), track(place), arm, "ink", "end") for place, arm in zip(heights(len(arms)), arms, strict=True)
    )


def rows_of_shares(
    title: str, arms: Sequence[str], shares: Numbers, over: Sequence[str], *, floors: Numbers | None = None
) -> Panel:
    """A panel of shares, `shares` (controls …, arms, seeds) in per cent; `floors` (controls …, arms), NaN for none."""
    height, top = heights(len(arms)), 105 * float(np.nanmax(shares))
    room = 0.45 * top
    step = next(s for s in (1, 2, 5, 10, 20, 50) if top / s <= 6)
    ticks = tuple((float(t), f"{t} %") for t in range(0, int(top) + 1, step))
    marks: tuple[Mark, ...] = (
        *names_of(arms, -0.02 * top),
        Points(
            track(100 * shares.reshape(*shares.shape[:-2], -1), *over),
            track(np.repeat(height, shares.shape[-1])),
            *("one seed", "blue"),
            size=5,
            opacity=0.55,
        ),
        Points(track(100 * shares.mean(-1), *over), track(height), "mean", "ink", "diamond", 8),
    )
    if floors is not None:
        chance = Points(track(100 * floors, *over), track(height - 0.3), "ECE by chance", "green", "triangle", 7)
        marks = (*marks, chance)
    return Panel(title, Axis("", -room, top, ticks), Axis("", 0.4, len(arms) + 0.6, visible=False), marks, aspect=0.7)
