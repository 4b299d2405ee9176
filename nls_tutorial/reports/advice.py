"""What a report says in sentences: each made from its numbers, by rules that stand here."""

import math

from nls_tutorial.reports.rescaled import Rescaled
from nls_tutorial.reports.scores import Scores, say

FEW = 500  # rows, from which an ECE of a few points can be told from chance
SEEN = 0.01  # an ECE that one would like to see


def in_words(scores: Scores) -> str:
    """Accuracy, confidence and ECE of a model in three sentences, with the floor.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> import torch
    >>> from nls_tutorial.reports.scores import measure
    >>> print(in_words(measure(torch.tensor([[0.9, 0.1]] * 200), torch.tensor([0] * 120 + [1] * 80), resamples=50)))
    Right in 60.0 % of 200 rows (95 % interval 53.1 to 66.5 %), sure of 90.0 %: overconfident by 30.0 points. The ECE is
    30.0 %, where chance alone gives ... % on average and at most ... % in 95 of 100 draws: miscalibrated.
    """
    right, sure, ece = scores["accuracy"], scores["mean confidence"], scores["ECE"]
    excess = sure.value - right.value
    how = f"{'over' if excess > 0 else 'under'}confident by {100 * abs(excess):.1f} points"
    if round(abs(excess), 3) == 0:
        how = "on average as sure as it is right"
    end = "not told from chance" if ece.by_chance else "miscalibrated"
    return (
        f"Right in {say('accuracy', right.value)} of {scores.samples:,} rows (95 % interval {100 * right.low:.1f} to "
        f"{100 * right.high:.1f} %), sure of {say('ECE', sure.value)}: {how}. The ECE is {say('ECE', ece.value)}, "
        f"where chance alone gives {say('ECE', ece.floor)} on average and at most {say('ECE', ece.floor_high)} in 95 "
        f"of 100 draws: {end}."
    )


def temperature_in_words(told: Rescaled) -> str:
    """What T was fitted on, and what it changes on the other part.

    First met in notebooks/07_scale_the_temperature.

    >>> import torch
    >>> from nls_tutorial.reports.rescaled import rescale
    >>> z, y = torch.tensor([[3.0, 0.0]] * 40), torch.tensor([0, 0, 0, 1] * 10)
    >>> print(temperature_in_words(rescale((z[:20], y[:20]), (z[20:], y[20:]), resamples=50)))
    T = 2.73, fitted on 20 rows and scored on 20 others: NLL 0.799 → 0.562, ECE 20.3 % → 0.0 %.
    """
    rows = f"fitted on {told.fit.samples:,} rows and scored on {len(told.labels):,} others"
    if told.after is None:
        return f"No temperature is best, {rows}: {told.fit.reason}. T stays 1."
    nll, ece = (
        f"{name} {say(name, told.before[name].value)} → {say(name, told.after[name].value)}" for name in ("NLL", "ECE")
    )
    return f"T = {told.temperature:.2f}, {rows}: {nll}, {ece}."


def what_to_do(told: Rescaled) -> tuple[str, ...]:
    """The next steps, the most pressing first.

    First met in notebooks/07_scale_the_temperature.

    >>> import torch
    >>> from nls_tutorial.reports.rescaled import rescale
    >>> z, y = torch.tensor([[3.0, 0.0]] * 2000), torch.tensor([0, 0, 0, 1] * 500)
    >>> what_to_do(rescale((z[:1000], y[:1000]), (z[1000:], y[1000:]), resamples=50))[0]
    'Divide the logits by T = 2.73 before the softmax: the answers stay, the confidences come to mean what they say.'
    """
    before, after = told.before["ECE"], None if told.after is None else told.after["ECE"]
    steps = []
    if told.before.samples < FEW or told.fit.samples < FEW:
        rows = min(told.before.samples, told.fit.samples)
        needed = rows * (before.floor / SEEN) ** 2
        more = f"; about {_round(needed):,} would bring that down to 1 %" if needed > rows else ""
        steps.append(
            f"Take more rows: with {told.before.samples:,} scored, chance alone gives an ECE of "
            f"{say('ECE', before.floor)}{more}."
        )
    if before.by_chance:
        steps.append("Nothing to mend that can be seen: the ECE is no larger than chance gives a calibrated network.")
    elif after is None:
        steps.append(f"No temperature helps here: {told.fit.reason}.")
    elif told.after is not None and told.after["NLL"].value < told.before["NLL"].value:
        steps.append(
            f"Divide the logits by T = {told.temperature:.2f} before the softmax: the answers stay, the confidences "
            "come to mean what they say."
        )
        if not after.by_chance:
            steps.append(
                f"T alone leaves an ECE of {say('ECE', after.value)}, more than chance: look at the diagram for where, "
                "and train with a softer label or a margin (lessons 02, 05 and 12)."
            )
    else:
        steps.append("T does not help on the other part: fit it on more rows, of the same kind as those it will meet.")
    steps.append("Choose the threshold for answering on one part, and tell its cost on another (the last scene).")
    return tuple(steps)


def _round(number: float) -> int:
    """To two digits."""
    digits = 1 - math.floor(math.log10(number))
    return int(round(number, digits))
