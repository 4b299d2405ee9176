"""The scenes of lesson 01."""

from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes.best_place import best_place
from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes.closeness import feature_among_templates
from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes.template_planes import template_planes

__all__ = ["best_place", "feature_among_templates", "template_planes"]
