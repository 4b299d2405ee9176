"""Made-up results for every scene of lesson 14."""

from functools import cache

import numpy as np

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.records import Results, Score

ARMS = ("CE", "LS", "MbLS")
SEEDS = (0, 1, 2, 3, 4)
NAMES = ("accuracy", "ECE", "ECE by chance")


@cache
def results(axis: str = "", coordinates: tuple = ()) -> Results:
    """Shares of three arms and five seeds, over one axis or none; LS is clearly lower in ECE, MbLS unsettled."""
    draws = np.random.default_rng(len(coordinates))
    shape = (len(ARMS), len(SEEDS), *((len(coordinates),) if axis else ()))
    scores = {name: draws.uniform(0.4, 0.5, shape) for name in NAMES}
    scores["ECE"] = draws.uniform(0.1, 0.11, shape)
    scores["ECE"][1] -= 0.05
    scores["ECE by chance"] = draws.uniform(0.03, 0.04, shape)
    own = {axis: coordinates} if axis else {}
    columns = {name: Score(axes=tuple(own)) for name in NAMES}
    return Results.from_arrays("sample", ARMS, SEEDS, scores, columns, axes=own)


def by_pictures() -> tuple[Results, Results]:
    """Two studies, as they are stored: the largest number of pictures apart."""
    return results("pictures", (5000,)), results("pictures", (1250, 2500))


BUILDERS = {
    "verdicts_by_seeds": lambda: lesson.verdicts_by_seeds(results(), ("accuracy", "ECE")),
    "scores_by_pictures": lambda: lesson.scores_by_pictures(*by_pictures()),
    "losses_on_birds": lambda: lesson.losses_on_birds(results("set", tuple(lesson.SETS))),
    "table_without_a_row": lesson.table_without_a_row,
}
