"""The number of seeds under the hand: intervals that shrink, and verdicts that settle."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nls_tutorial import checks
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.rows import heights, names_of
from nls_tutorial.records import (
    Axis,
    Control,
    Line,
    Panel,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    Verdict,
    track,
    verdict,
)
from nls_tutorial.records.marks import Color, Marker

LOOKS: dict[str, tuple[str, Color, Marker]] = {  # by the ends of the interval
    "higher": ("higher", "green", "triangle"),
    "lower": ("lower", "orange", "square"),
    "open": ("not settled", "muted", "circle"),
}


def verdicts_by_seeds(
    results: Results,
    scores: Sequence[str],
    *,
    other: str = "CE",
    wide: float = 12.0,
    at: Mapping[str, Any] | None = None,
) -> Scene:
    """Drag how many seeds are counted, choose the score: each arm less `other`, its 95 % interval, and what is settled.

    Args:
        results: arms that were compared, with three seeds or more.
        scores: names of shares, two or more.
        other: the arm that the others are compared with.
        wide: points to either side that the picture shows; longer intervals are cut there.
        at: coordinates of the scores' own axes.

    Returns:
        The scene. Raises ValueError for fewer seeds or scores. First met in notebooks/14_train_on_cifar10.
    """
    _enough(results, scores)
    counts = tuple(range(2, len(results.seeds) + 1))
    arms = [arm for arm in results.arms if arm != other]
    said = [[[_said(results, name, arm, other, n, at or {}) for arm in arms] for n in counts] for name in scores]
    low, mean, high = (_numbers(said, end) for end in ("low", "mean", "high"))
    over, height = ("score", "seeds"), heights(len(arms))
    lines = [
        Line(
            track(np.clip(np.stack([low[..., a], high[..., a]], -1), -wide, wide), *over),
            track([place, place]),
            *("95 % interval" if a == 0 else "", "blue"),
        )
        for a, place in enumerate(height)
    ]
    settled = np.where(low > 0, "higher", np.where(high < 0, "lower", "open"))
    dots = [
        Points(track(np.where(settled == word, np.clip(mean, -wide, wide), np.nan), *over), track(height), *look, 9)
        for word, look in LOOKS.items()
    ]
    panel = Panel(
        f"Less {other}, points",
        Axis("", -1.75 * wide, wide, _ticks(int(wide))),
        Axis("", 0.4, len(arms) + 0.6, visible=False),
        (*names_of(arms, -1.05 * wide), Rule(track(0.0), "x", "no difference"), *lines, *dots),
        aspect=0.75,
        width=1.6,
    )
    return Scene(
        "How many seeds settle it",
        f"A row for each way to train: the mean difference to {other} and its interval, marked by what it settles.",
        (panel,),
        (
            Control("score", "score", tuple(scores)),
            Control("seeds", "seeds counted", tuple(map(float, counts)), digits=0),
        ),
        (
            Readout(f"of {len(arms)} rows, settled", track((settled != "open").sum(-1), *over), 0),
            Readout("mean width of the intervals", track((high - low).mean(-1), *over), 1, " points"),
        ),
    )


def _ticks(wide: int) -> tuple[tuple[float, str], ...]:
    """Every fourth point, with its sign."""
    return tuple((float(t), f"{t:+d}".replace("-", "−") if t else "0") for t in range(-wide, wide + 1, 4))


def _enough(results: Results, scores: Sequence[str]) -> None:
    if len(results.seeds) < 3:
        checks.refuse("results", "must have three seeds or more", len(results.seeds), "Run more seeds.")
    if len(scores) < 2:
        checks.refuse("scores", "must name two or more, to choose from", len(scores), "Add one.")


def _said(results: Results, name: str, arm: str, other: str, count: int, at: Mapping[str, Any]) -> Verdict:
    first, second = (results.scores(one, name, **at)[:count] for one in (arm, other))
    return verdict(first, second, claim="higher", scale=100)


def _numbers(said: Sequence[Sequence[Sequence[Verdict]]], end: str) -> np.ndarray:
    """(scores, counts, arms)."""
    return np.array([[[getattr(one, end) for one in row] for row in block] for block in said])
