"""The three disjoint parts of a data set."""

from dataclasses import dataclass

from nls_tutorial.records.images import Images
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Splits(Summary):
    """Train on the first, fit the temperature on the second, report the third. Disjoint by construction.

    First met in notebooks/01_look_at_the_last_layer.

    >>> from nls_tutorial.data import digits
    >>> splits = digits(seed=0)
    >>> isinstance(splits, Splits), [len(part) for part in (splits.train, splits.calibration, splits.test)]
    (True, [797, 400, 600])
    """

    train: Images
    calibration: Images
    test: Images

    def _summary(self) -> dict[str, object]:
        return {part.split: f"{len(part):,} pictures" for part in (self.train, self.calibration, self.test)}
