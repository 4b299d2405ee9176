"""Networks that differ in one thing, scored on the same objects at several distances from the border."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.side_by_side import spread
from nls_tutorial.records.table import Table

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ByDistance:
    r"""P paddings, S seeds, D distances, E epochs.

    `accuracy` (P, S, D) is the share of right answers in [0, 1] where the object's box stands `distances` (pixels) from
    the border; `loss` (P, S, E) the mean training loss of each epoch in nats. A seed decides pictures, first weights
    and order, and is the same for all paddings, so differences may be taken seed by seed. `made_by` says how, in words.
    First met in notebooks/09_pad_without_inventing.

    >>> import numpy as np
    >>> accuracy, loss = np.array([[[0.5, 0.75]]]), np.array([[[2.3, 1.1]]])
    >>> study = ByDistance(("zero",), (0,), (0, 4), accuracy, loss, "made up")
    >>> study.drop("zero").tolist()  # what the border costs, for each seed
    [0.25]
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    distances: tuple[int, ...]
    accuracy: Numbers
    loss: Numbers
    made_by: str

    def __post_init__(self) -> None:
        grid = (len(self.names), len(self.seeds))
        if self.accuracy.shape != (*grid, len(self.distances)):
            raise ValueError(
                f"accuracy must have shape {(*grid, len(self.distances))}, but got {self.accuracy.shape}. "
                "Score every padding with every seed at every distance."
            )
        if self.loss.ndim != 3 or self.loss.shape[:2] != grid:
            raise ValueError(
                f"loss must have shape {(*grid, 'epochs')}, but got {self.loss.shape}. Keep every run's history."
            )

    def accuracy_of(self, name: str) -> Numbers:
        """The accuracy of one padding, (S, D). Raises ValueError for a padding that is not there."""
        return self.accuracy[self._place(name)]

    def loss_of(self, name: str) -> Numbers:
        """The training loss of one padding, (S, E) nats. Raises ValueError for a padding that is not there."""
        return self.loss[self._place(name)]

    def drop(self, name: str) -> Numbers:
        """What the border costs, (S,): accuracy at the largest distance minus accuracy at the smallest."""
        seen = self.accuracy_of(name)
        return seen[:, int(np.argmax(self.distances))] - seen[:, int(np.argmin(self.distances))]

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise ValueError(f"name must be one of {', '.join(self.names)}, but got {name!r}. Pick one of those.")
        return self.names.index(name)

    def table(self) -> Table:
        """Mean ± standard deviation over the seeds: accuracy at each distance, the drop, and the mean training loss."""
        columns = ("padding", *(f"{d} px" for d in self.distances), "drop at the border", "mean training loss")
        rows = tuple(
            (
                name,
                *(spread(100 * column, 1) for column in self.accuracy_of(name).T),
                spread(100 * self.drop(name), 1),
                spread(self.loss_of(name).mean(axis=1), 2),
            )
            for name in self.names
        )
        title = f"Accuracy in per cent by the object's distance from the border, {len(self.seeds)} seeds"
        return Table(title, columns, rows)

    def __repr__(self) -> str:
        return f"{self.table()}\n{self.made_by}"

    def _repr_html_(self) -> str:
        return f'{self.table()._repr_html_()}<p style="opacity:.75">{escape(self.made_by)}</p>'
