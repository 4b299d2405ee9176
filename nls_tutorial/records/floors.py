"""The floors of two compared scores: what chance alone gives, where the results hold it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nls_tutorial.records.record import brief, refuse
from nls_tutorial.records.results import Results

Place = tuple[str, str, Mapping[str, Any]]  # an arm, a score, and where along the score's axes


def chance_floors(results: Results, first: Place, second: Place) -> tuple[float, float] | None:
    """The means over the seeds of "… by chance" for two scores, as `verdict` takes them; None without such a score.

    A place is an arm, a score and the coordinates on the score's axes, {} for a score without axes: beside the score
    "ECE" stands "ECE by chance", the ECE of a calibrated network that is as sure.
    Raises ValueError for an arm, a coordinate or an axis that is not there, TypeError for what is no Results and for
    what is no such place. First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.records import Score
    >>> columns = {"ECE": Score(), "ECE by chance": Score()}
    >>> scores = {"ECE": np.array([[0.12, 0.14]]), "ECE by chance": np.array([[0.03, 0.05]])}
    >>> made = Results.from_arrays("one loss", ("CE",), (0, 1), scores, columns, {}, setup="by hand")
    >>> chance_floors(made, ("CE", "ECE", {}), ("CE", "ECE", {}))
    (0.04, 0.04)
    """
    if not isinstance(results, Results):
        refuse("results", "must be Results", type(results).__name__, "Give what a study found.", error=TypeError)
    _check_place("first", first)
    _check_place("second", second)
    found = [_floor(results, *place) for place in (first, second)]
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def _check_place(argument: str, place: object) -> None:
    kinds = (str, str, Mapping)
    if not isinstance(place, tuple | list) or len(place) != 3 or not all(map(isinstance, place, kinds)):
        rule = "must be an arm, a score and its coordinates"
        refuse(argument, rule, brief(place), 'Write ("CE", "ECE", {}).', error=TypeError)


def _floor(results: Results, arm: str, score: str, where: Mapping[str, Any]) -> float | None:
    name = f"{score} by chance"
    return float(np.nanmean(results.scores(arm, name, **where))) if name in results.columns else None
