"""Scenes under the hand: one widget that draws any `Scene`, the plain page, and the lessons' own scenes."""

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
    "encode",
    "feature_among_templates",
    "finite_optimum",
    "gallery",
    "label_on_triangle",
    "palette_css",
    "save_page",
    "scene_page",
    "show",
    "template_planes",
    "two_definitions",
]
