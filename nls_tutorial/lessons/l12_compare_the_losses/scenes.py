"""The scenes of lesson 12: losses side by side with what chance gives, and how their order depends on the score."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nls_tutorial import checks
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Results, Rule, Scene, Text, track
from nls_tutorial.records.marks import Color, Dash

Numbers = npt.NDArray[np.float64]
BETTER_IF_HIGH = ("accuracy",)
COLORS: tuple[Color, ...] = ("blue", "orange", "green", "purple", "red", "sky", "ink", "muted", "blue")
DASHES: tuple[Dash, ...] = (*("solid",) * 8, "dashed")


def losses_side_by_side(study: Results, *, reference: str = "CE") -> Scene:
    r"""ECE and NLL of a study's losses, a dot for each seed: choose as trained, or after temperature.

    A diamond is the mean over the seeds; the dotted line is that of `reference`, as trained. A triangle is the mean ECE
    that chance alone would give a calibrated network which is as sure, as trained; it is not known after temperature.
    First met in notebooks/12_compare_the_losses.
    """
    return Scene(
        "Nine losses, before and after temperature" if len(study.arms) == 9 else "Losses, before and after temperature",
        "Two dot plots, ECE and negative log-likelihood; a row for each loss, a dot for each seed, a diamond the mean.",
        (_rows(study, "ECE", "ECE (share)", 0.1, reference), _rows(study, "NLL", "NLL (nats)", 0.5, reference)),
        (Control("stage", "scored", ("as trained (T = 1)", "after temperature")),),
        (
            *_readouts(study, reference, "ECE", 1, "", True),
            *_readouts(study, reference, "NLL", 2, " nats", False),
        ),
    )


def _rows(study: Results, score: str, label: str, least: float, reference: str) -> Panel:
    """One panel: a row for each loss."""
    stages, means = _stages(study, score)
    height = np.arange(len(study.arms), 0, -1, dtype=np.float64)
    top = max(least, 1.05 * float(np.nanmax(stages)))
    room = 0.36 * top
    step = next(s for s in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if top / s <= 6)
    ticks = tuple((step * t, f"{step * t:g}") for t in range(int(top / step) + 1))
    names = (
        Text(track(-0.97 * room), track(place), name, "ink", "start")
        for place, name in zip(height, study.arms, strict=True)
    )
    first = study.arms.index(reference)
    return Panel(
        label,
        Axis(label, -room, top, ticks),
        Axis("", 0.4, len(study.arms) + 0.6, visible=False),
        (
            *names,
            Rule(track(means[0, first]), "x", f"{reference}, as trained", "orange", "dotted"),
            *((_floors(study, height),) if score == "ECE" else ()),
            Points(
                *(track(stages.reshape(2, -1), "stage"), track(np.repeat(height, len(study.seeds)))),
                *("one seed", "blue"),
                size=5,
                opacity=0.55,
            ),
            Points(track(means, "stage"), track(height), "mean", "ink", "diamond", 8),
        ),
        aspect=0.95,
    )


def _floors(study: Results, height: Numbers) -> Points:
    """What chance gives a calibrated network, as trained; hidden after temperature."""
    floors = np.array([study.scores(arm, "ECE by chance").mean() for arm in study.arms])
    both = np.stack([floors, np.full_like(floors, np.nan)])
    return Points(track(both, "stage"), track(height - 0.28), "calibrated, by chance", "green", "triangle", 7)


def _readouts(
    study: Results, reference: str, score: str, digits: int, unit: str, percent: bool
) -> tuple[Readout, Readout]:
    means = _stages(study, score)[1]
    own = track(means[:, study.arms.index(reference)], "stage")
    return (
        Readout(f"mean {score} of {reference}", own, digits, unit, percent),
        Readout(f"lowest mean {score}", track(np.nanmin(means, axis=1), "stage"), digits, unit, percent),
    )


def _stages(study: Results, score: str) -> tuple[Numbers, Numbers]:
    """A score as trained and after temperature, (2, L, S), and its means over the seeds, NaN where there are none."""
    stages = np.stack([[study.scores(arm, name) for arm in study.arms] for name in (score, f"{score} cooled")])
    there = ~np.isnan(stages).all(axis=-1)
    means = np.full(there.shape, np.nan)
    means[there] = np.nanmean(stages[there], axis=-1)
    return stages, means


def ranks_by_score(study: Results, scores: Sequence[str]) -> Scene:
    """Drag the seeds that are counted: the rank of each loss by each score, 1 for the best, and how the lines cross.

    Args:
        study: losses compared, with at least two seeds.
        scores: names of scores without axes, two or more, from left to right.

    Returns:
        The scene. Accuracy is better where it is high, every other score where it is low; equal means share the better
        rank. Raises ValueError for fewer than two scores or seeds. First met in notebooks/12_compare_the_losses.
    """
    for argument, values in (("scores", scores), ("study", study.seeds)):
        if len(values) < 2:
            rule = "must hold at least two" if argument == "scores" else "must have at least two seeds"
            checks.refuse(argument, rule, len(values), "Add one.")
    counts, arms = np.arange(1, len(study.seeds) + 1), study.arms
    ranks = np.stack(
        [[_ranks(study, name, int(count)) for name in scores] for count in counts]
    )  # (counts, scores, arms)
    x, last = np.arange(len(scores)), len(scores) - 1
    marks = [
        mark
        for place, arm in enumerate(arms)
        for mark in (
            Line(track(x), track(ranks[..., place], "seeds"), "", COLORS[place % 9], DASHES[place % 9]),
            Points(track(x), track(ranks[..., place], "seeds"), "", COLORS[place % 9], size=7),
            Text(track(last + 0.08), track(ranks[:, last, place], "seeds"), arm, "ink", "start"),
        )
    ]
    places = tuple((float(-rank), str(rank)) for rank in range(1, len(arms) + 1))
    moved = np.abs(np.diff(ranks, axis=1)).mean(axis=(1, 2))
    return Scene(
        "The best loss by each score",
        "A line for each loss, from score to score; its height is its rank, the best one on top.",
        (
            Panel(
                "Rank among the losses",
                Axis("", -0.2, last + 1.5, tuple((float(k), name) for k, name in enumerate(scores))),
                Axis("rank", -len(arms) - 0.5, -0.5, places),
                tuple(marks),
                aspect=0.7,
            ),
        ),
        (Control("seeds", "seeds counted", tuple(map(float, counts)), start=len(counts) - 1, digits=0),),
        (Readout("places that a loss moves from one score to the next", track(moved, "seeds"), 1),),
    )


def _ranks(study: Results, score: str, count: int) -> Numbers:
    """Minus the rank of each loss by the mean over the first `count` seeds: the best is at −1, on top."""
    means = np.array([study.scores(arm, score)[:count].mean() for arm in study.arms])
    worth = means if score in BETTER_IF_HIGH else -means
    return -np.array([1.0 + (worth > own).sum() for own in worth])
