"""Scenes under the hand: one widget that draws any `Scene`, the plain page, and the lessons' own scenes."""

from nls_tutorial.widgets.bent_gradients import bent_gradients, focal_bound, two_normalized_focals
from nls_tutorial.widgets.closeness import feature_among_templates
from nls_tutorial.widgets.encode import encode, palette_css
from nls_tutorial.widgets.gallery import gallery
from nls_tutorial.widgets.page import save_page, scene_page
from nls_tutorial.widgets.simplex import label_on_triangle
from nls_tutorial.widgets.soft_label import finite_optimum, two_definitions
from nls_tutorial.widgets.template_planes import template_planes
from nls_tutorial.widgets.widget import LiveScene, SceneWidget, show

__all__ = [
    "LiveScene",
    "SceneWidget",
    "bent_gradients",
    "encode",
    "feature_among_templates",
    "finite_optimum",
    "focal_bound",
    "gallery",
    "label_on_triangle",
    "palette_css",
    "save_page",
    "scene_page",
    "show",
    "template_planes",
    "two_definitions",
    "two_normalized_focals",
]
