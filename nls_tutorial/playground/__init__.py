"""A network that trains under the hand: its data, its losses, its training step, and the step as a graph for a page."""

from nls_tutorial.playground.choices import CHOICES, choice
from nls_tutorial.playground.graphs import step_inputs
from nls_tutorial.playground.points import KINDS, plane_points
from nls_tutorial.playground.scripts import scripts
from nls_tutorial.playground.step import logits_of, network, rows, start, train_step

__all__ = [
    "CHOICES",
    "KINDS",
    "choice",
    "logits_of",
    "network",
    "plane_points",
    "rows",
    "scripts",
    "start",
    "step_inputs",
    "train_step",
]
