"""Numbers with names as bars, several series side by side."""

import math
from collections.abc import Mapping

from nls_tutorial import checks
from nls_tutorial.plots import SERIES
from nls_tutorial.records import Axis, Bars, Panel, Scene, track
from nls_tutorial.records.say import say_number

MOST_SERIES = 4
ROOM = 1.08  # above the highest bar
WIDTH = 0.8  # of what stands over one name


def named_bars(series: Mapping[str, Mapping[str, float]], *, title: str, axis: str, digits: int = 2) -> Scene:
    """One bar a name and series, from 0, as a scene without controls.

    `series` maps what a color means to the numbers by name; names that one series lacks get no bar of it. `axis` says
    what the height is, `digits` how a height is told to a reader who cannot see it. Raises ValueError for no bar, more
    than four series, and numbers that are not finite. First met in notebooks/04_focus_and_penalize.

    >>> scene = named_bars({"": {"zero": 0.5, "partial": 0.75}}, title="Two paddings", axis="accuracy")
    >>> scene.description
    'Bars of accuracy: zero 0.50; partial 0.75.'
    """
    checks.text("title", title)
    checks.text("axis", axis)
    digits = checks.whole("digits", digits, 0, "1 is usual.", high=10)
    told = _checked(series)
    names = list(dict.fromkeys(name for numbers in told.values() for name in numbers))
    every = [height for numbers in told.values() for height in numbers.values()]
    marks = []
    width = WIDTH / len(told)
    for place, (called, numbers) in enumerate(told.items()):
        shift = (place - (len(told) - 1) / 2) * width
        at = [names.index(name) + shift for name in numbers]
        marks.append(Bars(track(at), track(list(numbers.values())), called, SERIES[place][0], 0.9 * width))
    ticks = tuple((float(place), name) for place, name in enumerate(names))
    low, high = ROOM * min(0.0, *every), ROOM * max(0.0, *every)
    axes = Axis("", -0.6, len(names) - 0.4, ticks), Axis(axis, low, high if high > low else 1.0)
    return Scene(title, _said(told, axis, digits), (Panel("", *axes, tuple(marks), aspect=0.45, width=1.6),))


def _checked(series: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The bars, once they are known to be some: names that are texts, and finite heights."""
    step = 'Give {"": {"cat": 1.0}}: what a color means, and for each name a height.'
    checks.instance("series", series, Mapping, step)
    told: dict[str, dict[str, float]] = {}
    for called, numbers in series.items():
        checks.text("series", called, step)
        checks.instance("series", numbers, Mapping, step)
        told[called] = {name: _height(name, height) for name, height in numbers.items()}
    if not any(told.values()) or len(told) > MOST_SERIES:
        checks.refuse("series", f"must hold one to {MOST_SERIES} series of bars", len(told), "Add or drop some.")
    return told


def _height(name: str, height: float) -> float:
    try:
        value = float(height)
    except (TypeError, ValueError, RuntimeError):
        checks.refuse("series", "must hold numbers", f"{checks.brief(height)} for {name!r}", "Compute one a name.")
    if not math.isfinite(value):
        checks.refuse("series", "must hold finite numbers", f"{value} for {name!r}", "Leave the name out.")
    return value


def _said(series: Mapping[str, Mapping[str, float]], axis: str, digits: int) -> str:
    """Every bar in words."""
    parts = (
        "; ".join(
            f"{f'{called}, ' if called else ''}{name} {say_number(float(height), digits)}"
            for name, height in part.items()
        )
        for called, part in series.items()
    )
    return f"Bars of {axis}: {'; '.join(parts)}."
