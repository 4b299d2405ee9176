"""Networks trained with more and more smoothing, and what their last layers look like."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.card import Card


@dataclass(frozen=True, eq=False, repr=False)
class LastLayer(Card):
    """One study of the last layer: E values of ε, S seeds, P parts of the data (training, test), T triples of classes.

    `points` (E, T, P, 3, n, 2) are the first seed's features of each triple's classes on the plane through their
    templates, in the features' own units, NaN where a class has fewer than n samples; `tightness` (E, S, P), `scale`
    (E, S, P) and `accuracy` (E, S, P) are of all classes and samples. `made_by` says how, in words.
    First met in notebooks/01_look_at_the_last_layer.

    >>> from nls_tutorial.studies import last_layer_on_photographs
    >>> study = last_layer_on_photographs()
    >>> isinstance(study, LastLayer), study.epsilons, study.tightness.shape  # ε, seeds, parts
    (True, (0.0, 0.1), (2, 3, 2))
    """

    epsilons: tuple[float, ...]
    seeds: tuple[int, ...]
    parts: tuple[str, ...]
    class_names: tuple[str, ...]
    triples: dict[str, tuple[int, int, int]]
    points: npt.NDArray[np.float32]
    tightness: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    accuracy: npt.NDArray[np.float64]
    made_by: str

    def __post_init__(self) -> None:
        grid = (len(self.epsilons), len(self.seeds), len(self.parts))
        for name in ("tightness", "scale", "accuracy"):
            shape = getattr(self, name).shape
            if shape != grid:
                raise ValueError(f"{name} must have shape {grid} (ε, seeds, parts), but got {shape}. Measure them all.")
        expected = (len(self.epsilons), len(self.triples), len(self.parts), 3)
        if self.points.ndim != 6 or self.points.shape[:4] != expected or self.points.shape[5] != 2:
            raise ValueError(
                f"points must have shape {(*expected, 'n', 2)}, but got {self.points.shape}. Project every triple."
            )

    def _facts(self) -> dict[str, object]:
        return {
            "ε": ", ".join(f"{epsilon:g}" for epsilon in self.epsilons),
            "seeds": len(self.seeds),
            "classes shown": "; ".join(self.triples),
            "made by": self.made_by,
        }
