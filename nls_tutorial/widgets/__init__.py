"""Scenes under the hand: one widget that draws any `Scene`, the plain page, and the lessons' own scenes."""

from nls_tutorial.widgets.bent_gradients import bent_gradients, focal_bound, two_normalized_focals
from nls_tutorial.widgets.bins import ece_by_chance, edges_by_hand, networks_to_compare, number_of_bins
from nls_tutorial.widgets.closeness import feature_among_templates
from nls_tutorial.widgets.crop import crop_over_picture, label_against_objectness, labels_of_random_crops
from nls_tutorial.widgets.encode import encode, palette_css
from nls_tutorial.widgets.gallery import gallery
from nls_tutorial.widgets.margin import (
    distances_against_margin,
    four_prices,
    losses_side_by_side,
    poster_figure,
)
from nls_tutorial.widgets.normalized import normalized_losses, rate_sweep, stops_along_training
from nls_tutorial.widgets.padding import (
    accuracy_near_border,
    constant_picture,
    hole_that_fills,
    kernel_over_border,
)
from nls_tutorial.widgets.page import save_page, scene_page
from nls_tutorial.widgets.people import labels_softened
from nls_tutorial.widgets.reliability_diagram import reliability_diagram
from nls_tutorial.widgets.reliability_panel import reliability_panels, reliability_readouts
from nls_tutorial.widgets.simplex import label_on_triangle
from nls_tutorial.widgets.soft_label import finite_optimum, two_definitions
from nls_tutorial.widgets.tables import differences_in_a_table, one_recipe_again, scored_by_batches, whole_images
from nls_tutorial.widgets.temperature import temperature, two_samples
from nls_tutorial.widgets.template_planes import template_planes
from nls_tutorial.widgets.widget import LiveScene, SceneWidget, show
from nls_tutorial.widgets.without_object import answer_only_if_sure, confidence_against_objectness, where_it_looks

__all__ = [
    "LiveScene",
    "SceneWidget",
    "accuracy_near_border",
    "answer_only_if_sure",
    "bent_gradients",
    "constant_picture",
    "crop_over_picture",
    "differences_in_a_table",
    "confidence_against_objectness",
    "distances_against_margin",
    "ece_by_chance",
    "edges_by_hand",
    "encode",
    "feature_among_templates",
    "finite_optimum",
    "focal_bound",
    "four_prices",
    "gallery",
    "hole_that_fills",
    "kernel_over_border",
    "label_against_objectness",
    "label_on_triangle",
    "labels_of_random_crops",
    "labels_softened",
    "losses_side_by_side",
    "networks_to_compare",
    "normalized_losses",
    "number_of_bins",
    "one_recipe_again",
    "palette_css",
    "poster_figure",
    "rate_sweep",
    "reliability_diagram",
    "reliability_panels",
    "reliability_readouts",
    "save_page",
    "scene_page",
    "scored_by_batches",
    "show",
    "stops_along_training",
    "temperature",
    "template_planes",
    "two_definitions",
    "two_normalized_focals",
    "two_samples",
    "whole_images",
    "where_it_looks",
]
