"""What only lesson 01, look_at_the_last_layer, needs."""

from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes import feature_among_templates, template_planes
from nls_tutorial.lessons.l01_look_at_the_last_layer.study import LAST_LAYER_CIFAR10, look_at_last_layers

__all__ = ["LAST_LAYER_CIFAR10", "feature_among_templates", "look_at_last_layers", "template_planes"]
