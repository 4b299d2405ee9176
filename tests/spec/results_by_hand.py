"""Results of studies that nobody ran, from arrays."""

from collections.abc import Sequence

import numpy as np

from nls_tutorial.records import Results, Score
from nls_tutorial.studies.overfit_digits import SCORES


def losses_by_hand(
    names: Sequence[str],
    seeds: Sequence[int],
    before: np.ndarray,
    after: np.ndarray,
    distances: np.ndarray | None = None,
    confidence: np.ndarray | None = None,
    temperature: np.ndarray | None = None,
    by_chance: np.ndarray | None = None,
) -> Results:
    """Losses compared: accuracy, ECE, AECE, NLL (L, S, 4) before and after temperature."""
    ones = np.ones(before.shape[:2])
    scores = dict(zip(("accuracy", "ECE", "AECE", "NLL"), np.moveaxis(before, -1, 0), strict=True))
    scores |= dict(zip(("ECE cooled", "AECE cooled", "NLL cooled"), np.moveaxis(after, -1, 0)[1:], strict=True))
    scores |= {"temperature": ones if temperature is None else temperature, "fitted": ones}
    scores |= {"ECE by chance": 0 * ones if by_chance is None else by_chance, "ECE cooled by chance": 0 * ones}
    arrays = {"distances": distances, "confidence": confidence}
    kept = {name: values for name, values in arrays.items() if values is not None}
    return Results.from_arrays("losses", names, seeds, scores, SCORES, kept, setup="by hand")


def by_distance(
    names: Sequence[str], seeds: Sequence[int], distances: Sequence[int], accuracy: np.ndarray, loss: np.ndarray
) -> Results:
    """Paddings compared: accuracy (P, S, D) by the object's distance from the border, training loss (P, S, E)."""
    columns = {"accuracy": Score(axes=("distance",)), "loss": Score("nats", axes=("epoch",))}
    axes = {"distance": tuple(distances), "epoch": tuple(range(1, loss.shape[-1] + 1))}
    return Results.from_arrays("paddings", names, seeds, {"accuracy": accuracy, "loss": loss}, columns, axes=axes)


def last_layers(
    epsilons: Sequence[float],
    triples: dict[str, tuple[int, int, int]],
    class_names: Sequence[str],
    points: np.ndarray,
    tightness: np.ndarray,
    scale: np.ndarray,
    accuracy: np.ndarray,
) -> Results:
    """Last layers: points (E, T, P, 3, n, 2) of the first seed, and three scores (E, S, P)."""
    scores = {"tightness": tightness, "scale": scale, "accuracy": accuracy}
    columns = {name: Score("", axes=("part",)) for name in scores}
    return Results.from_arrays(
        "last_layer",
        [f"ε = {epsilon:g}" for epsilon in epsilons],
        range(tightness.shape[1]),
        scores,
        columns,
        {"points": points[:, None]},
        axes={"part": ("training", "test")},
        settings={"triples": triples, "class_names": class_names},
    )
