"""Results of studies that nobody ran, from arrays."""

from collections.abc import Sequence

import numpy as np

from nls_tutorial.records import Results
from nls_tutorial.studies.overfit_digits import SCORES


def losses_by_hand(
    names: Sequence[str],
    seeds: Sequence[int],
    before: np.ndarray,
    after: np.ndarray,
    distances: np.ndarray | None = None,
    confidence: np.ndarray | None = None,
    temperature: np.ndarray | None = None,
) -> Results:
    """Losses compared: accuracy, ECE, AECE, NLL (L, S, 4) before and after temperature."""
    ones = np.ones(before.shape[:2])
    scores = dict(zip(("accuracy", "ECE", "AECE", "NLL"), np.moveaxis(before, -1, 0), strict=True))
    scores |= dict(zip(("ECE cooled", "AECE cooled", "NLL cooled"), np.moveaxis(after, -1, 0)[1:], strict=True))
    scores |= {"temperature": ones if temperature is None else temperature, "fitted": ones}
    arrays = {"distances": distances, "confidence": confidence}
    kept = {name: values for name, values in arrays.items() if values is not None}
    return Results.from_arrays("losses", names, seeds, scores, SCORES, kept, made_by="by hand")
