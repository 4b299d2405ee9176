"""A network that trains under the hand: its data, its losses, its training step, and the step as a graph for a page."""

from typing import Any

from nls_tutorial.playground.cells import cell
from nls_tutorial.playground.choices import CHOICES, choice
from nls_tutorial.playground.graphs import step_inputs
from nls_tutorial.playground.knobs import settings
from nls_tutorial.playground.look import looker
from nls_tutorial.playground.points import KINDS, plane_points
from nls_tutorial.playground.step import logits_of, network, rows, start, train_step

__all__ = [
    "CHOICES",
    "KINDS",
    "cell",
    "choice",
    "logits_of",
    "looker",
    "network",
    "plane_points",
    "playground",
    "rows",
    "settings",
    "start",
    "step_inputs",
    "train_step",
]


def __getattr__(name: str) -> Any:
    """The widget needs an extra, which what trains does without."""
    if name == "playground":
        from nls_tutorial.playground.widget import playground

        globals()[name] = playground
        return playground
    raise AttributeError(f"nls_tutorial.playground has no {name!r}; it has {', '.join(__all__)}")
