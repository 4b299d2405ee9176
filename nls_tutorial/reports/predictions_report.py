"""Predictions only: the report on somebody's model from its outputs and the labels, or on two models."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from torch import Tensor

from nls_tutorial.records import Table
from nls_tutorial.reports.advice import in_words, temperature_in_words, what_to_do
from nls_tutorial.reports.outputs import Outputs
from nls_tutorial.reports.page import Part, Section, report_page
from nls_tutorial.reports.pairs import Comparison, compare
from nls_tutorial.reports.report_scenes import decision_scene, temperature_scene
from nls_tutorial.reports.rescaled import Rescaled, rescale, two_parts
from nls_tutorial.reports.scores import Scores, measure, say

WIDE = 15  # bins
Pairs: TypeAlias = dict[str, list[Comparison]]  # when, and what was seen


@dataclass(frozen=True, eq=False)
class Report:
    """A report: its page, its numbers for JSON, and a few lines for the terminal."""

    page: str
    numbers: dict[str, object]
    lines: tuple[str, ...]

    def files(self) -> dict[str, str]:
        """The content of report.html and report.json."""
        told = json.dumps(self.numbers, indent=1, ensure_ascii=False, allow_nan=False)
        return {"report.html": self.page, "report.json": told + "\n"}


@dataclass(frozen=True)
class Settings:
    """How a report is made; `held_out` are logits and labels to fit T on, in the place of a share of the rows."""

    bins: int = WIDE
    share: float = 0.5
    seed: int = 0
    resamples: int = 1000
    title: str = ""


def predictions_report(
    outputs: list[Outputs],
    labels: Tensor,
    settings: Settings | None = None,
    *,
    groups: Tensor | None = None,
    held_out: list[tuple[Tensor, Tensor]] | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Report:
    r"""All that outputs (N, K) and labels (N,) of one model or two say: scores of all rows, T, a comparison, scenes.

    T is fitted on a share of the rows and scored on the others, by class alike and by `groups` (N,) apart; or fitted on
    `held_out`, logits and labels for each model, and scored on all rows. `told` hears what is being computed.

    Raises ValueError for what does not fit. First met in notebooks/07_scale_the_temperature.

    >>> import torch
    >>> p = torch.tensor([[0.9, 0.1], [0.2, 0.8]]).repeat(50, 1)
    >>> said = Outputs("mine", "probabilities", p.log(), p, ("cat", "dog"))
    >>> report = predictions_report([said], torch.tensor([0, 1, 1, 1] * 25), Settings(resamples=50))
    >>> isinstance(report, Report), report.numbers["models"][0]["all rows"]["scores"]["accuracy"]["value"]
    (True, 0.75)
    """
    how = settings or Settings()
    rows = None if held_out else two_parts(labels, share=how.share, seed=how.seed, groups=groups)
    every: list[Scores] = []
    rescaled: list[Rescaled] = []
    for place, one in enumerate(outputs):
        told(f"measuring {one.name}")
        every.append(measure(one.probabilities, labels, bins=how.bins, groups=groups, resamples=how.resamples))
        fitted = held_out[place] if held_out else (one.logits[rows[0]], labels[rows[0]])  # type: ignore[index]
        scored = (one.logits, labels) if rows is None else (one.logits[rows[1]], labels[rows[1]])
        own = groups if rows is None or groups is None else groups[rows[1]]
        rescaled.append(rescale(fitted, scored, bins=how.bins, groups=own, resamples=how.resamples))
    pairs = _pairs(outputs, labels, every, rescaled, groups, rows, how) if len(outputs) == 2 else {}
    title = how.title or "Is it as sure as it is right? " + " and ".join(one.name for one in outputs)
    sections = [_first(outputs, labels, every, rescaled, pairs), *_pair_sections(pairs)]
    for one, scores, part in zip(outputs, every, rescaled, strict=True):
        sections += _model(one, scores, part, several=len(outputs) > 1)
    sections.append(_method(how, groups is not None, held_out is not None))
    numbers = _numbers(outputs, every, rescaled, pairs, how)
    lines = tuple(line for one, s, r in zip(outputs, every, rescaled, strict=True) for line in _lines(one, s, r))
    return Report(report_page(title, sections), numbers, (*lines, *(str(c) for c in pairs.get("as given", []))))


def _pairs(
    outputs: list[Outputs],
    labels: Tensor,
    every: list[Scores],
    rescaled: list[Rescaled],
    groups: Tensor | None,
    rows: tuple[Tensor, Tensor] | None,
    how: Settings,
) -> Pairs:
    """All rows as given; and after T, on the rows that T was not fitted on."""
    more: dict[str, Any] = {"resamples": how.resamples, "seed": how.seed}
    first, second = (one.probabilities for one in outputs)
    found = {"as given": compare(first, second, labels, (every[0], every[1]), groups=groups, **more)}
    after = [part.after for part in rescaled]
    if after[0] is not None and after[1] is not None:
        one, other = (part.fit.apply(part.logits).softmax(1) for part in rescaled)
        own = groups if rows is None or groups is None else groups[rows[1]]
        found["each after its T"] = compare(one, other, rescaled[0].labels, (after[0], after[1]), groups=own, **more)
    return found


def _lines(one: Outputs, scores: Scores, part: Rescaled) -> tuple[str, ...]:
    return f"{one.name} ({one.kind}): {in_words(scores)}", temperature_in_words(part)


def _first(
    outputs: list[Outputs],
    labels: Tensor,
    every: list[Scores],
    rescaled: list[Rescaled],
    pairs: Pairs,
) -> Section:
    parts: list[Part] = []
    for one, scores, part in zip(outputs, every, rescaled, strict=True):
        if len(outputs) > 1:
            parts.append(f"{one.name}, given as {one.kind}:")
        parts += [in_words(scores), temperature_in_words(part)]
    if pairs:
        parts.append(tuple(str(comparison) for comparison in pairs["as given"]))
    parts += [*_warnings(labels, outputs[0].logits.shape[1])]
    return Section("In short", parts)


def _warnings(labels: Tensor, classes: int) -> list[str]:
    counts = labels.bincount(minlength=classes)
    told = []
    if int((counts == 0).sum()):
        told.append(f"{int((counts == 0).sum())} of the {classes} classes have no row, so nothing is known of them.")
    if len(labels) < 10 * classes:
        told.append(f"There are {len(labels):,} rows for {classes} classes: what is said of single classes is chance.")
    if int(counts.max()) > 10 * max(1, int(counts[counts > 0].min())):
        least = int(counts[counts > 0].min())
        told.append(
            f"The classes are skewed, {least:,} to {int(counts.max()):,} rows: accuracy and ECE are those of the large "
            "ones; macro F1 counts all alike."
        )
    return told


def _model(one: Outputs, scores: Scores, part: Rescaled, *, several: bool) -> list[Section]:
    name = f": {one.name}" if several else ""
    chosen = part.fitted_logits.double(), part.logits.double()
    t = part.temperature
    sets = [(z.div(t).softmax(1), y) for z, y in zip(chosen, (part.fitted_labels, part.labels), strict=True)]
    after = [] if part.after is None else [part.after]
    names = ["all rows, as given", "scored part, T = 1", f"scored part, T = {t:.2f}"][: 2 + len(after)]
    return [
        Section(f"The numbers{name}", [score_table([scores, part.before, *after], names), FLOOR_WORDS]),
        Section(f"Confidence and accuracy{name}", [temperature_scene(part.logits, part.labels, t, bins=scores.bins)]),
        Section(f"A decision with costs{name}", [decision_words(t), decision_scene(sets[0], sets[1])]),
        Section(f"What to do next{name}", [what_to_do(part)]),
    ]


FLOOR_WORDS = (
    "In brackets: the 95 % interval that the choice of rows gives. By chance: what a network gets that is right "
    "exactly as often as it is sure, with as many rows and the same confidences (mean, and the most in 95 of 100 "
    "draws). An ECE within that is no evidence of miscalibration."
)


def decision_words(temperature: float) -> str:
    """What the scene of a decision shows.

    First met in notebooks/11_take_the_object_away.

    >>> decision_words(2.0)[:60]
    'A wrong answer costs 1, a question to a human what the secon'
    """
    return (
        "A wrong answer costs 1, a question to a human what the second slider says. The confidences are those after "
        f"T = {temperature:.2f}. The dashed curve is the part that T was fitted on and the threshold is chosen on; the "
        "blue one is what it costs on the other part."
    )


def score_table(columns: list[Scores], names: list[str]) -> Table:
    """Scores as rows and several sets of them as columns, with intervals and floors.

    First met in notebooks/12_compare_the_losses.

    >>> import torch
    >>> scores = measure(torch.tensor([[0.9, 0.1]] * 50), torch.tensor([0] * 45 + [1] * 5), resamples=50)
    >>> score_table([scores], ["mine"]).rows[0]
    ('accuracy', '90.0 % (78.6–95.7 %)')
    """
    rows = []
    for name in columns[0].of:
        cells = [_cell(name, scores) for scores in columns]
        rows.append((name, *cells))
    return Table("Scores", ("", *names), tuple(rows))


def _cell(name: str, scores: Scores) -> str:
    score = scores[name]
    told = say(name, score.value)
    if score.low == score.low:
        unit = " %" if told.endswith("%") else ""
        told += f" ({say(name, score.low).removesuffix(' %')}–{say(name, score.high).removesuffix(' %')}{unit})"
    if score.floor == score.floor:
        told += f"; by chance {say(name, score.floor)}, at most {say(name, score.floor_high)}"
    return told


def _pair_sections(pairs: Pairs) -> list[Section]:
    if not pairs:
        return []
    tables: list[Part] = []
    for when, found in pairs.items():
        rows = tuple(
            (c.name, say(c.name, c.first), say(c.name, c.second), _interval(c), c.word, c.reason) for c in found
        )
        tables.append(Table(f"Paired, row by row, {when}", ("", "first", "second", "difference", "verdict", ""), rows))
    words = (
        "The same draws of rows for both models, so that what is hard for both cancels. A difference shows where its "
        "95 % interval leaves out 0. One file is one training: another seed of either would move it, too."
    )
    return [Section("Which of the two?", [*tables, words])]


def _interval(c: Comparison) -> str:
    parts = [say(c.name, value).removesuffix(" %").replace("-", "−") for value in (c.difference, c.low, c.high)]
    return f"{parts[0]} ({parts[1]} to {parts[2]})"


def _method(how: Settings, grouped: bool, held_out: bool) -> Section:
    where = (
        "on the rows given for it" if held_out else f"on {100 * how.share:.0f} % of the rows, seed {how.seed}, by class"
    )
    drawn = f"{how.resamples:,} bootstrap draws of {'groups' if grouped else 'rows'}"
    lines = (
        f"T is fitted {where}, and scored on none of them.",
        f"ECE and MCE have {how.bins} bins of equal width, closed on the right; AECE has as many of equal mass.",
        f"Accuracy's interval is Wilson's; the others come from {drawn}; those of ECE and AECE are basic ones.",
        "The Brier score sums over the classes; NLL is in nats; macro F1 is the mean over the classes that occur.",
        "All numbers stand in report.json, unrounded.",
    )
    return Section("How it was computed", [lines])


def _numbers(
    outputs: list[Outputs],
    every: list[Scores],
    rescaled: list[Rescaled],
    pairs: Pairs,
    how: Settings,
) -> dict[str, object]:
    models = [
        {
            "name": one.name,
            "given as": one.kind,
            "all rows": scores.plain(),
            "temperature": part.fit.temperature,
            "why no temperature": part.fit.reason,
            "rows fitted on": part.fit.samples,
            "scored part before T": part.before.plain(),
            "scored part after T": None if part.after is None else part.after.plain(),
        }
        for one, scores, part in zip(outputs, every, rescaled, strict=True)
    ]
    told = {when: [c.plain() for c in found] for when, found in pairs.items()}
    return {"format": "nls_tutorial report 1", "settings": vars(how), "models": models, "pairs": told}
