"""How a network's last layer sees the world: templates, the plane through three of them, distances between logits.

The rows of the last layer's weight are the templates w_k, one a class; the activations that enter it are the features
x; the logit x·w_k (plus a bias) says how close x is to the template when the templates' lengths are alike. The same
templates, held against each place of the last feature maps, say where a logit came from. Everything here takes tensors
and gives tensors, a record of them or points to draw, and sums in float64 where much is summed.
"""

from nls_tutorial.geometry.activation import activation_maps, energy_in_box
from nls_tutorial.geometry.distances import logit_distances
from nls_tutorial.geometry.layer_pictures import tsne
from nls_tutorial.geometry.mutual_information import mutual_information
from nls_tutorial.geometry.neighbors import same_class_neighbors
from nls_tutorial.geometry.plane import project, template_plane
from nls_tutorial.geometry.tightness import scale, tightness

__all__ = [
    "activation_maps",
    "energy_in_box",
    "logit_distances",
    "mutual_information",
    "project",
    "same_class_neighbors",
    "scale",
    "template_plane",
    "tightness",
    "tsne",
]
