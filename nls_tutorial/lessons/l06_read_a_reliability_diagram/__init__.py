"""What only lesson 06, read_a_reliability_diagram, needs."""

from nls_tutorial.lessons.l06_read_a_reliability_diagram.scenes import (
    ece_by_chance,
    edges_by_hand,
    networks_to_compare,
    number_of_bins,
)

__all__ = ["ece_by_chance", "edges_by_hand", "networks_to_compare", "number_of_bins"]
