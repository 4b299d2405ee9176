"""What only lesson 01, look_at_the_last_layer, needs."""

from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes import feature_among_templates, template_planes

__all__ = ["feature_among_templates", "template_planes"]
