"""Scores of stored studies over the temperature and over the width of the beam, for the ε under the hand."""

import math
from collections.abc import Mapping

import numpy as np

from nls_tutorial import checks
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Results, Rule, Scene, track
from nls_tutorial.records.marks import Color


def drag_temperature(stored: Results) -> Scene:
    r"""Drag ε and T: BLEU of a beam, NLL and token ECE over T, as in WDLSH's Figure 4; ε = 0 stays as a dashed line.

    Args:
        stored: results of the study `clauses` or `captions`: arms "ε = …", the first of them "ε = 0".

    Returns:
        The scene; every dot is a seed. Raises ValueError for results without ε = 0 or of one ε alone.
        First met in notebooks/18_translate.
    """
    epsilons = _epsilons(stored)
    temperatures = stored.axes["T"]
    x = np.log2(np.array(temperatures))
    ticks = tuple((math.log2(at), f"{at:g}") for at in temperatures if at in (0.4, 0.6, 1.0, 1.6, 2.0))
    told: tuple[tuple[str, str, Color, bool], ...] = (
        ("BLEU", "BLEU at T", "blue", False),
        ("NLL a word, nats", "NLL at T", "orange", True),
        ("token ECE", "ECE at T", "green", True),
    )
    values = {score: _values(stored, score) for _, score, _, _ in told}
    panels = tuple(
        _over(title, Axis("temperature T", float(x[0]) - 0.1, float(x[-1]) + 0.1, ticks), x, values[score], color, zero)
        for title, score, color, zero in told
    )
    means = {score: track(each.mean(-1), "epsilon", "T") for score, each in values.items()}
    return Scene(
        "Drag ε and T",
        "BLEU, NLL and token ECE over the temperature, for the chosen ε and, dashed, for ε = 0; a dot is a seed.",
        tuple(
            Panel(one.title, one.x, one.y, (*one.marks, Rule(track(x, "T"), "x", "", "ink", "dashed", 1.2)), 0.9)
            for one in panels
        ),
        (
            Control("epsilon", "ε", epsilons, start=min(2, len(epsilons) - 1)),
            Control("T", "temperature T", temperatures, start=temperatures.index(1.0)),
        ),
        (
            Readout("BLEU", means["BLEU at T"], 1),
            Readout("NLL", means["NLL at T"], 3, " nats"),
            Readout("token ECE", means["ECE at T"], 1, percent=True),
        ),
    )


def widen_the_beam(several: Mapping[str, Results]) -> Scene:
    r"""Drag ε: BLEU over the width of the beam, a panel for each study; ε = 0 stays as a dashed line.

    Args:
        several: one or two results with arms "ε = …", by name.

    Returns:
        The scene, for the ε that all of them have. Raises ValueError for none or more than two, and without ε = 0.
        First met in notebooks/18_translate.
    """
    if not 1 <= len(several) <= 2:
        checks.refuse("several", "must be one or two results, by name", len(several), "Choose two.")
    shared = [
        e for e in _epsilons(next(iter(several.values()))) if all(e in _epsilons(one) for one in several.values())
    ]
    panels = []
    for name, stored in several.items():
        widths = stored.axes["width"]
        x = np.log2(np.array(widths))
        axis = Axis("width of the beam", -0.2, float(x[-1]) + 0.2, tuple((math.log2(w), str(w)) for w in widths))
        chosen = np.stack([stored.scores(_arm(e), "BLEU at width") for e in shared]).swapaxes(1, 2)
        panels.append(_over(name, axis, x, chosen, "blue", False, label="BLEU"))
    return Scene(
        "Widen the beam",
        "BLEU over the width of the beam, for the chosen ε and, dashed, for ε = 0; a dot is a seed.",
        tuple(panels),
        (Control("epsilon", "ε", tuple(shared), start=1),),
    )


def _over(title: str, axis: Axis, x: np.ndarray, each: np.ndarray, color: Color, zero: bool, label: str = "") -> Panel:
    """One score, (ε, places, seeds): the mean of the chosen ε with every seed, and the mean of ε = 0."""
    low, high = (0.0, float(each.max())) if zero else (float(each.min()), float(each.max()))
    room = 0.08 * (high - low)
    seeds = each.shape[-1]
    return Panel(
        title,
        axis,
        Axis(label or title, low if zero else low - room, high + room),
        (
            Line(track(x), track(each[0].mean(-1)), "ε = 0", "muted", "dashed", 2),
            Points(
                track(np.repeat(x, seeds)), track(each.reshape(len(each), -1), "epsilon"), "", color, "circle", 4, 0.5
            ),
            Line(track(x), track(each.mean(-1), "epsilon"), "the chosen ε", color),
        ),
        0.9,
    )


def _values(stored: Results, score: str) -> np.ndarray:
    """(ε, places of the axis, seeds)."""
    return np.stack([stored.scores(_arm(epsilon), score) for epsilon in _epsilons(stored)]).swapaxes(1, 2)


def _epsilons(stored: Results) -> tuple[float, ...]:
    """The ε of the arms, from 0 on."""
    found = tuple(sorted(float(arm.removeprefix("ε = ")) for arm in stored.arms if arm.startswith("ε = ")))
    if len(found) < 2 or found[0] != 0:
        checks.refuse("stored", "must have arms from ε = 0 on", ", ".join(stored.arms), "Run the study with all arms.")
    return found


def _arm(epsilon: float) -> str:
    return f"ε = {epsilon:g}"
