"""The verdicts of lesson 19's claim boxes, seed by seed."""

from typing import Any

from nls_tutorial.records import Results, Verdict, chance_floors, verdict
from nls_tutorial.tables import ALS_TRANSFER

GAIN = float(ALS_TRANSFER["ALS over hard label"]["AP"])  # the difference in AP that would matter


def compare(
    results: Results, arm: str, other: str, score: str, claim: str, *, relevant: float | None = None, **at: Any
) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than `other`", in points, paired by seed.

    `relevant` is the smallest difference that matters, such as GAIN; `at` chooses a coordinate of each of the score's
    own axes, such as `share=0.5`. Errors are those of `Results.scores` and
    `records.verdict`. First met in notebooks/19_find_the_object.
    """
    pair = (results.scores(one, score, **at) for one in (arm, other))
    return verdict(*pair, claim=claim, scale=100, unit=" points", digits=1, relevant=relevant)


def at_thresholds(results: Results, arm: str, score: str, high: float, low: float, claim: str) -> Verdict:
    """The verdict on "boxes above `high` have a `claim` `score` than those above `low`", of one arm, paired by seed.

    The floors that chance gives two D-ECEs are said with them: the fewer boxes are left, the higher.
    Errors are those of `compare`. First met in notebooks/19_find_the_object.
    """
    above, below = ((arm, score, {"threshold": at}) for at in (high, low))
    pair = (results.scores(arm, score, **at) for _, _, at in (above, below))
    floors = chance_floors(results, above, below)
    return verdict(*pair, claim=claim, scale=100, unit=" points", digits=1, floors=floors)
