"""Features seen on the plane through three templates."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.rows import has_shape, is_floating, is_type
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Projection(Summary):
    """Coordinates on the template plane, in the units of the features.

    `points` (N, 2); `labels` (N,) the class numbers; `templates` (3, 2); `distances` (N,) from each feature to the
    plane (what the picture leaves out); `classes` the three class numbers in the templates' order.
    First met in notebooks/01_look_at_the_last_layer.

    >>> from torch import tensor
    >>> from nls_tutorial.geometry import project
    >>> templates = tensor([[0.0, 1.5, 0.0], [-1.3, -0.75, 0.0], [1.3, -0.75, 0.0]])
    >>> found = project(tensor([[0.0, 1.5, 2.0]]), tensor([0]), templates, (0, 1, 2))
    >>> isinstance(found, Projection), found.distances.tolist()  # two units in front of the plane
    (True, [2.0])
    """

    points: Tensor
    labels: Tensor
    templates: Tensor
    distances: Tensor
    classes: tuple[int, int, int]

    def _rules(self) -> None:
        for name in ("points", "templates", "distances"):
            is_floating(name, getattr(self, name))
        has_shape("points", self.points, "N", 2)
        has_shape("labels", self.labels, len(self.points))
        has_shape("distances", self.distances, len(self.points))
        has_shape("templates", self.templates, 3, 2, step="Give one row for each of the three classes.")
        is_type("labels", self.labels, torch.int64, "Convert it with .long().")

    def __len__(self) -> int:
        return len(self.labels)

    def _summary(self) -> dict[str, object]:
        return {
            "classes": self.classes,
            "points": f"{len(self):,}",
            "mean distance to the plane": f"{float(self.distances.mean()):.3f}",
        }
