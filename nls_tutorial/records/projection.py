"""Features seen on the plane through three templates."""

from dataclasses import dataclass

from torch import Tensor

from nls_tutorial.records.card import Card


@dataclass(frozen=True, eq=False, repr=False)
class Projection(Card):
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

    def __len__(self) -> int:
        return len(self.labels)

    def _facts(self) -> dict[str, object]:
        return {
            "classes": self.classes,
            "points": f"{len(self):,}",
            "mean distance to the plane": f"{float(self.distances.mean()):.3f}",
        }
