"""Small inputs for every scene of lesson 18."""

from functools import cache

import numpy as np

from nls_tutorial import data
from nls_tutorial.lessons import l18_translate as lesson
from nls_tutorial.lessons.l18_translate.study import AXES, SCORES, TEMPERATURES, WIDTHS
from nls_tutorial.models import Transformer
from nls_tutorial.records import Cell, Results

EPSILONS = (0.0, 0.3)


@cache
def material() -> lesson.Material:
    """Forty sentences to learn from, and a few more."""
    return lesson.as_numbers(data.clauses(train=40, calibration=10, test=12, seed=0), pieces=90, longest=60)


@cache
def networks() -> dict[float, Transformer]:
    """Two networks that have hardly learnt."""
    trained = lesson.train_translators(material(), EPSILONS, seed=0, epochs=2, width=16, heads=2)
    return dict(zip(EPSILONS, trained, strict=True))


def results(seeds: int = 3, epsilons: tuple[float, ...] = (0.0, 0.1, 0.2)) -> Results:
    """Made-up scores that tell arm, seed and place apart: arm 7, 8, …, seed tenths, place hundredths."""
    cells = {}
    for number, epsilon in enumerate(epsilons):
        for seed in range(seeds):
            scores = {}
            for name, column in SCORES.items():
                places = {"T": len(TEMPERATURES), "width": len(WIDTHS)}.get(column.axes[0], 0) if column.axes else 0
                base = 7 + number + 0.1 * seed + (0.5 if "cooled" in name else 0.0)
                scores[name] = base + 0.01 * np.arange(places) if places else np.array(base)
            cells[f"ε = {epsilon:g}", seed] = Cell(f"ε = {epsilon:g}", seed, scores)
    return Results("made_up", tuple(f"ε = {e:g}" for e in epsilons), tuple(range(seeds)), cells, SCORES, AXES)


BUILDERS = {
    "drag_temperature": lambda: lesson.drag_temperature(results()),
    "see_attention": lambda: lesson.see_attention(networks()[0.0], material(), (0, 3, 5)),
    "widen_the_beam": lambda: lesson.widen_the_beam({"one": results(), "other": results(2)}),
    "word_by_word": lambda: lesson.word_by_word(networks(), material(), 2),
}
